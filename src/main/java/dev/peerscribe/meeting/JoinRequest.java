package dev.peerscribe.meeting;

import dev.peerscribe.identity.TrustPolicy;
import dev.peerscribe.media.EngineChoice;
import dev.peerscribe.media.Negotiation;
import dev.peerscribe.relay.RelayRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the agent is asked to join, not yet checked.
 *
 * @param url the relay and the meeting at it, {@code ws} or {@code wss}
 * @param name how the meeting is to be called here; by its URL where null
 * @param displayName how the agent calls itself there; as configured where null
 * @param negotiation who makes the offer; as configured where null
 * @param trust whose keys are trusted; as configured where null
 * @param engine which engine receives its media; as configured where null
 * @param recording on what terms it is recorded
 * @param autoLeave when to leave by itself
 * @param relays live outputs to begin with
 */
public record JoinRequest(
        String url,
        @Nullable String name,
        @Nullable String displayName,
        @Nullable Negotiation negotiation,
        @Nullable TrustPolicy trust,
        @Nullable EngineChoice engine,
        RecordingTerms recording,
        AutoLeave autoLeave,
        List<RelayRequest> relays) {
    public JoinRequest {
        relays = List.copyOf(relays);
    }

    /** Without live outputs, and recorded on the terms that are configured. */
    public JoinRequest(
            String url,
            @Nullable String name,
            @Nullable String displayName,
            @Nullable Negotiation negotiation,
            @Nullable TrustPolicy trust,
            @Nullable EngineChoice engine,
            boolean record,
            AutoLeave autoLeave) {
        this(url, name, displayName, negotiation, trust, engine, new RecordingTerms(record), autoLeave, List.of());
    }
}
