package dev.peerscribe.signaling;

import java.util.Locale;

/** What waits for the socket, by how long it is worth anything; each is a value of the tag {@code class} of meters. */
enum OutgoingClass {
    /** Introductions and acknowledgments: about the link they go over, and worth nothing on another. */
    CONTROL,
    DESCRIPTION,
    CANDIDATE,
    CHAT;

    static OutgoingClass of(Outgoing message) {
        return switch (message) {
            case Outgoing.Hello _, Outgoing.Ack _ -> CONTROL;
            case Outgoing.Description _ -> DESCRIPTION;
            case Outgoing.Candidate _ -> CANDIDATE;
            case Outgoing.Chat _ -> CHAT;
        };
    }

    /** The tag's value. */
    String tag() {
        return name().toLowerCase(Locale.ROOT);
    }
}
