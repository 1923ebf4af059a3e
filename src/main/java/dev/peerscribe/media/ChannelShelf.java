package dev.peerscribe.media;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The data channels of one link, and those of a peer that nobody wants. Safe for the engine's threads, which bring
 * channels, and the session's, which alone disposes of them: inside a callback of the library that would wait for itself.
 */
final class ChannelShelf {
    /** Channels that are not closed; each side may have opened one. */
    static final int MAX_OPEN = 4;

    /** Channels that wait for their disposal; more than this are left to the end of the connection. */
    static final int MAX_DISCARDED = 64;

    /** A data channel. */
    interface Channel {
        boolean isClosed();

        boolean send(String text);

        /** Gives everything native back; once. */
        void close();
    }

    private final List<Channel> channels = new CopyOnWriteArrayList<>();
    private final Queue<Runnable> discarded = new ArrayBlockingQueue<>(MAX_DISCARDED);
    /** Set once, by {@link #close()}. */
    private volatile boolean closed;

    /** Whether another channel may come; those that closed meanwhile make room. */
    boolean hasRoom() {
        for (Channel each : List.copyOf(channels)) {
            if (each.isClosed() && channels.remove(each)) {
                discard(each::close);
            }
        }
        return channels.size() < MAX_OPEN;
    }

    /** Keeps a channel; one that comes to a closed shelf is disposed of. */
    void add(Channel channel) {
        channels.add(channel);
        if (closed && channels.remove(channel)) {
            discard(channel::close);
        }
    }

    /** Has the session's thread dispose of something; false where too much waits for that. */
    boolean discard(Runnable disposal) {
        return discarded.offer(disposal);
    }

    boolean send(String text) {
        return channels.stream().anyMatch(channel -> channel.send(text));
    }

    boolean allClosed() {
        return channels.stream().allMatch(Channel::isClosed);
    }

    /** Disposes of what was discarded. */
    void tidy() {
        for (Runnable next = discarded.poll(); next != null; next = discarded.poll()) {
            next.run();
        }
    }

    /** Closes every channel; to be called again once no more can come, for those that came meanwhile. */
    void close() {
        closed = true;
        for (Channel each : List.copyOf(channels)) {
            if (channels.remove(each)) {
                each.close();
            }
        }
        tidy();
    }
}
