package dev.peerscribe.rtp;

import dev.peerscribe.codec.FrameBufferPool;

/** What the sources of a session share. */
record SessionParts(
        RtpSettings settings,
        FrameBufferPool frames,
        DepacketizerFactory depacketizers,
        RtpSession.Output output,
        PacketPool packets,
        RoundTripTime roundTrip,
        PeerClock clock,
        Refusals refusals,
        RtcpWriter rtcp) {}
