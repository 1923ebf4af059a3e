package dev.peerscribe.passthrough;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jitsi.srtp.SrtcpCryptoContext;
import org.jitsi.srtp.SrtpContextFactory;
import org.jitsi.srtp.SrtpCryptoContext;
import org.jitsi.srtp.SrtpErrorStatus;
import org.jspecify.annotations.Nullable;

/** A transport that sends media: the known sender of tests and benchmarks. */
final class SendingTransport extends PeerTransport {
    /** Bytes of the largest RTP packet that it sends. */
    static final int MAX_RTP = 1_400;

    private final ReentrantLock lock = new ReentrantLock();
    /** As many packets as a sender may be asked to repeat. */
    private static final int HISTORY = 1_024;

    private final Map<Integer, SrtpCryptoContext> contexts = new HashMap<>();
    /** Protected packets by source and number: SRTP protects each number once only (RFC 3711 §9.1), so that is what is repeated. */
    private final Map<Long, byte[]> sent = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, byte[]> eldest) {
            return size() > HISTORY;
        }
    };

    private final Map<Integer, SrtcpCryptoContext> reports = new HashMap<>();
    /** What was sent lately, where a test asked for it; guarded by the lock, as is the next. */
    private final ArrayDeque<Sent> recent = new ArrayDeque<>();

    private boolean remembers;
    private final PacketView view = new PacketView();
    private final byte[] scratch = new byte[MAX_RTP + SrtpSender.EXPANSION];
    private volatile @Nullable SrtpContextFactory factory;
    private volatile @Nullable SrtpProfile profile;

    SendingTransport(
            TransportRuntime runtime, TransportSettings settings, boolean controlling, int localSsrc, Listener listener)
            throws IOException {
        super(runtime, settings, controlling, localSsrc, listener);
    }

    /** A packet in the clear and as it went out. */
    @SuppressWarnings("ArrayRecordComponent") // never compared by value
    record Sent(byte[] clear, byte[] wire) {}

    @Override
    void keyed(SrtpKeys keys) throws GeneralSecurityException {
        factory = keys.sending(JitsiLibraries.logger());
        profile = keys.profile();
        super.keyed(keys);
    }

    /** The profile agreed on, or null before the handshake is done. */
    @Nullable
    SrtpProfile profile() {
        return profile;
    }

    /** Protects and sends an RTP packet; false before there are keys. */
    boolean sendRtp(byte[] packet, int offset, int length) {
        SrtpContextFactory keyed = factory;
        if (keyed == null) {
            return false;
        }
        lock.lock();
        try {
            ByteBuffer header = ByteBuffer.wrap(packet, offset, length);
            long number =
                    Integer.toUnsignedLong(header.getInt(offset + 8)) << 16 | (header.getShort(offset + 2) & 0xffff);
            byte[] before = sent.get(number);
            if (before == null) {
                before = Arrays.copyOf(scratch, protect(keyed, packet, offset, length));
                sent.put(number, before);
                remember(Arrays.copyOfRange(packet, offset, offset + length), before);
            }
            send(before, 0, before.length);
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Protects and sends a report of one of its own sources; false before there are keys. */
    boolean sendReport(byte[] packet, int length) {
        SrtpContextFactory keyed = factory;
        if (keyed == null) {
            return false;
        }
        lock.lock();
        try {
            SrtpErrorStatus status = protectReport(keyed, packet, length);
            if (status != SrtpErrorStatus.OK) {
                throw new IllegalArgumentException("not protected: " + status);
            }
            remember(Arrays.copyOf(packet, length), Arrays.copyOf(scratch, view.getLength()));
            send(scratch, 0, view.getLength());
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** From now on remembers what it sends. */
    List<Sent> recent() {
        lock.lock();
        try {
            remembers = true;
            return List.copyOf(recent);
        } finally {
            lock.unlock();
        }
    }

    private void remember(byte[] clear, byte[] wire) {
        if (remembers) {
            recent.add(new Sent(clear, wire));
            if (recent.size() > HISTORY) {
                recent.remove();
            }
        }
    }

    /**
     * Protects and sends whatever claims to be RTP, or RTCP, of a source that sends nothing else.
     *
     * @return false for what cannot be protected: its header does not fit, or its number was sent before
     */
    boolean forge(byte[] packet, int length, boolean rtcp) {
        SrtpContextFactory keyed = factory;
        if (keyed == null || length > MAX_RTP || !(rtcp ? length >= 8 : headerFits(packet, length))) {
            return false;
        }
        lock.lock();
        try {
            SrtpErrorStatus status =
                    rtcp ? protectReport(keyed, packet, length) : protectMedia(keyed, packet, 0, length);
            if (status != SrtpErrorStatus.OK) {
                return false;
            }
            send(scratch, 0, view.getLength());
            return true;
        } finally {
            lock.unlock();
        }
    }

    private static boolean headerFits(byte[] packet, int length) {
        if (length < 12) {
            return false;
        }
        int header = 12 + 4 * (packet[0] & 0x0f);
        if ((packet[0] & 0x10) == 0 || length < header + 4) {
            return (packet[0] & 0x10) == 0 && length >= header;
        }
        return length >= header + 4 + 4 * (ByteBuffer.wrap(packet).getShort(header + 2) & 0xffff);
    }

    private SrtpErrorStatus protectReport(SrtpContextFactory keyed, byte[] packet, int length) {
        System.arraycopy(packet, 0, scratch, 0, length);
        int source = ByteBuffer.wrap(packet).getInt(4);
        try {
            SrtcpCryptoContext context = reports.get(source);
            if (context == null) {
                context = keyed.deriveControlContext(source);
                reports.put(source, context);
            }
            return context.transformPacket(view.over(scratch, 0, length));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A protected packet as it would go out, for whoever wants to send it otherwise. */
    byte[] protect(byte[] packet) {
        SrtpContextFactory keyed = factory;
        if (keyed == null) {
            throw new IllegalStateException("no keys yet");
        }
        lock.lock();
        try {
            int size = protect(keyed, packet, 0, packet.length);
            return Arrays.copyOf(scratch, size);
        } finally {
            lock.unlock();
        }
    }

    private int protect(SrtpContextFactory keyed, byte[] packet, int offset, int length) {
        SrtpErrorStatus status = protectMedia(keyed, packet, offset, length);
        if (status != SrtpErrorStatus.OK) {
            throw new IllegalArgumentException("not protected: " + status);
        }
        return view.getLength();
    }

    private SrtpErrorStatus protectMedia(SrtpContextFactory keyed, byte[] packet, int offset, int length) {
        System.arraycopy(packet, offset, scratch, 0, length);
        int source = ByteBuffer.wrap(packet, offset, length).getInt(offset + 8);
        try {
            SrtpCryptoContext context = contexts.get(source);
            if (context == null) {
                context = keyed.deriveContext(source, 0);
                contexts.put(source, context);
            }
            return context.transformPacket(view.over(scratch, 0, length));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
