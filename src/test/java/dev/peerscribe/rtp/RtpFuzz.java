package dev.peerscribe.rtp;

/**
 * What a fuzzer does with a session: packets, of RTP or RTCP, and time that passes between them. See {@code bench/fuzz}.
 *
 * <p>The input is a row of: what it is and how much time passes, one byte; its length, one byte and another one where that is
 * 255; its bytes.
 */
public final class RtpFuzz {
    private static final long MILLI = 1_000_000L;

    private RtpFuzz() {}

    /** Called by the fuzzer; whatever leaves it is a finding. */
    public static void fuzzerTestOneInput(byte[] data) {
        HostileSession hostile = new HostileSession();
        long now = 1_000_000_000L;
        int at = 0;
        while (at + 2 <= data.length) {
            int what = data[at++] & 0xff;
            int length = data[at++] & 0xff;
            if (length == 255 && at < data.length) {
                length += 4 * (data[at++] & 0xff);
            }
            length = Math.min(length, data.length - at);
            now += (what >> 2 & 7) * MILLI * (what >> 5) * ((what & 0xfc) == 0xfc ? 100 : 1);
            switch (what & 3) {
                case 0, 1 -> hostile.session.rtp(data, at, length, now);
                case 2 -> hostile.session.rtcp(data, at, length, now);
                default -> hostile.session.tick(now);
            }
            at += length;
        }
        hostile.session.tick(now + 40 * MILLI);
        hostile.session.tick(now + 2_000 * MILLI);
        hostile.close();
    }
}
