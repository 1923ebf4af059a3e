package dev.peerscribe.ffmpeg;

import org.jspecify.annotations.Nullable;

/**
 * How sound is encoded.
 *
 * @param bitRate target (bit/s)
 * @param application what Opus takes the sound for (RFC 6716 §2.1.1), as FFmpeg spells it; null for AAC
 */
public record AudioSettings(
        Codec codec, int bitRate, @Nullable String application) {
    /** What sound can be encoded as. */
    public enum Codec {
        OPUS("libopus", AudioEncoder.RATE / 50),
        /** AAC-LC (ISO/IEC 14496-3). */
        AAC("aac", 1024);

        private final String library;
        private final int frame;

        Codec(String library, int frame) {
            this.library = library;
            this.frame = frame;
        }

        /** FFmpeg's name of the encoder. */
        String library() {
            return library;
        }

        /** Samples of a packet. */
        int frame() {
            return frame;
        }
    }

    public static AudioSettings opus(int bitRate, String application) {
        return new AudioSettings(Codec.OPUS, bitRate, application);
    }

    public static AudioSettings aac(int bitRate) {
        return new AudioSettings(Codec.AAC, bitRate, null);
    }
}
