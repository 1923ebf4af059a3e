package dev.peerscribe.identity;

import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * Trusts the key with which a name first came to a meeting.
 *
 * @param meeting what its pins are known by
 * @param keep has a new pin kept
 */
record PinRule(String meeting, Pins pins, Runnable keep, InstantSource clock) implements KeyRule {
    @Override
    public TrustPolicy policy() {
        return TrustPolicy.PIN_ON_FIRST_USE;
    }

    @Override
    public Verdict check(PeerKey key, @Nullable String name, boolean approved) {
        if (name == null || name.isBlank()) {
            return approved ? Verdict.of(Trust.APPROVED) : new Verdict(Trust.UNKNOWN, TrustReason.NO_NAME);
        }
        Pins.Match match = pins.compare(Pins.Name.of(meeting, name), key, clock.instant());
        if (match == Pins.Match.FIRST) {
            keep.run();
        }
        return switch (match) {
            case FIRST, SAME -> Verdict.of(approved ? Trust.APPROVED : Trust.PINNED);
            // Even where the key was approved: that was under another name.
            case OTHER -> new Verdict(Trust.CHANGED, TrustReason.KEY_CHANGED);
            case FULL -> approved ? Verdict.of(Trust.APPROVED) : new Verdict(Trust.UNKNOWN, TrustReason.PINS_FULL);
        };
    }

    @Override
    public void approved(PeerKey key, @Nullable String name) {
        if (name != null && !name.isBlank() && pins.replace(Pins.Name.of(meeting, name), key, clock.instant())) {
            keep.run();
        }
    }
}
