package dev.peerscribe.chat;

/** How far a message of the agent's got; it never goes back, and the last two are for good. */
public enum Delivery {
    /** It waits for the connection to the relay. */
    QUEUED,
    /** It went out; no more can be known where no peer acknowledges. */
    SENT,
    /** Every peer that acknowledges and was there has it. */
    ACKNOWLEDGED,
    /** It waited too long, or a peer that acknowledges did not. */
    EXPIRED;

    /** Whether a message can get from here to there. */
    boolean leadsTo(Delivery next) {
        return switch (this) {
            case QUEUED -> next != QUEUED;
            case SENT -> next == ACKNOWLEDGED || next == EXPIRED;
            case ACKNOWLEDGED, EXPIRED -> false;
        };
    }
}
