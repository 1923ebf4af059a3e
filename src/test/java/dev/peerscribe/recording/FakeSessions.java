package dev.peerscribe.recording;

import dev.peerscribe.fakes.FakeVoice;
import dev.peerscribe.identity.MeetingTrust;
import dev.peerscribe.identity.PeerKey;
import dev.peerscribe.identity.Verdict;
import dev.peerscribe.media.Approval;
import dev.peerscribe.media.AudioBlock;
import dev.peerscribe.media.EncodedFrame;
import dev.peerscribe.media.EngineChoice;
import dev.peerscribe.media.EngineKind;
import dev.peerscribe.media.MediaFrame;
import dev.peerscribe.media.MediaSessions;
import dev.peerscribe.media.MediaSink;
import dev.peerscribe.media.Negotiation;
import dev.peerscribe.media.PeerSnapshot;
import dev.peerscribe.media.PeerState;
import dev.peerscribe.media.TrackKind;
import dev.peerscribe.media.TrackQuality;
import dev.peerscribe.media.TrackSnapshot;
import dev.peerscribe.media.VideoPicture;
import dev.peerscribe.media.Voice;
import dev.peerscribe.media.VoiceRefusedException;
import dev.peerscribe.signaling.PeerHello;
import dev.peerscribe.signaling.SignalingConnection;
import dev.peerscribe.signaling.SignalingEvent;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Peers with tracks that a test opens, feeds and closes; keeps the port's promises on attaching. */
public final class FakeSessions implements MediaSessions {
    private final Map<Track, List<MediaSink>> tracks = new ConcurrentHashMap<>();
    private final Map<String, FakeVoice> voices = new ConcurrentHashMap<>();
    private final Set<String> speakable = ConcurrentHashMap.newKeySet();
    private final Set<String> recorders = ConcurrentHashMap.newKeySet();
    private final Map<String, TrackQuality> qualities = new ConcurrentHashMap<>();
    private final PeerKey key = anyKey();

    private record Track(String meetingId, String peerId, String trackId, TrackKind kind) {}

    /** A meeting that can be sent into. */
    public void speakable(String meetingId) {
        speakable.add(meetingId);
    }

    /** The end of such a meeting, and of what is sent into it. */
    public void left(String meetingId) {
        speakable.remove(meetingId);
        FakeVoice voice = voices.get(meetingId);
        if (voice != null) {
            voice.close();
        }
    }

    /** What is, or was last, sent into a meeting; null where nothing was. */
    public @Nullable FakeVoice voice(String meetingId) {
        return voices.get(meetingId);
    }

    /** A peer says that it records. */
    public void isRecorder(String peerId) {
        recorders.add(peerId);
    }

    public void open(String meetingId, String peerId, String trackId, TrackKind kind) {
        tracks.put(new Track(meetingId, peerId, trackId, kind), new CopyOnWriteArrayList<>());
    }

    public void close(String meetingId, String peerId, String trackId) {
        tracks.keySet()
                .removeIf(track -> track.meetingId().equals(meetingId)
                        && track.peerId().equals(peerId)
                        && track.trackId().equals(trackId));
    }

    /** What the statistics say of tracks with that id from now on. */
    public void measured(String trackId, TrackQuality quality) {
        qualities.put(trackId, quality);
    }

    /** Hands a frame to all sinks of the track as the engine does; without one it is closed. */
    public void push(String peerId, String trackId, MediaFrame frame) {
        List<MediaSink> sinks = sinks(peerId, trackId);
        try (frame) {
            for (MediaSink sink : sinks) {
                sink.accept(
                        switch (frame) {
                            case AudioBlock block -> block;
                            case VideoPicture picture -> picture.retain();
                            case EncodedFrame sent -> sent.retain();
                        });
            }
        }
    }

    public int attached(String peerId, String trackId) {
        return sinks(peerId, trackId).size();
    }

    private List<MediaSink> sinks(String peerId, String trackId) {
        return tracks.entrySet().stream()
                .filter(each -> each.getKey().peerId().equals(peerId)
                        && each.getKey().trackId().equals(trackId))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(List.of());
    }

    @Override
    public List<PeerSnapshot> peers(String meetingId) {
        Map<String, List<TrackSnapshot>> byPeer = new LinkedHashMap<>();
        for (Track track : tracks.keySet()) {
            if (track.meetingId().equals(meetingId)) {
                byPeer.computeIfAbsent(track.peerId(), peer -> new ArrayList<>())
                        .add(new TrackSnapshot(
                                track.trackId(), track.kind(), null, null, null, 0, 0, 0, null, false, false, null));
            }
        }
        return byPeer.entrySet().stream()
                .map(each -> new PeerSnapshot(
                        each.getKey(),
                        "",
                        "Name of " + each.getKey(),
                        recorders.contains(each.getKey()) ? PeerHello.RECORDER : null,
                        key,
                        PeerState.CONNECTED,
                        each.getValue(),
                        Verdict.UNKNOWN))
                .toList();
    }

    @Override
    public Attachment attach(String meetingId, String peerId, String trackId, MediaSink sink) {
        for (Map.Entry<Track, List<MediaSink>> each : tracks.entrySet()) {
            Track track = each.getKey();
            if (track.meetingId().equals(meetingId)
                    && track.peerId().equals(peerId)
                    && track.trackId().equals(trackId)) {
                each.getValue().add(sink);
                return new Attachment() {
                    @Override
                    public @Nullable TrackQuality quality() {
                        return qualities.get(trackId);
                    }

                    @Override
                    public void close() {
                        each.getValue().remove(sink);
                    }
                };
            }
        }
        return () -> {};
    }

    @Override
    public EngineKind engine(@Nullable EngineChoice choice, Negotiation negotiation) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void open(SignalingConnection connection, Negotiation negotiation, MeetingTrust trust, EngineKind engine) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Approval approve(String meetingId, String peerId) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void on(SignalingEvent event) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean sendText(String meetingId, String peerId, String text) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Voice speak(String meetingId, Set<TrackKind> kinds) {
        VoiceRefusedException refusal = refusal(meetingId);
        if (refusal != null) {
            throw refusal;
        }
        FakeVoice voice = new FakeVoice(kinds);
        voices.put(meetingId, voice);
        return voice;
    }

    @Override
    public @Nullable VoiceRefusedException refusal(String meetingId) {
        if (!speakable.contains(meetingId)) {
            return new VoiceRefusedException(VoiceRefusedException.Reason.UNKNOWN_MEETING);
        }
        FakeVoice voice = voices.get(meetingId);
        return voice != null && voice.isOpen() ? new VoiceRefusedException(VoiceRefusedException.Reason.TAKEN) : null;
    }

    @Override
    public int broadcastText(String meetingId, String text) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close(String meetingId) {
        throw new UnsupportedOperationException();
    }

    private static PeerKey anyKey() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            ECPublicKey made = (ECPublicKey) generator.generateKeyPair().getPublic();
            byte[] point = new byte[65];
            point[0] = 4;
            byte[] encoded = made.getEncoded(); // SubjectPublicKeyInfo ends with the point
            System.arraycopy(encoded, encoded.length - 64, point, 1, 64);
            return PeerKey.ofPoint(point);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
