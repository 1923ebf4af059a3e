package dev.peerscribe.recording;

/** What pictures are encoded with. */
public enum VideoCodec {
    /** By libvpx, in WebM: every browser plays it. */
    VP8("libvpx", Container.WEBM, true),
    /** By libvpx, in WebM: smaller files for more work. */
    VP9("libvpx-vp9", Container.WEBM, true),
    /** By OpenH264, in Matroska. */
    H264("libopenh264", Container.MATROSKA, false);

    private final String encoder;
    private final Container container;
    private final boolean sizeInBand;

    VideoCodec(String encoder, Container container, boolean sizeInBand) {
        this.encoder = encoder;
        this.container = container;
        this.sizeInBand = sizeInBand;
    }

    String encoder() {
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
