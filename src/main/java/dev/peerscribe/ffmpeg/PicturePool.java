package dev.peerscribe.ffmpeg;

import dev.peerscribe.media.VideoPicture;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.bytedeco.javacpp.BytePointer;

/** Memory for pictures, used again once nobody holds what was in it. Holds are closed on any thread. */
final class PicturePool {
    /** Native code that fills a plane may write some bytes beyond its end. */
    private static final int SLACK = 64;

    /** As many as are on their way at once; what is given back beyond it is left to the collector. */
    private static final int MOST_FREE = 4;

    /** Guarded by this. */
    private final ArrayDeque<Planes> free = new ArrayDeque<>(MOST_FREE);

    /** The memory of one picture, I420. */
    static final class Planes {
        private final int width;
        private final int height;
        private final ByteBuffer y;
        private final ByteBuffer u;
        private final ByteBuffer v;
        private final BytePointer[] pointers;
        private final AtomicInteger holders = new AtomicInteger();

        private Planes(int width, int height) {
            this.width = width;
            this.height = height;
            y = plane(width * height);
            u = plane(strideChroma() * ((height + 1) / 2));
            v = plane(strideChroma() * ((height + 1) / 2));
            pointers = new BytePointer[] {new BytePointer(y), new BytePointer(u), new BytePointer(v)};
        }

        private static ByteBuffer plane(int bytes) {
            return ByteBuffer.allocateDirect(bytes + SLACK).slice(0, bytes);
        }

        /** Where native code writes the plane of this number. */
        BytePointer pointer(int plane) {
            return pointers[plane];
        }

        int strideLuma() {
            return width;
        }

        int strideChroma() {
            return (width + 1) / 2;
        }
    }

    /** Memory to be filled, then handed out by {@link #picture}. */
    synchronized Planes take(int width, int height) {
        for (Planes next = free.poll(); next != null; next = free.poll()) {
            if (next.width == width && next.height == height) {
                return next;
            }
        }
        return new Planes(width, height);
    }

    /** What was filled, as a picture; its memory comes back with the last hold on it. */
    VideoPicture picture(Planes filled, long nanos, int rotation) {
        filled.holders.set(1);
        return new Held(filled, nanos, rotation);
    }

    private synchronized void give(Planes planes) {
        if (free.size() < MOST_FREE) {
            free.add(planes);
        }
    }

    private final class Held implements VideoPicture {
        private final Planes planes;
        private final long nanos;
        private final int rotation;
        private final AtomicBoolean closed = new AtomicBoolean();

        private Held(Planes planes, long nanos, int rotation) {
            this.planes = planes;
            this.nanos = nanos;
            this.rotation = rotation;
        }

        @Override
        public long presentationNanos() {
            return nanos;
        }

        @Override
        public int width() {
            return planes.width;
        }

        @Override
        public int height() {
            return planes.height;
        }

        @Override
        public int rotation() {
            return rotation;
        }

        @Override
        public ByteBuffer y() {
            return open().y;
        }

        @Override
        public ByteBuffer u() {
            return open().u;
        }

        @Override
        public ByteBuffer v() {
            return open().v;
        }

        @Override
        public int strideY() {
            return planes.strideLuma();
        }

        @Override
        public int strideU() {
            return planes.strideChroma();
        }

        @Override
        public int strideV() {
            return planes.strideChroma();
        }

        @Override
        public VideoPicture retain() {
            open().holders.incrementAndGet();
            return new Held(planes, nanos, rotation);
        }

        @Override
        public void close() {
            if (closed.compareAndSet(false, true) && planes.holders.decrementAndGet() == 0) {
                give(planes);
            }
        }

        /** What is in the memory by then may be another picture. */
        private Planes open() {
            if (closed.get()) {
                throw new IllegalStateException("the picture was closed");
            }
            return planes;
        }
    }
}
