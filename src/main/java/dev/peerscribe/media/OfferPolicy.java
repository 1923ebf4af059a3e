package dev.peerscribe.media;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** When the agent makes an offer to everybody. Owned by its meeting's lane. */
final class OfferPolicy {
    /** An offer older than this was not meant for who comes now: they were not there to hear it. */
    private static final Duration HEARD = Duration.ofSeconds(2);

    private final Negotiation negotiation;
    private final MediaProperties properties;
    private final InstantSource clock;
    /** Null while the relay is away. */
    private @Nullable Instant connectedSince;
    /** Since the connection came; null before. */
    private @Nullable Instant lastOffer;

    /** Whether a description ever came. */
    private boolean heard;
    /** Whether anything came since the connection did, which shows that the relay hands us what others say. */
    private boolean heardHere;

    private boolean offering;

    OfferPolicy(Negotiation negotiation, MediaProperties properties, InstantSource clock) {
        this.negotiation = negotiation;
        this.properties = properties;
        this.clock = clock;
        this.offering = negotiation == Negotiation.OFFER;
    }

    /** The relay is there, possibly anew: what was offered before is lost on it. */
    void connected() {
        if (connectedSince == null) {
            connectedSince = clock.instant();
            lastOffer = null;
            heardHere = false;
        }
    }

    void disconnected() {
        connectedSince = null;
    }

    /** A description came. */
    void heardSomebody() {
        heard = true;
        heardHere = true;
    }

    /** Something of somebody came. */
    void heardSomething() {
        heardHere = true;
    }

    void offered() {
        lastOffer = clock.instant();
    }

    /** Whether the agent is one that makes offers. */
    boolean isOffering() {
        return offering;
    }

    boolean wasMissedByNewcomers() {
        return lastOffer == null || lastOffer.plus(HEARD).isBefore(clock.instant());
    }

    /**
     * Whether an offer to everybody is due: at once on a new connection, and again and again while nobody has a link. Where
     * somebody has, it would only disturb, so it waits for a silence: a relay may hand us nothing before we made one.
     */
    boolean isDue(boolean linked) {
        if (connectedSince == null) {
            return false;
        }
        Instant now = clock.instant();
        if (!offering) {
            offering = negotiation == Negotiation.AUTO
                    && !heard
                    && !connectedSince.plus(properties.autoOfferDelay()).isAfter(now);
        }
        if (!offering) {
            return false;
        }
        if (linked) {
            return lastOffer == null
                    && !heardHere
                    && !connectedSince.plus(properties.autoOfferDelay()).isAfter(now);
        }
        return lastOffer == null || !lastOffer.plus(properties.offerInterval()).isAfter(now);
    }
}
