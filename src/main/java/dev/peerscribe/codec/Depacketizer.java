package dev.peerscribe.codec;

/**
 * Puts the frames of one stream together from the payloads of its packets, which it gets in the order of their sequence
 * numbers. Knows neither sockets nor threads; whatever the bytes are, it throws nothing.
 */
public interface Depacketizer extends AutoCloseable {
    /** Takes the payload of the packet that follows the one before; {@code length} 0 is padding. */
    void accept(byte[] packet, int offset, int length, long timestamp, boolean marker);

    /** Packets between the one before and the next one are missing for good: a frame begun is broken. */
    void gap();

    /** There is no room for the frame begun, which is broken therefore. */
    void giveUp();

    /** The memory that the frame begun takes, in bytes. */
    int heldBytes();

    /** Lets go of a frame begun. */
    @Override
    void close();

    /** Where frames go. Called from within {@link #accept} and {@link #gap}. */
    interface Output {
        /** A whole frame; its data are the receiver's to close. */
        void frame(AssembledFrame frame);

        /**
         * A frame of this time will never be whole. Told where its time is known, and once for packets of one time in a
         * row; a time that comes again after another one is another frame.
         */
        void broken(long timestamp, BrokenFrame cause);
    }

    /** Why a frame is not whole. */
    enum BrokenFrame {
        /** Packets of it are missing. */
        LOSS,
        /** Its payload breaks the rules of its format, or needs a mode of it that no answer of ours agrees to. */
        MALFORMED,
        /** It is larger than {@link FrameBufferPool#LARGEST}. */
        TOO_LARGE,
        /** It was given up, so that others have room. */
        NO_ROOM
    }

    /** A depacketizer for a codec. */
    static Depacketizer of(Codec codec, FrameBufferPool pool, Output output) {
        return switch (codec) {
            case VP8 -> new Vp8Depacketizer(pool, output);
            case VP9 -> new Vp9Depacketizer(pool, output);
            case H264 -> new H264Depacketizer(pool, output);
            case AV1 -> new Av1Depacketizer(pool, output);
            case OPUS -> new OpusDepacketizer(pool, output);
        };
    }
}
