package dev.peerscribe.meeting;

import dev.peerscribe.chat.ChatClosedException;
import dev.peerscribe.chat.ChatQueueFullException;
import dev.peerscribe.chat.ChatRooms;
import dev.peerscribe.media.PeerSnapshot;
import dev.peerscribe.recording.RecordingSnapshot;
import dev.peerscribe.recording.RecordingState;
import dev.peerscribe.signaling.SignalingConnection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Tells every participant in the chat that it is recorded: those who are there when a recording begins together, who comes
 * later alone where there is a way to it, else everybody again. Owned by the meeting's thread.
 */
final class NoticeBoard {
    /** Told one by one at a look; each may take a moment, and the next look goes on. */
    private static final int MOST_AT_ONCE = 5;
    /** How long the data channel of a peer may take to open that the relay is not known to carry chat to. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final String meetingId;
    private final String text;
    private final ChatRooms chat;
    private final SignalingConnection connection;
    private final Duration interval;
    private final MeetingMetrics metrics;
    /** Of which they were told. */
    private @Nullable String recordingId;
    /** Participants that are here and were told. */
    private final Set<String> told = new HashSet<>();
    /** Participants that are here and cannot be told, with since when that is so. */
    private final Map<String, Instant> untold = new HashMap<>();

    private @Nullable Instant toldAll;

    /**
     * A board.
     *
     * @param text what is said; nothing where blank
     * @param interval at least so long between two notices to everybody
     */
    NoticeBoard(
            String meetingId,
            String text,
            ChatRooms chat,
            SignalingConnection connection,
            Duration interval,
            MeetingMetrics metrics) {
        this.meetingId = meetingId;
        this.text = text;
        this.chat = chat;
        this.connection = connection;
        this.interval = interval;
        this.metrics = metrics;
    }

    /** Tells who is there and was not told. */
    void follow(List<PeerSnapshot> peers, @Nullable RecordingSnapshot recording, Instant now) {
        if (text.isBlank() || recording == null || recording.state() != RecordingState.RECORDING) {
            return;
        }
        if (!recording.id().equals(recordingId)) {
            recordingId = recording.id();
            told.clear();
            toldAll = null;
        }
        Set<String> here = peers.stream().map(PeerSnapshot::id).collect(Collectors.toSet());
        told.retainAll(here);
        untold.keySet().retainAll(here);
        List<PeerSnapshot> left =
                peers.stream().filter(peer -> !told.contains(peer.id())).toList();
        if (left.isEmpty() || (left.size() > 1 && connection.relayCarriesChat() && tellAll(left, now))) {
            return;
        }
        List<PeerSnapshot> overdue = new ArrayList<>();
        for (PeerSnapshot peer : left.subList(0, Math.min(left.size(), MOST_AT_ONCE))) {
            if (!tell(peer) && isOverdue(peer, now)) {
                overdue.add(peer);
            }
        }
        if (!overdue.isEmpty()) {
            tellAll(overdue, now);
        }
    }

    private boolean tell(PeerSnapshot peer) {
        if (!chat.announceTo(meetingId, text, peer.id(), peer.senderId())) {
            return false;
        }
        done(peer);
        metrics.noticed("one");
        return true;
    }

    private boolean isOverdue(PeerSnapshot peer, Instant now) {
        Instant since = untold.computeIfAbsent(peer.id(), id -> now);
        return connection.relayCarriesChat() || !now.isBefore(since.plus(PATIENCE));
    }

    private boolean tellAll(List<PeerSnapshot> peers, Instant now) {
        if (toldAll != null && now.isBefore(toldAll.plus(interval))) {
            return false;
        }
        List<String> ids = peers.stream().map(PeerSnapshot::id).toList();
        try {
            if (!chat.announce(meetingId, text, ids)) {
                return false;
            }
        } catch (ChatQueueFullException | ChatClosedException e) {
            metrics.notNoticed(); // the next look tries again
            return false;
        }
        toldAll = now;
        peers.forEach(this::done);
        metrics.noticed("all");
        return true;
    }

    private void done(PeerSnapshot peer) {
        told.add(peer.id());
        untold.remove(peer.id());
    }
}
