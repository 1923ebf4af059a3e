package dev.peerscribe.rtp;

/**
 * What a fuzzer does with RTCP: the input is one datagram for a session that receives sound and pictures, which go on
 * afterwards. See {@code bench/fuzz}.
 */
public final class RtcpFuzz {
    private static final long MILLI = 1_000_000L;

    private RtcpFuzz() {}

    /** Called by the fuzzer; whatever leaves it is a finding. */
    public static void fuzzerTestOneInput(byte[] data) {
        HostileSession hostile = new HostileSession();
        byte[] packet = {(byte) 0x80, SimulatedStream.OPUS, 0, 1, 0, 0, 0, 1, 0x22, 0x22, 0, 0, (byte) 0x78, 1, 2, 3};
        long now = 1_000_000_000L;
        for (int i = 0; i < 4; i++) {
            packet[3] = (byte) i;
            Bytes.put32(packet, 4, 960 * i);
            hostile.session.rtp(packet, 0, packet.length, now);
            hostile.session.rtcp(data, 0, data.length, now + 5 * MILLI);
            now += 20 * MILLI;
            hostile.session.tick(now);
        }
        if (hostile.frames == 0) {
            throw new IllegalStateException("RTCP stopped the sound");
        }
        hostile.close();
    }
}
