package dev.peerscribe.rtp;

/** Whoever sends packets under one SSRC. */
sealed interface Source permits MediaSource, RetransmissionSource {
    int ssrc();

    Section section();

    /** A packet of this source. */
    void packet(RtpPacket packet, long nanos);

    /** When the latest packet came. */
    long heardAt();

    ReceptionStatistics reception();

    void close();
}
