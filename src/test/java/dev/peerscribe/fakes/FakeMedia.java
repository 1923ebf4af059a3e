package dev.peerscribe.fakes;

import dev.peerscribe.identity.MeetingTrust;
import dev.peerscribe.identity.PeerKey;
import dev.peerscribe.identity.SigningIdentity;
import dev.peerscribe.identity.Verdict;
import dev.peerscribe.media.Approval;
import dev.peerscribe.media.EngineChoice;
import dev.peerscribe.media.EngineKind;
import dev.peerscribe.media.MediaEvent;
import dev.peerscribe.media.MediaSessions;
import dev.peerscribe.media.MediaSink;
import dev.peerscribe.media.Negotiation;
import dev.peerscribe.media.PeerSnapshot;
import dev.peerscribe.media.PeerState;
import dev.peerscribe.media.TrackKind;
import dev.peerscribe.media.TrackSnapshot;
import dev.peerscribe.media.Voice;
import dev.peerscribe.media.VoiceRefusedException;
import dev.peerscribe.signaling.SignalingConnection;
import dev.peerscribe.signaling.SignalingEvent;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;

/** Sessions whose peers the test lets come and go. */
public final class FakeMedia implements MediaSessions {
    private final ApplicationEventPublisher events;
    private final Map<String, List<PeerSnapshot>> meetings = new ConcurrentHashMap<>();
    private final Map<String, Negotiation> negotiations = new ConcurrentHashMap<>();
    private final Map<String, MeetingTrust> trusts = new ConcurrentHashMap<>();
    private final List<String> broadcast = new CopyOnWriteArrayList<>();
    /** By peer, where they are not as usual. */
    private final Map<String, List<TrackSnapshot>> tracks = new ConcurrentHashMap<>();

    private final Set<String> withChannel = ConcurrentHashMap.newKeySet();
    private final Set<String> passthrough = ConcurrentHashMap.newKeySet();
    private final Set<String> deaf = ConcurrentHashMap.newKeySet();
    private final Map<String, FakeVoice> voices = new ConcurrentHashMap<>();
    private volatile int openChannels;
    private volatile boolean closeFails;
    private volatile boolean openFails;

    public FakeMedia(ApplicationEventPublisher events) {
        this.events = events;
    }

    /** A peer comes and sends a picture. */
    public PeerSnapshot comes(String meetingId, String name) {
        PeerKey key = SigningIdentity.generate(new SecureRandom()).publicKey();
        PeerSnapshot peer = peer(name, key, trust(meetingId).judge(key, name));
        add(meetingId, peer);
        events.publishEvent(new MediaEvent.PeerJoined(meetingId, peer.id(), name));
        events.publishEvent(new MediaEvent.TrackOpened(meetingId, peer.id(), "video", TrackKind.VIDEO));
        return peer;
    }

    /** What a peer sends is this from now on. */
    public void sends(PeerSnapshot peer, TrackSnapshot... all) {
        tracks.put(peer.id(), List.of(all));
    }

    /** The agent's own key comes back from the relay. */
    public void echoes(String meetingId, PeerKey own) {
        add(meetingId, peer("echo", own, Verdict.UNKNOWN));
    }

    public void leaves(String meetingId, PeerSnapshot peer) {
        meetings.computeIfPresent(meetingId, (id, peers) -> {
            List<PeerSnapshot> rest = new ArrayList<>(peers);
            rest.remove(peer);
            return rest;
        });
        events.publishEvent(new MediaEvent.TrackClosed(meetingId, peer.id(), "video", TrackKind.VIDEO));
        events.publishEvent(new MediaEvent.PeerLeft(meetingId, peer.id(), "bye"));
    }

    public void openChannels(int count) {
        openChannels = count;
    }

    /** The data channel of a peer opens. */
    public void opensChannel(PeerSnapshot peer) {
        withChannel.add(peer.id());
    }

    public void failToClose() {
        closeFails = true;
    }

    public void failToOpen(boolean fails) {
        openFails = fails;
    }

    public List<String> broadcasts() {
        return broadcast;
    }

    public boolean serves(String meetingId) {
        return meetings.containsKey(meetingId);
    }

    public Negotiation negotiation(String meetingId) {
        Negotiation negotiation = negotiations.get(meetingId);
        if (negotiation == null) {
            throw new AssertionError("not open: " + meetingId);
        }
        return negotiation;
    }

