package dev.peerscribe.composite;

/** What file is made. */
public enum CompositeFormat {
    /** H264 by OpenH264 with AAC: whatever shows films plays it. */
    MP4("mp4", "mp4", "libopenh264", "aac"),
    /** VP8 with Opus. */
    WEBM("webm", "webm", "libvpx", "libopus");

    private final String extension;
    private final String muxer;
    private final String pictures;
    private final String sound;

    CompositeFormat(String extension, String muxer, String pictures, String sound) {
        this.extension = extension;
        this.muxer = muxer;
        this.pictures = pictures;
        this.sound = sound;
    }

    /** Of the file's name, without the dot. */
    String extension() {
        return extension;
    }

    String muxer() {
        return muxer;
    }

    /** What FFmpeg calls the encoder of the pictures. */
    String pictureEncoder() {
        return pictures;
    }

    String soundEncoder() {
        return sound;
    }
}
