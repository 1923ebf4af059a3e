package dev.peerscribe.access;

import java.util.Arrays;
import java.util.Optional;

/** What a caller may be allowed to do; docs/operations.md describes each. */
public enum Scope {
    MEETINGS_READ("meetings:read"),
    MEETINGS_WRITE("meetings:write"),
    PEERS_APPROVE("peers:approve"),
    SPEECH_WRITE("speech:write"),
    CHAT_READ("chat:read"),
    CHAT_WRITE("chat:write"),
    RELAYS_READ("relays:read"),
    RELAYS_WRITE("relays:write"),
    RECORDINGS_READ("recordings:read"),
    RECORDINGS_WRITE("recordings:write"),
    RECORDINGS_APPROVE("recordings:approve"),
    RECORDINGS_DELETE("recordings:delete"),
    /** Events tell of everything, chat included. */
    EVENTS("events"),
    WEBHOOKS_WRITE("webhooks:write"),
    AGENT_READ("agent:read"),
    AGENT_DRAIN("agent:drain"),
    METRICS("metrics"),
    DEMO("demo");

    private final String text;

    Scope(String text) {
        this.text = text;
    }

    /** Its name in key files and tokens. */
    public String text() {
        return text;
    }

    /** Its name among the authorities of Spring Security. */
    String authority() {
        return "SCOPE_" + text;
    }

    static Optional<Scope> of(String text) {
        return Arrays.stream(values()).filter(scope -> scope.text.equals(text)).findAny();
    }
}
