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

    private boolean heard;
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
        }
    }

    void disconnected() {
        connectedSince = null;
    }

    /** A description came. */
    void heardSomebody() {
        heard = true;
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

    /** Whether an offer to everybody is due: once a connection, and again and again while nobody has a link. */
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
        return offering
                && (lastOffer == null
                        || (!linked
                                && !lastOffer.plus(properties.offerInterval()).isAfter(now)));
    }
}
