package dev.peerscribe.media;

import dev.onvoid.webrtc.RTCDataChannel;
import dev.onvoid.webrtc.RTCDataChannelBuffer;
import dev.onvoid.webrtc.RTCDataChannelObserver;
import dev.onvoid.webrtc.RTCDataChannelState;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The data channel {@code secure-channel} of one link. */
final class SecureChannel implements ChannelShelf.Channel {
    static final String LABEL = "secure-channel";

    /** What may wait in the engine before a text is refused. */
    private static final long MAX_BUFFERED = 1 << 20;

    private final RTCDataChannel channel;
    private final Receiver receiver;

    /** Starts to listen. The observer may be called at once. */
    SecureChannel(RTCDataChannel channel, int maxText, Consumer<String> texts, Runnable changed, MediaMetrics metrics) {
        this.channel = channel;
        this.receiver = new Receiver(maxText, texts, changed, metrics);
        channel.registerObserver(receiver);
    }

    /** Whether the other side, or the loss of its transport, closed it. */
    @Override
    public boolean isClosed() {
        return channel.getState() == RTCDataChannelState.CLOSED;
    }

    @Override
    public boolean send(String text) {
        try {
            if (channel.getState() != RTCDataChannelState.OPEN || channel.getBufferedAmount() > MAX_BUFFERED) {
                return false;
            }
            channel.send(new RTCDataChannelBuffer(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), false));
            return true;
        } catch (Exception e) { // the library declares it, for a channel that is gone meanwhile
            return false;
        }
    }

    @Override
    public void close() {
        receiver.texts = null;
        receiver.changed = null;
        try {
            channel.unregisterObserver();
        } catch (RuntimeException | Error e) {
            // the channel may be gone with its transport
        }
        dispose(channel);
    }

    /** Closes a channel and gives back its reference; the library complains where that was not the last one. */
    static void dispose(RTCDataChannel channel) {
        try {
            channel.close();
            channel.dispose();
        } catch (RuntimeException | Error e) {
            // the reference is given back all the same
        }
    }

    /** Stays in native memory for ever (the library leaks it), so nothing may hang on it after the close. */
    private static final class Receiver implements RTCDataChannelObserver {
        private final int maxText;
        private final MediaMetrics metrics;
        /** Cleared by the session thread, read by the engine's, as is the next. */
        private volatile @Nullable Consumer<String> texts;

        private volatile @Nullable Runnable changed;

        Receiver(int maxText, Consumer<String> texts, Runnable changed, MediaMetrics metrics) {
            this.maxText = maxText;
            this.texts = texts;
            this.changed = changed;
            this.metrics = metrics;
        }

        @Override
        public void onBufferedAmountChange(long previousAmount) {
            // nobody waits for it
        }

        @Override
        public void onStateChange() {
            try {
                Runnable listener = changed;
                if (listener != null) {
                    listener.run();
                }
            } catch (RuntimeException | Error e) {
                metrics.callbackFailed();
            }
        }

        @Override
        public void onMessage(RTCDataChannelBuffer buffer) {
            try {
                Consumer<String> consumer = texts;
                if (consumer == null) {
                    return;
                }
                if (buffer.binary || buffer.data.remaining() > maxText) {
                    metrics.textRejected(buffer.binary ? "binary" : "size");
                    return;
                }
                byte[] copy = new byte[buffer.data.remaining()]; // the buffer wraps native memory
                buffer.data.get(copy);
                consumer.accept(new String(copy, StandardCharsets.UTF_8));
            } catch (RuntimeException | Error e) {
                metrics.callbackFailed();
            }
        }
    }
}
