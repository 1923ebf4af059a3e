package dev.peerscribe.passthrough;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** The channels of a TURN allocation (RFC 8656 §12), one a peer address. Changed under the allocation's monitor, read by its reader too. */
final class TurnChannels {
    private static final int FIRST_NUMBER = 0x4000;

    private final List<Channel> channels = new CopyOnWriteArrayList<>();

    /** The peer of a channel, or null where there is none. */
    @Nullable
    InetSocketAddress peer(int number) {
        int index = number - FIRST_NUMBER;
        return index >= 0 && index < channels.size() ? channels.get(index).peer : null;
    }

    /** The channel to a peer, made where there is none; null where there are too many. */
    @Nullable
    Channel to(InetSocketAddress peer) {
        for (Channel channel : channels) {
            if (channel.peer.equals(peer)) {
                return channel;
            }
        }
        if (channels.size() == TurnAllocation.MAX_CHANNELS) {
            return null;
        }
        Channel channel = new Channel(FIRST_NUMBER + channels.size(), peer);
        channels.add(channel);
        return channel;
    }

    List<Channel> all() {
        return channels;
    }

    /** One channel; under the allocation's monitor. */
    static final class Channel {
        /** Bindings last 10 minutes and permissions 5 (RFC 8656 §9, §12); a binding renews both. */
        static final long RENEWAL = 240_000_000_000L;

        private static final long RETRY = 5_000_000_000L;
        private static final int MAX_WAITING = 16;
        private static final int HEADER = 4;

        private final int number;
        private final InetSocketAddress peer;
        private final List<byte[]> waiting = new ArrayList<>();
        private boolean bound;
        private boolean asked;
        private long askAt;

        private Channel(int number, InetSocketAddress peer) {
            this.number = number;
            this.peer = peer;
        }

        int number() {
            return number;
        }

        InetSocketAddress peer() {
            return peer;
        }

        boolean isBound() {
            return bound;
        }

        /** Whether it is time to ask for it; true once, until an answer or a while passes. */
        boolean wantsBinding(long now) {
            if (asked && now - askAt < 0) {
                return false;
            }
            asked = true;
            askAt = now + RETRY;
            return true;
        }

        /** The server bound it: what waited may go. */
        List<byte[]> bound(long now) {
            bound = true;
            askAt = now + RENEWAL;
            List<byte[]> ready = List.copyOf(waiting);
            waiting.clear();
            return ready;
        }

        /** The server does not let us reach this peer. */
        void refused() {
            bound = false;
            waiting.clear();
        }

        void await(byte[] message) {
            if (waiting.size() < MAX_WAITING) {
                waiting.add(message);
            }
        }

        /** A ChannelData message, padded where it goes into a stream (RFC 8656 §12.5). */
        byte[] frame(byte[] data, int offset, int length, boolean padded) {
            byte[] message = new byte[HEADER + (padded ? (length + 3) & ~3 : length)];
            message[0] = (byte) (number >> 8);
            message[1] = (byte) number;
            message[2] = (byte) (length >> 8);
            message[3] = (byte) length;
            System.arraycopy(data, offset, message, HEADER, length);
            return message;
        }
    }
}
