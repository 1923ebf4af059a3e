package dev.peerscribe.codec;

import org.jspecify.annotations.Nullable;

/**
 * What all payload formats have in common: packets of one timestamp are one frame, which ends with the marker or, where
 * no packet is missing, with the next timestamp (RFC 3550 §5.1); it goes out whole or is told to be broken, once.
 * Formats say what a payload adds. Holds one buffer at most. Owned by the thread that calls it, as are all fields here
 * and in the formats.
 */
abstract class FrameDepacketizer implements Depacketizer {
    /** What a new frame's buffer is sized by before there was a frame, in bytes. */
    private static final int FIRST_GUESS = 1 << 12;
    /** What is taken for a frame that may be small after all; it grows where it is not. */
    private static final int LARGEST_GUESS = 64 << 10;

    private final FrameBufferPool pool;
    private final Output output;

    private Stage stage = Stage.BETWEEN;
    /** The frame's, unless between frames. */
    private long timestamp;
    /** There if and only if the stage is {@link Stage#BEGUN}. */
    private @Nullable FrameBuffer data;

    private int likelySize = FIRST_GUESS;
    /** Whether packets before the next one are missing; so it is before the first one. */
    private boolean gapBefore = true;
    /** Whether packets were missing before the first one of the frame. */
    private boolean begunAfterGap;

    private enum Stage {
        /** No packet came yet. */
        BETWEEN,
        /** Packets are being added. */
        BEGUN,
        /** The frame went out. */
        OUT,
        /** The frame was told to be broken. */
        BROKEN
    }

    FrameDepacketizer(FrameBufferPool pool, Output output) {
        this.pool = pool;
        this.output = output;
    }

    @Override
    public final void accept(byte[] packet, int offset, int length, long timestamp, boolean marker) {
        if (length == 0) {
            return;
        }
        if (stage == Stage.BETWEEN || timestamp != this.timestamp) {
            finish();
            begin(timestamp);
        }
        switch (stage) {
            case BEGUN -> add(packet, offset, length, marker);
            case OUT -> fail(BrokenFrame.MALFORMED);
            default -> {
                // of a frame that is broken already
            }
        }
        gapBefore = false;
    }

    @Override
    public final void gap() {
        gapBefore = true;
        if (stage == Stage.BEGUN) {
            fail(BrokenFrame.LOSS);
        }
    }

    @Override
    public final void giveUp() {
        if (stage == Stage.BEGUN) {
            fail(BrokenFrame.NO_ROOM);
        }
    }

    @Override
    public final int heldBytes() {
        return data == null ? 0 : data.capacity();
    }

    @Override
    public final void close() {
        release();
        stage = Stage.BETWEEN;
    }

    /** A new frame begins: what is known of the one before is forgotten. */
    abstract void reset();

    /**
     * Adds a payload of at least one byte, {@code packet[from]} to before {@code packet[to]}; null where it is well.
     */
    abstract @Nullable BrokenFrame add(FrameBuffer data, byte[] packet, int from, int to);

    /** Every packet of the frame was added: a last look at it; null where it is well. */
    abstract @Nullable BrokenFrame complete(FrameBuffer data);

    /** The frame, after {@link #complete} had nothing against it. */
    abstract AssembledFrame assembled(FrameBuffer data, long timestamp);

    /** Whether what was added has something to be shown; what has not until its end is no frame, and not told. */
    boolean hasPicture() {
        return true;
    }

    /** Whether what ends without a picture is missed all the same, and why; null where nobody needs it. */
    @Nullable
    BrokenFrame missed(long timestamp) {
        return null;
    }

    /** Whether the packet that was added is the last one of its frame. */
    boolean ends(boolean marker) {
        return marker && hasPicture();
    }

    /** Whether packets were missing before the first one of this frame: they may have been its own. */
    final boolean begunAfterGap() {
        return begunAfterGap;
    }

    private void begin(long timestamp) {
        reset();
        this.timestamp = timestamp;
        begunAfterGap = gapBefore;
        data = pool.get(Math.min(likelySize, LARGEST_GUESS));
        stage = Stage.BEGUN;
    }

    private void add(byte[] packet, int offset, int length, boolean marker) {
        FrameBuffer data = this.data;
        if (data == null) {
            return;
        }
        BrokenFrame cause = add(data, packet, offset, offset + length);
        if (cause != null) {
            fail(cause);
        } else if (ends(marker)) {
            finish();
        }
    }

    /** Ends the frame begun, if there is one. */
    private void finish() {
        FrameBuffer data = this.data;
        if (data == null) {
            return;
        }
        if (!hasPicture()) {
            BrokenFrame missed = missed(timestamp);
            if (missed != null) {
                fail(missed);
            } else {
                release();
                stage = Stage.BETWEEN;
            }
            return;
        }
        BrokenFrame cause = complete(data);
        if (cause != null) {
            fail(cause);
            return;
        }
        likelySize = data.size();
        this.data = null;
        stage = Stage.OUT;
        output.frame(assembled(data, timestamp));
    }

    private void fail(BrokenFrame cause) {
        release();
        stage = Stage.BROKEN;
        output.broken(timestamp, cause);
    }

    private void release() {
        if (data != null) {
            data.close();
            data = null;
        }
    }
}
