package dev.peerscribe.recording;

import dev.peerscribe.codec.Codec;
import dev.peerscribe.ffmpeg.FfmpegException;
import dev.peerscribe.media.EncodedFrame;
import dev.peerscribe.media.TrackKind;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a container says of the encoded pictures in it, by the first of them.
 *
 * @param rotation how far a player is to turn them clockwise: 0, 90, 180 or 270 degrees
 * @param configuration as {@link EncodedFrame#configuration()}
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record PictureFormat(Codec codec, int width, int height, int rotation, byte @Nullable [] configuration) {
    /** The format of a file that begins with this key frame; empty where no decoder could make something of it. */
    static Optional<PictureFormat> of(EncodedFrame key) throws FfmpegException {
        PictureFormat format =
                new PictureFormat(key.codec(), key.width(), key.height(), rotation(key), key.configuration());
        return format.complete() && accepted(format) ? Optional.of(format) : Optional.empty();
    }

    /** Whether a further key frame belongs into the same file, which its size does not decide. */
    boolean goesOnWith(EncodedFrame key) {
        return codec == key.codec() && rotation == rotation(key);
    }

    static int rotation(EncodedFrame frame) {
        return Math.floorMod(frame.rotation(), 360);
    }

    Container container() {
        return codec == Codec.H264 ? Container.MATROSKA : Container.WEBM;
    }

    RecordedTrack track() {
        return new RecordedTrack(TrackKind.VIDEO, codec.name(), width, height, rotation == 0 ? null : rotation);
    }

    /** Whether there is a configuration where the codec wants one, in the form that the muxer is to turn into its own. */
    private boolean complete() {
        return switch (codec) {
            case H264 -> configuration != null && configuration.length > 4 && startCode(configuration);
            // The highest bit of an OBU's header is not set (AV1 §5.3.2); that of the form in containers is.
            case AV1 -> configuration != null && configuration.length > 0 && configuration[0] >= 0;
            case VP8, VP9, OPUS -> true;
        };
    }

    private static boolean startCode(byte[] bytes) {
        return bytes[0] == 0 && bytes[1] == 0 && (bytes[2] == 1 || (bytes[2] == 0 && bytes[3] == 1));
    }

    /** A muxer parses what the sender says of itself. It does so in memory first, lest nonsense break a file. */
    private static boolean accepted(PictureFormat format) throws FfmpegException {
        if (format.configuration == null) {
            return true;
        }
        try (CopiedParameters parameters = CopiedParameters.of(format)) {
            return MatroskaWriter.accepts(format.container(), parameters.get());
        }
    }
}
