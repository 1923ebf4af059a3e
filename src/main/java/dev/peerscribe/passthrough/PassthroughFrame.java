package dev.peerscribe.passthrough;

import dev.peerscribe.codec.Codec;
import dev.peerscribe.codec.FrameBuffer;
import dev.peerscribe.media.EncodedFrame;
import dev.peerscribe.rtp.ReceivedFrame;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** One hold on a received frame. */
final class PassthroughFrame implements EncodedFrame {
    private final ReceivedFrame received;
    private final FrameBuffer data;
    private final AtomicBoolean closed = new AtomicBoolean(); // any thread

    private final Runnable keyFrameRequest;

    /**
     * Takes the hold over that comes with the frame.
     *
     * @param keyFrameRequest asks for a key frame of its track; any thread
     */
    PassthroughFrame(ReceivedFrame received, Runnable keyFrameRequest) {
        this.received = received;
        this.keyFrameRequest = keyFrameRequest;
        this.data = received.frame().data();
    }

    @Override
    public long presentationNanos() {
        return received.presentationNanos();
    }

    @Override
    public Codec codec() {
        return received.codec();
    }

    @Override
    public ByteBuffer data() {
        return data.view();
    }

    @Override
    public boolean key() {
        return received.frame().key();
    }

    @Override
    public int width() {
        return received.frame().width();
    }

    @Override
    public int height() {
        return received.frame().height();
    }

    @Override
    public int rotation() {
        return received.rotation();
    }

    @Override
    public byte @Nullable [] configuration() {
        return received.frame().configuration();
    }

    @Override
    public Loss lossBefore() {
        return switch (received.loss()) {
            case NONE -> Loss.NONE;
            case NETWORK -> Loss.NETWORK;
            case KEY_FRAME -> Loss.KEY_FRAME;
        };
    }

    @Override
    public int audioLevel() {
        return received.audioLevel();
    }

    @Override
    public void requestKeyFrame() {
        if (received.codec().isVideo()) {
            keyFrameRequest.run();
        }
    }

    @Override
    public EncodedFrame retain() {
        var _ = data.retain();
        return new PassthroughFrame(received, keyFrameRequest);
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            data.close();
        }
    }
}
