package dev.peerscribe.relay;

import dev.peerscribe.media.MediaSessions;
import dev.peerscribe.media.PeerSnapshot;
import dev.peerscribe.media.TrackKind;
import dev.peerscribe.media.TrackSnapshot;
import dev.peerscribe.signaling.PeerHello;
import dev.peerscribe.stage.LiveStage;
import dev.peerscribe.stage.Seat;
import java.time.Duration;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Everybody's tracks, as one picture and one sound: a seat for each participant, and one more for each further picture. */
final class Ensemble implements Selection {
    private final MediaSessions sessions;
    private final TrackDecoders decoders;
    private final String meetingId;
    /** Whether recorders are left out. */
    private final boolean participantsOnly;

    private final LiveStage stage;
    /** Guarded by this, as is the next. */
    private final Map<Track, Taken> taken = new LinkedHashMap<>();

    private boolean closed;

    private record Track(String peerId, String id) {}

    private record Taken(TrackKind kind, Seat seat, MediaSessions.Attachment attachment) {}

    Ensemble(
            MediaSessions sessions,
            TrackDecoders decoders,
            String meetingId,
            boolean participantsOnly,
            LiveStage stage) {
        this.sessions = sessions;
        this.decoders = decoders;
        this.meetingId = meetingId;
        this.participantsOnly = participantsOnly;
        this.stage = stage;
    }

    @Override
    public void look() {
        for (PeerSnapshot peer : sessions.peers(meetingId)) {
            for (TrackSnapshot track : peer.tracks()) {
                opened(peer.id(), track.id(), track.kind());
            }
        }
    }

    @Override
    public synchronized void opened(String peerId, String trackId, TrackKind kind) {
        if (closed || taken.containsKey(new Track(peerId, trackId))) {
            return;
        }
        Optional<PeerSnapshot> peer = sessions.peers(meetingId).stream()
                .filter(each -> each.id().equals(peerId))
                .findFirst();
        if (participantsOnly
                && peer.map(PeerSnapshot::role)
                        .filter(PeerHello.RECORDER::equals)
                        .isPresent()) {
            return;
        }
        Seat seat = seat(peerId, kind);
        if (seat == null) {
            seat = stage.seat(peer.map(PeerSnapshot::name).orElse(peerId));
        }
        MediaSessions.Attachment attachment =
                decoders.attach(peerId, trackId, kind == TrackKind.VIDEO ? seat.pictures() : seat.sound(trackId));
        taken.put(new Track(peerId, trackId), new Taken(kind, seat, attachment));
    }

    /** The participant's seat that has no picture yet, or, for sound, its first one. */
    private @Nullable Seat seat(String peerId, TrackKind kind) {
        Predicate<Seat> free = kind == TrackKind.AUDIO
                ? seat -> true
                : seat -> taken.values().stream()
                        .noneMatch(each -> each.seat() == seat && each.kind() == TrackKind.VIDEO);
        return taken.entrySet().stream()
                .filter(each -> each.getKey().peerId().equals(peerId))
                .map(each -> each.getValue().seat())
                .filter(free)
                .findFirst()
                .orElse(null);
    }

    @Override
    public synchronized void closed(String peerId, String trackId) {
        Taken gone = taken.remove(new Track(peerId, trackId));
        if (gone == null) {
            return;
        }
        gone.attachment().close();
        switch (gone.kind()) {
            case VIDEO -> gone.seat().dark();
            case AUDIO -> gone.seat().silent(trackId);
        }
        if (taken.values().stream().noneMatch(each -> each.seat() == gone.seat())) {
            gone.seat().leave();
        }
    }

    /** Both, whoever is there. */
    @Override
    public Set<TrackKind> kinds() {
        return EnumSet.allOf(TrackKind.class);
    }

    @Override
    public @Nullable String participant() {
        return null;
    }

    @Override
    public synchronized void close() {
        closed = true;
        taken.values().forEach(each -> each.attachment().close());
        taken.clear();
        stage.close();
    }

    @Override
    public boolean awaitEnd(Duration bound) throws InterruptedException {
        return stage.awaitEnd(bound);
    }
}