    @Override
    public EngineKind engine(@Nullable EngineChoice choice, Negotiation negotiation) {
        return (choice == null ? EngineChoice.WEBRTC : choice).kind(negotiation);
    }

    @Override
    public void open(SignalingConnection connection, Negotiation negotiation, MeetingTrust trust, EngineKind engine) {
        if (openFails) {
            throw new IllegalStateException("the engine is away");
        }
        if (engine == EngineKind.PASSTHROUGH) {
            passthrough.add(connection.id());
        }
        meetings.put(connection.id(), List.of());
        negotiations.put(connection.id(), negotiation);
        trusts.put(connection.id(), trust);
    }

    @Override
    public void on(SignalingEvent event) {
        // descriptions and candidates are nothing to these sessions
    }

    @Override
    public Approval approve(String meetingId, String peerId) {
        MeetingTrust trust = trust(meetingId);
        return peers(meetingId).stream()
                .filter(peer -> peer.id().equals(peerId))
                .findAny()
                .map(peer -> trust.approve(peer.key(), peer.name()) ? Approval.APPROVED : Approval.NOT_WAITING)
                .orElse(Approval.UNKNOWN_PEER);
    }

    @Override
    public List<PeerSnapshot> peers(String meetingId) {
        MeetingTrust trust = trust(meetingId);
        return meetings.getOrDefault(meetingId, List.of()).stream()
                .map(peer -> peer(String.valueOf(peer.name()), peer.key(), trust.judge(peer.key(), peer.name())))
                .toList();
    }

    @Override
    public Attachment attach(String meetingId, String peerId, String trackId, MediaSink sink) {
        return () -> {};
    }

    @Override
    public Voice speak(String meetingId, Set<TrackKind> kinds) {
        if (!meetings.containsKey(meetingId)) {
            throw new VoiceRefusedException(VoiceRefusedException.Reason.UNKNOWN_MEETING);
        }
        FakeVoice voice = new FakeVoice(kinds);
        if (deaf.contains(meetingId)) {
            voice.listeners(0);
        }
        if (voices.putIfAbsent(meetingId, voice) != null) {
            throw new VoiceRefusedException(VoiceRefusedException.Reason.TAKEN);
        }
        voice.onClose = () -> voices.remove(meetingId, voice);
        return voice;
    }

    /** From now on nobody takes what is sent into a meeting. */
    public void nobodyListens(String meetingId) {
        deaf.add(meetingId);
    }

    /** What is sent into a meeting; null where nothing is. */
    public @Nullable FakeVoice voice(String meetingId) {
        return voices.get(meetingId);
    }

    @Override
    public @Nullable VoiceRefusedException refusal(String meetingId) {
        if (!meetings.containsKey(meetingId)) {
            return new VoiceRefusedException(VoiceRefusedException.Reason.UNKNOWN_MEETING);
        }
        if (passthrough.contains(meetingId)) {
            return new VoiceRefusedException(VoiceRefusedException.Reason.NOT_ENCODED);
        }
        return voices.containsKey(meetingId) ? new VoiceRefusedException(VoiceRefusedException.Reason.TAKEN) : null;
    }

    @Override
    public int broadcastText(String meetingId, String text) {
        if (openChannels > 0) {
            broadcast.add(text);
        }
        return openChannels;
    }

    @Override
    public boolean sendText(String meetingId, String peerId, String text) {
        if (!withChannel.contains(peerId)) {
            return false;
        }
        broadcast.add(text);
        return true;
    }

    @Override
    public void close(String meetingId) {
        meetings.remove(meetingId);
        if (closeFails) {
            throw new IllegalStateException("the engine hangs");
        }
    }

    private MeetingTrust trust(String meetingId) {
        return trusts.getOrDefault(meetingId, MeetingTrust.ofAnybody());
    }

    private void add(String meetingId, PeerSnapshot peer) {
        meetings.computeIfPresent(meetingId, (id, peers) -> {
            List<PeerSnapshot> more = new ArrayList<>(peers);
            more.add(peer);
            return more;
        });
    }

    private PeerSnapshot peer(String name, PeerKey key, Verdict verdict) {
        return new PeerSnapshot(
                key.shortId(),
                "sender-1",
                name,
                "participant",
                key,
                PeerState.CONNECTED,
                tracks.getOrDefault(
                        key.shortId(),
                        List.of(new TrackSnapshot(
                                "video", TrackKind.VIDEO, "VP8", 640, 360, 1, 2_048, 30, null, false, false, null))),
                verdict);
    }
}
