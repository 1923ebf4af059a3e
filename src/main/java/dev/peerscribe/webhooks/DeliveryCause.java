package dev.peerscribe.webhooks;

import java.util.Locale;

/** Why a message was not delivered. */
public enum DeliveryCause {
    UNKNOWN_HOST("the host's name is unknown"),
    FORBIDDEN_ADDRESS("the host's name leads to an address that is not allowed"),
    UNREACHABLE("there is no connection"),
    TIMEOUT("no answer in time"),
    TLS("no secure connection: the endpoint's certificate is not trusted, has expired, or is for another host"),
    /** There was an answer, and it was not 2xx. */
    REFUSED("the endpoint did not take it"),
    /** The endpoint says that it is no more (410). */
    GONE("the endpoint is no more"),
    SECRET("there is no secret that can be read"),
    INTERNAL("the agent failed; its log says more");

    private final String words;

    DeliveryCause(String words) {
        this.words = words;
    }

    /** In words for a user. */
    public String words() {
        return words;
    }

    /** As it stands in the tag of a meter. */
    String tag() {
        return name().toLowerCase(Locale.ROOT);
    }
}
