package dev.peerscribe.recording;

/** What pictures are encoded with. */
public enum VideoCodec {
    /** By libvpx, in WebM: every browser plays it. */
    VP8("libvpx", "webm", "webm", true),
    /** By libvpx, in WebM: smaller files for more work. */
    VP9("libvpx-vp9", "webm", "webm", true),
    /** By OpenH264, in Matroska. */
    H264("libopenh264", "matroska", "mkv", false);

    private final String encoder;
    private final String muxer;
    private final String extension;
    private final boolean sizeInBand;

    VideoCodec(String encoder, String muxer, String extension, boolean sizeInBand) {
        this.encoder = encoder;
        this.muxer = muxer;
        this.extension = extension;
        this.sizeInBand = sizeInBand;
    }

    String encoder() {
        return encoder;
    }

    String muxer() {
        return muxer;
    }

    String extension() {
        return extension;
    }

    /** Whether key frames carry the size, so that it may change inside a file. */
    boolean sizeInBand() {
        return sizeInBand;
    }
}
