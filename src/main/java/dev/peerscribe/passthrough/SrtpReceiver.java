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
    private final SrtpContextFactory factory;
    private final TransportCounters counters;
    private final PacketView view = new PacketView();
    private final SrtpContexts<SrtpCryptoContext> rtp = new SrtpContexts<>();
    private final SrtpContexts<SrtcpCryptoContext> rtcp = new SrtpContexts<>();

    SrtpReceiver(SrtpKeys keys, TransportCounters counters) {
        this.profile = keys.profile();
        this.factory = keys.receiving(JitsiLibraries.logger());
        this.counters = counters;
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
        int source = word(buffer, offset + 8);
        SrtpCryptoContext known = rtp.find(source, nanos);
        try {
            SrtpCryptoContext context = known;
            if (context == null) {
                if (!rtp.mayTry(nanos)) {
                    counters.sourceRefused();
                    return REFUSED;
                }
                context = factory.deriveContext(source, 0);
            }
            view.over(buffer, offset, length);
            int unprotected = judge(context.reverseTransformPacket(view, false));
            if (known == null && unprotected != REFUSED && !rtp.add(source, context, nanos)) {
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
        int source = word(buffer, offset + 4);
        SrtcpCryptoContext known = rtcp.find(source, nanos);
        try {
            SrtcpCryptoContext context = known;
            if (context == null) {
                if (!rtcp.mayTry(nanos)) {
                    counters.sourceRefused();
                    return REFUSED;
                }
                context = factory.deriveControlContext(source);
            }
            view.over(buffer, offset, length);
            int unprotected = judge(context.reverseTransformPacket(view));
            if (known == null && unprotected != REFUSED && !rtcp.add(source, context, nanos)) {
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
}
