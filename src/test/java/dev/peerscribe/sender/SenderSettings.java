package dev.peerscribe.sender;

import java.time.Duration;

/**
 * How a {@link KnownSender} behaves. Begin with {@link #named}, which is as a browser is.
 *
 * @param name by which it introduces itself
 * @param introduces whether it says hello, so that in a room of many it is answered by name; else it speaks the base
 *     protocol only
 * @param rtx whether retransmissions have a stream of their own (RFC 4588)
 * @param transportCc whether it offers transport-wide feedback
 * @param remb whether it offers REMB
 * @param trickles whether candidates are sent on their own instead of in the offer
 * @param videoLateness how much later than it was captured a picture is sent, which sender reports tell
 * @param keyInterval how often at most a key frame is sent for the asking
 */
public record SenderSettings(
        String name,
        boolean introduces,
        boolean rtx,
        boolean transportCc,
        boolean remb,
        boolean trickles,
        Duration videoLateness,
        Duration keyInterval) {
    static final String CNAME = "known-sender";

    /** As a browser. */
    public static SenderSettings named(String name) {
        return new SenderSettings(name, true, true, true, true, false, Duration.ZERO, Duration.ofMillis(300));
    }

    /** As these, but speaking the base protocol only. */
    public SenderSettings withoutIntroduction() {
        return new SenderSettings(name, false, rtx, transportCc, remb, trickles, videoLateness, keyInterval);
    }

    /** As these, but repeating packets as they were. */
    public SenderSettings withoutRtx() {
        return new SenderSettings(name, introduces, false, transportCc, remb, trickles, videoLateness, keyInterval);
    }

    /** As these, but with REMB only. */
    public SenderSettings withoutTransportCc() {
        return new SenderSettings(name, introduces, rtx, false, remb, trickles, videoLateness, keyInterval);
    }

    /** As these, but with candidates one by one. */
    public SenderSettings trickling() {
        return new SenderSettings(name, introduces, rtx, transportCc, remb, true, videoLateness, keyInterval);
    }

    /** As these, but with pictures sent so much later than sound. */
    public SenderSettings withVideoLate(Duration lateness) {
        return new SenderSettings(name, introduces, rtx, transportCc, remb, trickles, lateness, keyInterval);
    }
}
