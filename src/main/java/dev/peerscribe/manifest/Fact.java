package dev.peerscribe.manifest;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.peerscribe.chat.Direction;
import dev.peerscribe.identity.Trust;
import dev.peerscribe.identity.TrustReason;
import dev.peerscribe.media.TrackKind;
import dev.peerscribe.signaling.Via;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Something of a recording that is told beside its media; its JSON is a line of the {@link Logbook}. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "fact")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Fact.Signs.class, name = "signs"),
    @JsonSubTypes.Type(value = Fact.Announced.class, name = "announced"),
    @JsonSubTypes.Type(value = Fact.Notified.class, name = "notified"),
    @JsonSubTypes.Type(value = Fact.Joined.class, name = "joined"),
    @JsonSubTypes.Type(value = Fact.Named.class, name = "named"),
    @JsonSubTypes.Type(value = Fact.Judged.class, name = "judged"),
    @JsonSubTypes.Type(value = Fact.Described.class, name = "described"),
    @JsonSubTypes.Type(value = Fact.TrackOpened.class, name = "track-opened"),
    @JsonSubTypes.Type(value = Fact.TrackClosed.class, name = "track-closed"),
    @JsonSubTypes.Type(value = Fact.Muted.class, name = "muted"),
    @JsonSubTypes.Type(value = Fact.Spoke.class, name = "spoke"),
    @JsonSubTypes.Type(value = Fact.Left.class, name = "left"),
    @JsonSubTypes.Type(value = Fact.Said.class, name = "said")
})
sealed interface Fact {
    /** When it came to be known, by the agent's clock. */
    Instant at();

    /** The agent signs with this key from now on; {@code key} is its point (SEC 1, uncompressed) in base64url. */
    record Signs(Instant at, String key) implements Fact {}

    /** The agent told in its hello what it does; {@code to} is the relay's id of whom it told, null for everybody. */
    record Announced(Instant at, String role, @Nullable String to) implements Fact {}

    /** The agent told participants in the chat that it records. */
    record Notified(Instant at, String text, Via via, List<String> peers) implements Fact {}

    /** A fact about one participant, known by its id. */
    sealed interface OfPeer extends Fact {
        String peer();
    }

    /** A participant is there; {@code key} as in {@link Signs}, {@code senderId} the relay's id; null where not known. */
    record Joined(
            Instant at,
            String peer,
            @Nullable String key,
            @Nullable String senderId,
            @Nullable String name,
            @Nullable String role)
            implements OfPeer {}

    /** A participant introduced itself. */
    record Named(Instant at, String peer, String senderId, String name, String role) implements OfPeer {}

    /** What is thought of a participant's key. */
    record Judged(
            Instant at, String peer, Trust trust, @Nullable TrustReason reason) implements OfPeer {
        /** Whether that was thought before. */
        boolean isAs(@Nullable Judged before) {
            return before != null && trust == before.trust && reason == before.reason;
        }
    }

    /** The link with a participant went by a signed description from then on, see {@code MediaEvent.DescriptionApplied}. */
    record Described(Instant at, String peer, String key, String signalType, String payload, List<String> certificates)
            implements OfPeer {}

    /** A track began to be received. */
    record TrackOpened(Instant at, String peer, String track, TrackKind kind) implements OfPeer {}

    /** Nothing came of a track any more but silence, or something again. */
    record Muted(Instant at, String peer, String track, TrackKind kind, boolean muted) implements OfPeer {}

    /** A participant began or stopped to speak. */
    record Spoke(Instant at, String peer, String track, boolean speaking) implements OfPeer {}

    /** A track gave no more. */
    record TrackClosed(Instant at, String peer, String track, TrackKind kind) implements OfPeer {}

    /** A participant is gone. */
    record Left(Instant at, String peer, String reason) implements OfPeer {}

    /** Something was said in the chat; {@code sentAt} is by the sender's clock, and nothing proves the sender. */
    record Said(Instant at, String id, String sender, String text, Instant sentAt, Direction direction, Via via)
            implements Fact {}
}
