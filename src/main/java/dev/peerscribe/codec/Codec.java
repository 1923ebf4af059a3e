package dev.peerscribe.codec;

import java.util.Locale;
import java.util.Optional;

/** The codecs whose frames can be put together, by the names of their RTP payload formats. */
public enum Codec {
    /** RFC 7741. */
    VP8("VP8", 90_000),
    /** RFC 9628. */
    VP9("VP9", 90_000),
    /** RFC 6184. */
    H264("H264", 90_000),
    /** AOM, RTP Payload Format For AV1. */
    AV1("AV1", 90_000),
    /** RFC 7587. */
    OPUS("opus", 48_000);

    private final String encodingName;
    private final int clockRate;

    Codec(String encodingName, int clockRate) {
        this.encodingName = encodingName;
        this.clockRate = clockRate;
    }

    /** As an {@code a=rtpmap} line names it (RFC 8866 §6.6). */
    public String encodingName() {
        return encodingName;
    }

    /** RTP timestamp units a second. */
    public int clockRate() {
        return clockRate;
    }

    public boolean isVideo() {
        return this != OPUS;
    }

    /** The codec that an {@code a=rtpmap} line names; names are compared without regard to case (RFC 4855 §3). */
    public static Optional<Codec> named(String encodingName) {
        for (Codec codec : values()) {
            if (codec.encodingName.toLowerCase(Locale.ROOT).equals(encodingName.toLowerCase(Locale.ROOT))) {
                return Optional.of(codec);
            }
        }
        return Optional.empty();
    }
}
