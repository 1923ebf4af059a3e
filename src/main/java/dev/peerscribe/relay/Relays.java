package dev.peerscribe.relay;

import java.util.List;
import java.util.Optional;

/** The live outputs of every meeting. Every method may be called from any thread, and none waits for a destination. */
public interface Relays {
    /**
     * Whether one may be asked for, as far as that can be known before.
     *
     * @throws InvalidRelayException where the request breaks a rule
     */
    void check(RelayRequest request);

    /**
     * Begins a live output; the way to its destination is made in the background.
     *
     * @throws InvalidRelayException where the request breaks a rule
     * @throws RelayConflictException where another one writes the same files, or the agent ends
     * @throws RelayCapacityException where there are as many as there may be
     */
    RelaySnapshot begin(String meetingId, RelayRequest request);

    /** Those of a meeting in the order of their beginning, the failed ones included. */
    List<RelaySnapshot> list(String meetingId);

    Optional<RelaySnapshot> find(String meetingId, String relayId);

    /**
     * Ends one and forgets it; what waits goes out within a bound.
     *
     * @return false where there is none
     */
    boolean end(String meetingId, String relayId);

    /** Ends and forgets all of a meeting; idempotent. */
    void close(String meetingId);
}
