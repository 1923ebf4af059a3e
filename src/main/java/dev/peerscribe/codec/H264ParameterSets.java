package dev.peerscribe.codec;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The parameter sets that were sent last, each kind as the last frame that had any of it had them. Owned by the
 * depacketizer's thread.
 */
final class H264ParameterSets {
    /** The most sets in a frame. */
    static final int MOST = 32;

    /** The largest set, in bytes; most take some 30, with scaling lists 500. */
    static final int LARGEST = 2048;

    private static final int START_CODE = 4;

    // of the frame begun: where its sets are, start codes included
    private final int[] from = new int[MOST];
    private final int[] to = new int[MOST];
    private final boolean[] ofSequence = new boolean[MOST];
    private int count;

    // of all frames that were whole
    private byte[] sequence = new byte[0];
    private byte[] picture = new byte[0];
    private byte @Nullable [] configuration;
    private @Nullable H264Sps size;

    /** A new frame begins. */
    void reset() {
        count = 0;
    }

    /** A set in the frame begun, with its start code; false where there are too many or it is too large. */
    boolean note(boolean sequence, int from, int to) {
        if (count == MOST || to - from > LARGEST) {
            return false;
        }
        this.from[count] = from;
        this.to[count] = to;
        ofSequence[count++] = sequence;
        return true;
    }

    /** Whether the frame begun has a sequence parameter set. */
    boolean sequenceInFrame() {
        for (int i = 0; i < count; i++) {
            if (ofSequence[i]) {
                return true;
            }
        }
        return false;
    }

    /** The frame is whole: its sets count from now on. False, and nothing is changed, where one breaks the rules. */
    boolean take(FrameBuffer data) {
        if (count == 0) {
            return true;
        }
        byte[] newSequence = gathered(data, true, sequence);
        byte[] newPicture = gathered(data, false, picture);
        if (newSequence != null) {
            H264Sps sps = lastSps(data);
            if (sps == null) {
                return false;
            }
            size = sps;
            sequence = newSequence;
        }
        if (newPicture != null) {
            picture = newPicture;
        }
        boolean changed = newSequence != null || newPicture != null;
        if (changed && sequence.length > 0 && picture.length > 0) {
            configuration = Arrays.copyOf(sequence, sequence.length + picture.length);
            System.arraycopy(picture, 0, configuration, sequence.length, picture.length);
        }
        return true;
    }

    /**
     * Sequence and picture parameter sets as Annex B; null until there are both. The same array while they are the
     * same.
     */
    byte @Nullable [] configuration() {
        return configuration;
    }

    /** What the latest sequence parameter set says; null until there is one. */
    @Nullable
    H264Sps size() {
        return size;
    }

    private @Nullable H264Sps lastSps(FrameBuffer data) {
        int i = count - 1;
        while (!ofSequence[i]) {
            i--;
        }
        return H264Sps.of(data, from[i] + START_CODE, to[i]);
    }

    /** The sets of a kind that the frame has; null where there are none but those known. */
    private byte @Nullable [] gathered(FrameBuffer data, boolean sequence, byte[] known) {
        int length = 0;
        boolean same = true;
        for (int i = 0; i < count; i++) {
            if (ofSequence[i] == sequence) {
                same = same && data.matches(from[i], known, length, to[i] - from[i]);
                length += to[i] - from[i];
            }
        }
        if (length == 0 || (same && length == known.length)) {
            return null;
        }
        byte[] gathered = new byte[length];
        int at = 0;
        for (int i = 0; i < count; i++) {
            if (ofSequence[i] == sequence) {
                data.copy(from[i], gathered, at, to[i] - from[i]);
                at += to[i] - from[i];
            }
        }
        return gathered;
    }
}
