package dev.peerscribe.fakes;

import dev.peerscribe.media.AudioBlock;
import dev.peerscribe.media.MediaFrame;
import dev.peerscribe.media.TrackKind;
import dev.peerscribe.media.Voice;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** A voice that keeps what is said. */
public final class FakeVoice implements Voice {
    private final Set<TrackKind> kinds;
    private final List<AudioBlock> blocks = new CopyOnWriteArrayList<>();
    private final AtomicInteger pictures = new AtomicInteger();
    private volatile CountDownLatch ready = new CountDownLatch(0);
    private volatile int listeners = 1;
    private volatile boolean open = true;
    volatile Runnable onClose = () -> {};

    public FakeVoice(Set<TrackKind> kinds) {
        this.kinds = kinds;
    }

    public void listeners(int count) {
        listeners = count;
    }

    public List<AudioBlock> blocks() {
        return blocks;
    }

    public int pictures() {
        return pictures.get();
    }

    /** It takes nothing any more: whoever says something waits until {@link #resume}. */
    public void stall() {
        ready = new CountDownLatch(1);
    }

    public void resume() {
        ready.countDown();
    }

    @Override
    public Set<TrackKind> kinds() {
        return kinds;
    }

    @Override
    public void accept(MediaFrame frame) {
        try (frame) {
            ready.await();
            if (frame instanceof AudioBlock block) {
                blocks.add(block);
            } else {
                pictures.incrementAndGet();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public int listeners() {
        return listeners;
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public void close() {
        open = false;
        onClose.run();
    }
}
