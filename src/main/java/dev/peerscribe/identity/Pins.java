package dev.peerscribe.identity;

import java.text.Normalizer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** Which key each name came with first, bounded: a full one takes no more, for to forget would be to trust anew. */
final class Pins {
    /** A name in a meeting; names that look alike to people are one. */
    record Name(String meeting, String name) {
        static Name of(String meeting, String announced) {
            String plain = Normalizer.normalize(announced, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
            return new Name(meeting, plain.strip().replaceAll("\\s+", " "));
        }
    }

    /** A pinned key, as it is kept. */
    record Pin(String meeting, String name, String fingerprint, Instant since) {
        Pin {
            Objects.requireNonNull(meeting, "meeting");
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(fingerprint, "fingerprint");
            Objects.requireNonNull(since, "since");
        }
    }

    /** How a key compares with the pin of a name. */
    enum Match {
        /** There was no pin; now there is. */
        FIRST,
        SAME,
        OTHER,
        /** There is no pin and no room for one. */
        FULL
    }

    private final int max;
    /** Guarded by this. */
    private final Map<Name, Pin> pins = new LinkedHashMap<>();
    /** Counts the changes, so that the keeper knows what it has kept; guarded by this. */
    private long version;

    Pins(int max, List<Pin> kept) {
        this.max = max;
        kept.forEach(pin -> pins.put(new Name(pin.meeting(), pin.name()), pin));
    }

    /** What is kept, at one version. */
    record Copy(long version, List<Pin> pins) {}

    synchronized Copy copy() {
        return new Copy(version, new ArrayList<>(pins.values()));
    }

    synchronized long version() {
        return version;
    }

    /** Compares, and pins a name that has no pin yet. */
    synchronized Match compare(Name name, PeerKey key, Instant now) {
        Pin pin = pins.get(name);
        if (pin != null) {
            return pin.fingerprint().equals(key.fingerprint()) ? Match.SAME : Match.OTHER;
        }
        return replace(name, key, now) ? Match.FIRST : Match.FULL;
    }

    /** Pins a name to a key, whatever it was pinned to; false where there is no room. */
    synchronized boolean replace(Name name, PeerKey key, Instant now) {
        if (!pins.containsKey(name) && pins.size() >= max) {
            return false;
        }
        pins.put(name, new Pin(name.meeting(), name.name(), key.fingerprint(), now));
        version++;
        return true;
    }
}
