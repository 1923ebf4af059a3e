package dev.peerscribe.passthrough;

/**
 * Local ports that may be used.
 *
 * @param min lowest; 0 leaves the choice to the system
 * @param max highest; 0 leaves the choice to the system
 */
record PortRange(int min, int max) {
    static final PortRange ANY = new PortRange(0, 0);

    PortRange {
        if (min < 0 || min > max || max > 65_535 || (min == 0) != (max == 0)) {
            throw new IllegalArgumentException("ports " + min + " to " + max);
        }
    }

    boolean isAny() {
        return max == 0;
    }

    int size() {
        return max - min + 1;
    }
}
