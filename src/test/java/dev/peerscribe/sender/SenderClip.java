package dev.peerscribe.sender;

import dev.peerscribe.codec.Codec;
import java.util.Locale;

/**
 * The picture and the sound that a sender plays over and over.
 *
 * @param video whose first frame is a key frame
 */
public record SenderClip(Clip video, Clip audio) {
    private static final int H264_SPS = 7;

    Codec codec() {
        return video.spec().codec();
    }

    /** What a description says of the video's format ({@code a=fmtp}); empty for nothing. */
    String formatParameters() {
        return switch (codec()) {
            case VP8, OPUS -> "";
            case VP9 -> "profile-id=0";
            case AV1 -> "level-idx=5;profile=0;tier=0";
            case H264 -> "level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=" + h264Profile();
        };
    }

    /** Profile, constraints and level of the sequence parameter set (RFC 6184 §8.1). */
    private String h264Profile() {
        byte[] frame = video.frames().getFirst().bytes();
        for (int at = 0; at + 6 < frame.length; at++) {
            if (frame[at] == 0 && frame[at + 1] == 0 && frame[at + 2] == 1 && (frame[at + 3] & 0x1f) == H264_SPS) {
                return "%02x%02x%02x"
                        .formatted(frame[at + 4], frame[at + 5], frame[at + 6])
                        .toLowerCase(Locale.ROOT);
            }
        }
        throw new IllegalStateException("the clip begins without parameter sets");
    }
}
