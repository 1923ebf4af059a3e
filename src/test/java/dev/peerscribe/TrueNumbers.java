package dev.peerscribe;

/** The numbers of what was promised, where {@code -Dpeerscribe.test.true-numbers=true} asks for them; every build makes do with fewer. */
public final class TrueNumbers {
    private static final boolean WANTED = Boolean.getBoolean("peerscribe.test.true-numbers");

    private TrueNumbers() {}

    /** Whether they are asked for. */
    public static boolean wanted() {
        return WANTED;
    }

    /** The true number where it is asked for. */
    public static int orFewer(int truth, int fewer) {
        return WANTED ? truth : fewer;
    }
}
