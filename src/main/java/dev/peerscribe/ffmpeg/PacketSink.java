package dev.peerscribe.ffmpeg;

import dev.peerscribe.media.TrackKind;
import org.bytedeco.ffmpeg.avcodec.AVPacket;

/** Where an encoder puts its packets; the packet is the encoder's again when the call returns. */
@FunctionalInterface
public interface PacketSink {
    /**
     * Takes a packet.
     *
     * @param millis when it is shown or heard, since the recording's start
     */
    void accept(TrackKind kind, AVPacket packet, long millis) throws FfmpegException;
}
