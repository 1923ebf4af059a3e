package dev.peerscribe.passthrough;

import java.security.GeneralSecurityException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The SRTP of one association: what comes in is unprotected where it lies and handed on, one packet at a time; feedback is
 * protected and sent. Before there are keys media wait and feedback is dropped.
 */
final class MediaGate {
    /** Bytes of the largest feedback packet (a path takes it whole). */
    static final int MAX_RTCP = 1_180;

    /** RTCP packet types without their first bit, which tell RTCP from RTP on one port (RFC 5761 §4). */
    private static final int FIRST_RTCP = 64;

    private static final int LAST_RTCP = 95;

    private final TransportCounters counters;
    private final Media media;
    private final DatagramQueue.Output output;
    private final ReentrantLock receiving = new ReentrantLock();
    private final ReentrantLock sending = new ReentrantLock();

    /** Under {@link #receiving}. */
    private final EarlyPackets early = new EarlyPackets();
    /** Under {@link #receiving}. */
    private @Nullable SrtpReceiver receiver;
    /** Under {@link #receiving}. */
    private boolean closed;
    /** Under {@link #sending}. */
    private @Nullable SrtpSender sender;
    /** Under {@link #sending}. */
    private final byte[] scratch = new byte[MAX_RTCP + SrtpSender.EXPANSION];

    MediaGate(TransportCounters counters, Media media, DatagramQueue.Output output) {
        this.counters = counters;
        this.media = media;
        this.output = output;
    }

    /** There are keys: what waited goes on, in order, before anything that comes now. */
    void open(SrtpKeys keys, int localSsrc) throws GeneralSecurityException {
        SrtpSender newSender = new SrtpSender(keys, localSsrc);
        sending.lock();
        try {
            sender = newSender;
        } finally {
            sending.unlock();
        }
        receiving.lock();
        try {
            receiver = new SrtpReceiver(keys, counters);
            early.drain(this::packet);
        } finally {
            receiving.unlock();
        }
    }

    /** Whether a datagram looks like SRTP or SRTCP (RFC 7983 §7). */
    static boolean isMedia(byte[] buffer, int offset, int length) {
        return length > 0 && (buffer[offset] & 0xc0) == 0x80;
    }

    /** A packet that looks like SRTP or SRTCP. */
    void packet(byte[] buffer, int offset, int length, long nanos) {
        if (length < 2) {
            return;
        }
        receiving.lock();
        try {
            SrtpReceiver current = receiver;
            if (closed) {
                return;
            }
            if (current == null) {
                if (!early.add(buffer, offset, length, nanos)) {
                    counters.overflow();
                }
                return;
            }
            int type = buffer[offset + 1] & 0x7f;
            if (type >= FIRST_RTCP && type <= LAST_RTCP) {
                int clear = current.rtcp(buffer, offset, length, nanos);
                if (clear != SrtpReceiver.REFUSED) {
                    media.onRtcp(buffer, offset, clear, nanos);
                }
            } else {
                int clear = current.rtp(buffer, offset, length, nanos);
                if (clear != SrtpReceiver.REFUSED) {
                    media.onRtp(buffer, offset, clear, nanos);
                }
            }
        } finally {
            receiving.unlock();
        }
    }

    /**
     * Protects and sends a compound RTCP packet.
     *
     * @return whether there were keys for it
     */
    boolean sendRtcp(byte[] packet, int offset, int length) {
        if (length > MAX_RTCP) {
            throw new IllegalArgumentException("an RTCP packet of " + length + " bytes");
        }
        sending.lock();
        try {
            SrtpSender current = sender;
            if (current == null) {
                return false;
            }
            System.arraycopy(packet, offset, scratch, 0, length);
            output.send(scratch, 0, current.protectRtcp(scratch, 0, length));
            return true;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("RTCP could not be protected", e);
        } finally {
            sending.unlock();
        }
    }

    /** Nothing comes or goes any more. */
    void close() {
        sending.lock();
        try {
            sender = null;
        } finally {
            sending.unlock();
        }
        receiving.lock();
        try {
            closed = true;
            receiver = null;
            early.clear();
        } finally {
            receiving.unlock();
        }
    }

    /** Who gets packets in the clear: one at a time, in an array that is the caller's again on return. Throws nothing. */
    interface Media {
        void onRtp(byte[] buffer, int offset, int length, long nanos);

        void onRtcp(byte[] buffer, int offset, int length, long nanos);
    }
}
