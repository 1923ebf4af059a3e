package dev.peerscribe.rtp;

import dev.peerscribe.codec.AssembledFrame;
import dev.peerscribe.codec.Codec;
import dev.peerscribe.codec.Depacketizer;
import dev.peerscribe.codec.FrameBuffer;
import dev.peerscribe.codec.FrameBufferPool;
import org.jspecify.annotations.Nullable;

/**
 * A payload format that says what tests want to know: key or not, number of the frame, which part of how many, size of the
 * picture. Sound is a frame a packet in the same format.
 */
final class TestFormat implements Depacketizer {
    static final int HEADER = 13;

    private final FrameBufferPool pool;
    private final Output output;
    private @Nullable FrameBuffer frame;
    private long timestamp;
    private int parts;

    TestFormat(Codec codec, FrameBufferPool pool, Output output) {
        this.pool = pool;
        this.output = output;
    }

    static void write(byte[] to, int at, boolean key, int frame, int part, int of, int width, int height) {
        to[at] = (byte) (key ? 1 : 0);
        Bytes.put32(to, at + 1, frame);
        Bytes.put16(to, at + 5, part);
        Bytes.put16(to, at + 7, of);
        Bytes.put16(to, at + 9, width);
        Bytes.put16(to, at + 11, height);
    }

    static int number(AssembledFrame frame) {
        return frame.data().view().getInt(1);
    }

    @Override
    public void accept(byte[] packet, int offset, int length, long at, boolean marker) {
        if (length == 0) {
            return;
        }
        if (length < HEADER) {
            output.broken(at, BrokenFrame.MALFORMED);
            return;
        }
        int part = Bytes.u16(packet, offset + 5);
        int of = Bytes.u16(packet, offset + 7);
        if (part == 0) {
            drop();
            frame = pool.get(length);
            timestamp = at;
            parts = 0;
        }
        if (frame == null || at != timestamp || part != parts) {
            drop();
            return;
        }
        frame.append(packet, offset, length);
        parts++;
        if (parts == of) {
            FrameBuffer whole = frame;
            frame = null;
            output.frame(new AssembledFrame(
                    whole,
                    at,
                    (whole.at(0) & 1) != 0,
                    whole.at(9) << 8 | whole.at(10),
                    whole.at(11) << 8 | whole.at(12),
                    true,
                    null));
        }
    }

    @Override
    public void gap() {
        if (frame != null) {
            drop();
            output.broken(timestamp, BrokenFrame.LOSS);
        }
    }

    @Override
    public void giveUp() {
        if (frame != null) {
            drop();
            output.broken(timestamp, BrokenFrame.NO_ROOM);
        }
    }

    @Override
    public int heldBytes() {
        return frame == null ? 0 : frame.capacity();
    }

    @Override
    public void close() {
        drop();
    }

    private void drop() {
        if (frame != null) {
            frame.close();
            frame = null;
        }
    }
}
