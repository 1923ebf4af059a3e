package dev.peerscribe.ffmpeg;

import java.time.Duration;

/**
 * How pictures of one size are encoded.
 *
 * @param cpuUsed libvpx: how much quality is given up for speed, 0 to 16, for VP9 at most 8; OpenH264 has no use for it
 * @param bitRate target (bit/s)
 * @param keyframeInterval the longest time between key frames
 * @param threads of the encoder
 */
public record VideoSettings(Codec codec, int cpuUsed, long bitRate, Duration keyframeInterval, int threads) {
    /** What pictures can be encoded as. */
    public enum Codec {
        VP8("libvpx"),
        VP9("libvpx-vp9"),
        H264("libopenh264");

        private final String library;

        Codec(String library) {
            this.library = library;
        }

        /** FFmpeg's name of the encoder. */
        String library() {
            return library;
        }
    }
}
