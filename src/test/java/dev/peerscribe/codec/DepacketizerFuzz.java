package dev.peerscribe.codec;

import dev.peerscribe.codec.Depacketizer.BrokenFrame;
import java.util.Arrays;

/**
 * What a fuzzer does with the payload formats: packets of any bytes, in any frames and with any gaps, make frames that hold
 * together or broken ones that are told once, and memory stays bounded. A packet is a byte of what is said about it
 * ({@link #MARKER} and so on), a byte of its length and its payload. See {@code bench/fuzz}.
 */
public final class DepacketizerFuzz implements Depacketizer.Output {
    static final int MARKER = 1;
    static final int GAP = 2;
    static final int NEXT_FRAME = 4;
    static final int EARLIER_FRAME = 8;
    /** The payload has 256 bytes more than its length says. */
    static final int LONG = 16;

    private final Codec codec;
    private final FrameBufferPool pool = new FrameBufferPool();
    private long timestamp;
    /** Packets of one timestamp in a row, and those before: what was told of them. */
    private Run run = new Run(0);

    private Run before = run;

    private static final class Run {
        final long timestamp;
        boolean out;
        boolean broken;

        Run(long timestamp) {
            this.timestamp = timestamp;
        }
    }

    private DepacketizerFuzz(Codec codec) {
        this.codec = codec;
    }

    /** RFC 7741. */
    public static final class Vp8 {
        private Vp8() {}

        /** Called by the fuzzer; whatever leaves it is a finding. */
        public static void fuzzerTestOneInput(byte[] data) {
            feed(Codec.VP8, data);
        }
    }

    /** RFC 9628. */
    public static final class Vp9 {
        private Vp9() {}

        /** Called by the fuzzer; whatever leaves it is a finding. */
        public static void fuzzerTestOneInput(byte[] data) {
            feed(Codec.VP9, data);
        }
    }

    /** RFC 6184. */
    public static final class H264 {
        private H264() {}

        /** Called by the fuzzer; whatever leaves it is a finding. */
        public static void fuzzerTestOneInput(byte[] data) {
            feed(Codec.H264, data);
        }
    }

    /** AOM's payload format. */
    public static final class Av1 {
        private Av1() {}

        /** Called by the fuzzer; whatever leaves it is a finding. */
        public static void fuzzerTestOneInput(byte[] data) {
            feed(Codec.AV1, data);
        }
    }

    /** RFC 7587. */
    public static final class Opus {
        private Opus() {}

        /** Called by the fuzzer; whatever leaves it is a finding. */
        public static void fuzzerTestOneInput(byte[] data) {
            feed(Codec.OPUS, data);
        }
    }

    static void feed(Codec codec, byte[] data) {
        DepacketizerFuzz fuzz = new DepacketizerFuzz(codec);
        try (Depacketizer depacketizer = Depacketizer.of(codec, fuzz.pool, fuzz)) {
            int at = 0;
            while (at + 2 <= data.length) {
                int said = data[at];
                int length = (data[at + 1] & 0xff) + ((said & LONG) != 0 ? 256 : 0);
                at += 2;
                length = Math.min(length, data.length - at);
                if ((said & GAP) != 0) {
                    depacketizer.gap();
                }
                if ((said & NEXT_FRAME) != 0) {
                    fuzz.timestamp += 3000;
                } else if ((said & EARLIER_FRAME) != 0) {
                    fuzz.timestamp -= 3000;
                }
                if (length > 0 && fuzz.timestamp != fuzz.run.timestamp) {
                    fuzz.before = fuzz.run;
                    fuzz.run = new Run(fuzz.timestamp);
                }
                byte[] packet = Arrays.copyOfRange(data, at, at + length);
                depacketizer.accept(packet, 0, length, fuzz.timestamp, (said & MARKER) != 0);
                at += length;
                require(fuzz.pool.lent() <= 1, "buffers are kept");
                require(fuzz.pool.lentBytes() <= FrameBufferPool.LARGEST, "a buffer is too large");
            }
        }
        require(fuzz.pool.lent() == 0, "a buffer was not given back");
    }

    @Override
    public void frame(AssembledFrame frame) {
        try (FrameBuffer data = frame.data()) {
            require(data.size() > 0, "nothing in it");
            require(frame.width() >= 0 && frame.width() <= 65536, "width");
            require(frame.height() >= 0 && frame.height() <= 65536, "height");
            require((frame.width() > 0) == (frame.height() > 0), "half a size");
            if (frame.key() && codec.isVideo()) {
                require(frame.width() > 0, "a key frame without a size");
            }
            switch (codec) {
                case H264 -> require(isByteStream(data), "no byte stream");
                case AV1 -> require(isTemporalUnit(data), "no temporal unit");
                case OPUS -> require(OpusToc.samples(data) > 0, "no sound");
                case VP8 -> require(frame.key() == ((data.at(0) & 1) == 0), "key");
                case VP9 -> require(data.at(0) >> 6 == 2, "no frame marker");
            }
        }
        Run of = runOf(frame.timestamp());
        require(!of.out && !of.broken, "a frame after its end");
        of.out = true;
    }

    @Override
    public void broken(long timestamp, BrokenFrame cause) {
        Run of = runOf(timestamp);
        require(!of.broken, "told twice");
        of.broken = true;
    }

    /** What ends with the packet that comes is of its own time or of the one before. */
    private Run runOf(long timestamp) {
        Run of = timestamp == run.timestamp ? run : before;
        require(of.timestamp == timestamp, "of a time that is over");
        return of;
    }

    private static boolean isByteStream(FrameBuffer data) {
        return data.size() > 5 && data.at(0) == 0 && data.at(1) == 0 && data.at(2) == 0 && data.at(3) == 1;
    }

    private static boolean isTemporalUnit(FrameBuffer data) {
        Leb128 size = new Leb128();
        int at = 0;
        while (at < data.size()) {
            int header = data.at(at);
            int sizeAt = at + ((header & 4) != 0 ? 2 : 1);
            if ((header & 2) == 0 || !size.read(data, sizeAt, data.size())) {
                return false;
            }
            at = sizeAt + size.bytes() + size.value();
        }
        return at == data.size();
    }

    private static void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new IllegalStateException(otherwise);
        }
    }
}
