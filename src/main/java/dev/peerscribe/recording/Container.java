package dev.peerscribe.recording;

/** What a file is. */
enum Container {
    /** Every browser plays it. Holds VP8, VP9, AV1 and Opus. */
    WEBM("webm", "webm", "matroska"),
    /** Holds H264 too. */
    MATROSKA("matroska", "mkv", "matroska"),
    /** Holds all but VP8; only ever made of a finished file of another kind. */
    MP4("mp4", "mp4", "mov");

    private final String muxer;
    private final String extension;
    private final String demuxer;

    Container(String muxer, String extension, String demuxer) {
        this.muxer = muxer;
        this.extension = extension;
        this.demuxer = demuxer;
    }

    /** What FFmpeg calls it. */
    String muxer() {
        return muxer;
    }

    /** What FFmpeg calls that which reads it. */
    String demuxer() {
        return demuxer;
    }

    /** Of a file's name, without the dot. */
    String extension() {
        return extension;
    }

    /** What a file of ours is by its name. */
    static Container of(String fileName) {
        for (Container each : values()) {
            if (fileName.endsWith("." + each.extension)) {
                return each;
            }
        }
        return MATROSKA;
    }
}
