package dev.peerscribe.recording;

import dev.peerscribe.ffmpeg.VideoSettings;

/** What pictures are encoded with. */
public enum VideoCodec {
    /** By libvpx, in WebM: every browser plays it. */
    VP8(VideoSettings.Codec.VP8, Container.WEBM, true),
    /** By libvpx, in WebM: smaller files for more work. */
    VP9(VideoSettings.Codec.VP9, Container.WEBM, true),
    /** By OpenH264, in Matroska. */
    H264(VideoSettings.Codec.H264, Container.MATROSKA, false);

    private final VideoSettings.Codec encoder;
    private final Container container;
    private final boolean sizeInBand;

    VideoCodec(VideoSettings.Codec encoder, Container container, boolean sizeInBand) {
        this.encoder = encoder;
        this.container = container;
        this.sizeInBand = sizeInBand;
    }

    VideoSettings.Codec encoder() {
        return encoder;
    }

    Container container() {
        return container;
    }

    /** Whether key frames carry the size, so that it may change inside a file. */
    boolean sizeInBand() {
        return sizeInBand;
    }
}
