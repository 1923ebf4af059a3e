package dev.peerscribe.recording;

/** What a file is, by the codec of its pictures. */
enum Container {
    /** Every browser plays it. Holds VP8, VP9, AV1 and Opus. */
    WEBM("webm", "webm"),
    /** Holds H264 too. */
    MATROSKA("matroska", "mkv");

    private final String muxer;
    private final String extension;

    Container(String muxer, String extension) {
        this.muxer = muxer;
        this.extension = extension;
    }

    /** What FFmpeg calls it. */
    String muxer() {
        return muxer;
    }

    /** Of a file's name, without the dot. */
    String extension() {
        return extension;
    }

    /** What a file of ours is by its name. */
    static Container of(String fileName) {
        return fileName.endsWith("." + WEBM.extension) ? WEBM : MATROSKA;
    }
}
