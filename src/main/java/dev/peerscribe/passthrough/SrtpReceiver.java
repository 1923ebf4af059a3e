package dev.peerscribe.passthrough;

import java.security.GeneralSecurityException;
import org.jitsi.srtp.SrtcpCryptoContext;
import org.jitsi.srtp.SrtpContextFactory;
import org.jitsi.srtp.SrtpCryptoContext;
import org.jitsi.srtp.SrtpErrorStatus;

/**
 * Authenticates and decrypts what a peer sends, in place, with replay protection (RFC 3711 §3.3). A context is kept only
 * for sources that sent an authentic packet, so that forged sources cost a key derivation and nothing else, and of
 * those only so many a second. Used by one thread at a time.
 */
final class SrtpReceiver {
    /** What {@link #rtp} and {@link #rtcp} return for a packet that is not to be used. */
    static final int REFUSED = -1;

    private static final int FIXED_RTP_HEADER = 12;
    private static final int FIXED_RTCP_HEADER = 8;

    private final SrtpProfile profile;
    private final TransportCounters counters;
    private final PacketView view = new PacketView();
    private final Protection<SrtpCryptoContext> rtp;
    private final Protection<SrtcpCryptoContext> rtcp;

    SrtpReceiver(SrtpKeys keys, TransportCounters counters) {
        this.profile = keys.profile();
        this.counters = counters;
        SrtpContextFactory factory = keys.receiving(JitsiLibraries.logger());
        this.rtp = new Protection<>(
                new SrtpContexts<>(),
                source -> factory.deriveContext(source, 0),
                (context, packet) -> context.reverseTransformPacket(packet, false));
        this.rtcp = new Protection<>(
                new SrtpContexts<>(), factory::deriveControlContext, SrtcpCryptoContext::reverseTransformPacket);
    }

    /**
     * Unprotects an RTP packet.
     *
     * @return its length in the clear, or {@link #REFUSED}
     */
    int rtp(byte[] buffer, int offset, int length, long nanos) {
        if (length < FIXED_RTP_HEADER) {
            counters.malformed();
            return REFUSED;
        }
        return unprotect(rtp, word(buffer, offset + 8), buffer, offset, length, nanos);
    }

    /**
     * Unprotects a compound RTCP packet. One that is only authenticated is refused: WebRTC encrypts (RFC 8827 §6.5).
     *
     * @return its length in the clear, or {@link #REFUSED}
     */
    int rtcp(byte[] buffer, int offset, int length, long nanos) {
        int index = length - profile.trailerAfterIndex() - Integer.BYTES;
        if (length < FIXED_RTCP_HEADER + Integer.BYTES + profile.tagLength() || buffer[offset + index] >= 0) {
            counters.malformed();
            return REFUSED;
        }
        return unprotect(rtcp, word(buffer, offset + 4), buffer, offset, length, nanos);
    }

    private <T> int unprotect(Protection<T> protection, int source, byte[] buffer, int offset, int length, long nanos) {
        SrtpContexts<T> contexts = protection.contexts;
        T known = contexts.find(source, nanos);
        if (known == null && !contexts.mayTry(nanos)) {
            counters.sourceRefused();
            return REFUSED;
        }
        try {
            T context = known == null ? protection.derivation.derive(source) : known;
            int unprotected = judge(protection.reversal.reverse(context, view.over(buffer, offset, length)));
            if (known == null && unprotected != REFUSED && !contexts.add(source, context, nanos)) {
                counters.sourceRefused();
                return REFUSED;
            }
            return unprotected;
        } catch (GeneralSecurityException e) {
            counters.unauthentic();
            return REFUSED;
        } finally {
            view.clear();
        }
    }

    private int judge(SrtpErrorStatus status) {
        switch (status) {
            case OK -> {
                return view.getLength();
            }
            case REPLAY_FAIL, REPLAY_OLD -> counters.replayed();
            case INVALID_PACKET -> counters.malformed();
            case AUTH_FAIL, FAIL -> counters.unauthentic();
        }
        return REFUSED;
    }

    private static int word(byte[] buffer, int at) {
        return (buffer[at] & 0xff) << 24
                | (buffer[at + 1] & 0xff) << 16
                | (buffer[at + 2] & 0xff) << 8
                | (buffer[at + 3] & 0xff);
    }

    /** What RTP and RTCP differ in. */
    private record Protection<T>(SrtpContexts<T> contexts, Derivation<T> derivation, Reversal<T> reversal) {}

    /** Makes the context of a source. */
    @FunctionalInterface
    private interface Derivation<T> {
        T derive(int source) throws GeneralSecurityException;
    }

    /** Authenticates and decrypts a packet in place. */
    @FunctionalInterface
    private interface Reversal<T> {
        SrtpErrorStatus reverse(T context, PacketView packet) throws GeneralSecurityException;
    }
}
