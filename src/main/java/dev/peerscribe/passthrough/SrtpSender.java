package dev.peerscribe.passthrough;

import java.security.GeneralSecurityException;
import org.jitsi.srtp.SrtcpCryptoContext;
import org.jitsi.srtp.SrtpErrorStatus;

/** Protects the RTCP that we send (RFC 3711 §3.4); one local SSRC, as a receiver has. Used by one thread at a time. */
final class SrtpSender {
    /** Bytes that protection may add behind a packet: the largest tag and the index. */
    static final int EXPANSION = 20;

    private final SrtcpCryptoContext context;
    private final PacketView view = new PacketView();

    /** @throws GeneralSecurityException where the machine lacks a cipher */
    SrtpSender(SrtpKeys keys, int localSsrc) throws GeneralSecurityException {
        context = keys.sending(JitsiLibraries.logger()).deriveControlContext(localSsrc);
    }

    /**
     * Protects a compound RTCP packet in place.
     *
     * @param buffer with {@link #EXPANSION} bytes of room behind the packet
     * @return its length protected
     * @throws GeneralSecurityException where the cipher fails
     */
    int protectRtcp(byte[] buffer, int offset, int length) throws GeneralSecurityException {
        view.over(buffer, offset, length);
        try {
            SrtpErrorStatus status = context.transformPacket(view);
            if (status != SrtpErrorStatus.OK) {
                throw new GeneralSecurityException("RTCP was not protected: " + status);
            }
            return view.getLength();
        } finally {
            view.clear();
        }
    }
}
