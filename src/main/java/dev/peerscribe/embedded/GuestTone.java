package dev.peerscribe.embedded;

/** A guest's sound: a 1 kHz beep in the first 100 ms of each second, blocks of 10 ms, 48 kHz, mono, 16 bit little endian. */
final class GuestTone {
    static final int SAMPLE_RATE = 48_000;
    static final int SAMPLES = SAMPLE_RATE / 100;
    static final int BITS = 16;

    private static final int FREQUENCY = 1_000;
    private static final double AMPLITUDE = 0.5 * Short.MAX_VALUE;
    private static final byte[] SILENCE = new byte[2 * SAMPLES];
    private static final byte[] BEEP = beep();

    private GuestTone() {}

    /** The block that begins at a moment, a multiple of 10 ms; not to be written to. */
    static byte[] block(long epochNanos) {
        return GuestPicture.marks(epochNanos) ? BEEP : SILENCE;
    }

    /** Ten whole periods: blocks join without a click. */
    private static byte[] beep() {
        byte[] block = new byte[2 * SAMPLES];
        for (int i = 0; i < SAMPLES; i++) {
            int sample = (int) Math.round(AMPLITUDE * Math.sin(2 * Math.PI * FREQUENCY * i / SAMPLE_RATE));
            block[2 * i] = (byte) sample;
            block[2 * i + 1] = (byte) (sample >> 8);
        }
        return block;
    }
}
