package dev.peerscribe.recording;

/** What recorded files are. */
public enum RecordingFormat {
    /** WebM, which every browser plays; Matroska for H264, which WebM does not hold. */
    AUTO,
    /** Matroska whatever is in it. */
    MATROSKA,
    /**
     * MP4, made at the end by copying what was recorded as with {@link #AUTO}: a plain MP4 cannot be played before it is
     * finished. VP8, which MP4 does not hold, stays WebM.
     */
    MP4;

    /** What a file is while it is recorded, where by its codec it would be this. */
    Container whileLive(Container byCodec) {
        return this == MATROSKA ? Container.MATROSKA : byCodec;
    }
}
