package dev.peerscribe.webhooks;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Messages to whoever is configured to be told. Every method may be called from any thread. */
public interface Webhooks {
    /**
     * An endpoint at one moment.
     *
     * @param url its scheme, host and port: the rest may hold a token
     * @param pending messages that wait
     * @param dead messages that were given up
     */
    record Endpoint(String id, String url, List<String> events, int pending, int dead) {}

    /** Tells a fact to every endpoint that wants it; only enqueues. */
    void tell(String type, Map<String, ?> data);

    List<Endpoint> endpoints();

    /** What an endpoint was not delivered, the oldest first; empty where there is no such endpoint. */
    Optional<List<Delivery>> deliveries(String endpoint);

    /** Sends a dead letter again, from the first attempt on; false where there is none. */
    boolean revive(String endpoint, String id);

    /** Gives a message up for good; false where there is none. */
    boolean discard(String endpoint, String id);
}
