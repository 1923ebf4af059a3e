package dev.peerscribe.passthrough;

import org.jitsi.utils.ByteArrayBuffer;

/** A window on a packet in somebody else's array, as the SRTP library wants it; used again for every packet. */
final class PacketView implements ByteArrayBuffer {
    private static final byte[] NOTHING = {};

    /** All three are owned by whoever owns the view. */
    private byte[] buffer = NOTHING;

    private int offset;
    private int length;

    PacketView over(byte[] buffer, int offset, int length) {
        this.buffer = buffer;
        this.offset = offset;
        this.length = length;
        return this;
    }

    /** Lets go of the array. */
    void clear() {
        over(NOTHING, 0, 0);
    }

    @Override
    public byte[] getBuffer() {
        return buffer;
    }

    @Override
    public int getOffset() {
        return offset;
    }

    @Override
    public int getLength() {
        return length;
    }

    @Override
    public void setLength(int length) {
        this.length = length;
    }

    @Override
    public void setOffset(int offset) {
        this.offset = offset;
    }

    @Override
    public boolean isInvalid() {
        return false;
    }

    @Override
    public void readRegionToBuff(int from, int count, byte[] into) {
        System.arraycopy(buffer, offset + from, into, 0, count);
    }

    /** Whoever protects leaves room at the end; nothing grows. */
    @Override
    public void grow(int howMuch) {
        if (offset + length + howMuch > buffer.length) {
            throw new IllegalStateException("no room for " + howMuch + " bytes behind a packet of " + length);
        }
    }

    @Override
    public void append(byte[] data, int count) {
        grow(count);
        System.arraycopy(data, 0, buffer, offset + length, count);
        length += count;
    }

    @Override
    public void shrink(int count) {
        length -= count;
    }
}
