package dev.peerscribe.media;

import dev.peerscribe.codec.Codec;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** An encoded frame whose memory is overwritten with the last hold, so that nobody who reads it later goes unnoticed. */
public final class FakeSentFrame implements EncodedFrame {
    /** Holds on frames of all tests that are not closed. */
    public static final AtomicInteger OPEN = new AtomicInteger();

    private static final int PADDING = 64;

    private final Facts facts;
    private final Shared shared;
    private final AtomicBoolean closed = new AtomicBoolean();

    /** What a frame says of itself. */
    @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
    public record Facts(
            Codec codec,
            long presentationNanos,
            boolean key,
            int width,
            int height,
            int rotation,
            byte @Nullable [] configuration,
            Loss lossBefore,
            int audioLevel) {
        public Facts turned(int degrees) {
            return new Facts(
                    codec, presentationNanos, key, width, height, degrees, configuration, lossBefore, audioLevel);
        }

        public Facts after(Loss loss) {
            return new Facts(codec, presentationNanos, key, width, height, rotation, configuration, loss, audioLevel);
        }

        public Facts at(long nanos) {
            return new Facts(codec, nanos, key, width, height, rotation, configuration, lossBefore, audioLevel);
        }

        public Facts level(int below) {
            return new Facts(codec, presentationNanos, key, width, height, rotation, configuration, lossBefore, below);
        }

        public Facts configured(byte @Nullable [] with) {
            return new Facts(codec, presentationNanos, key, width, height, rotation, with, lossBefore, audioLevel);
        }

        public Facts sized(int across, int down) {
            return new Facts(
                    codec, presentationNanos, key, across, down, rotation, configuration, lossBefore, audioLevel);
        }
    }

    private record Shared(ByteBuffer memory, int size, AtomicInteger holds, AtomicInteger requests) {}

    private FakeSentFrame(Facts facts, Shared shared) {
        this.facts = facts;
        this.shared = shared;
        OPEN.incrementAndGet();
    }

    /** A frame of these bytes, held once; every other size has no memory behind its end. */
    public static FakeSentFrame of(Facts facts, byte[] bytes) {
        ByteBuffer memory = ByteBuffer.allocateDirect(bytes.length + (bytes.length % 2 == 0 ? PADDING : 0));
        memory.put(0, bytes);
        return new FakeSentFrame(facts, new Shared(memory, bytes.length, new AtomicInteger(1), new AtomicInteger()));
    }

    public static Facts picture(Codec codec, long nanos, boolean key, int width, int height) {
        return new Facts(codec, nanos, key, width, height, 0, null, Loss.NONE, -1);
    }

    public static Facts sound(long nanos) {
        return new Facts(Codec.OPUS, nanos, true, 0, 0, 0, null, Loss.NONE, -1);
    }

    /** Holds not yet closed. */
    public int holds() {
        return shared.holds.get();
    }

    /** How often a key frame was asked for. */
    public int requests() {
        return shared.requests.get();
    }

    @Override
    public Codec codec() {
        return facts.codec();
    }

    @Override
    public ByteBuffer data() {
        if (closed.get()) {
            throw new IllegalStateException("read after it was closed");
        }
        return shared.memory.asReadOnlyBuffer().limit(shared.size);
    }

    @Override
    public boolean key() {
        return facts.key();
    }

    @Override
    public int width() {
        return facts.width();
    }

    @Override
    public int height() {
        return facts.height();
    }

    @Override
    public int rotation() {
        return facts.rotation();
    }

    @Override
    public byte @Nullable [] configuration() {
        return facts.configuration();
    }

    @Override
    public Loss lossBefore() {
        return facts.lossBefore();
    }

    @Override
    public int audioLevel() {
        return facts.audioLevel();
    }

    @Override
    public long presentationNanos() {
        return facts.presentationNanos();
    }

    @Override
    public void requestKeyFrame() {
        shared.requests.incrementAndGet();
    }

    @Override
    public EncodedFrame retain() {
        if (closed.get()) {
            throw new IllegalStateException("held after it was closed");
        }
        shared.holds.incrementAndGet();
        return new FakeSentFrame(facts, shared);
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            OPEN.decrementAndGet();
            if (shared.holds.decrementAndGet() == 0) {
                for (int i = 0; i < shared.memory.capacity(); i++) {
                    shared.memory.put(i, (byte) 0xAA);
                }
            }
        }
    }
}
