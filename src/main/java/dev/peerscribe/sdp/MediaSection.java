package dev.peerscribe.sdp;

import org.jspecify.annotations.Nullable;

/**
 * A media section, with what the session level says for all.
 *
 * @param line its first line
 * @param mid its id (RFC 5888), or null
 * @param direction who sends
 * @param bundleOnly whether it is to be rejected outside a bundle (RFC 9143 §6)
 * @param rtp formats and header extensions
 * @param sources the streams it announces
 * @param transport how its packets travel
 */
record MediaSection(
        MediaLine line,
        @Nullable String mid,
        Direction direction,
        boolean bundleOnly,
        RtpParameters rtp,
        SectionSources sources,
        TransportParameters transport) {

    /** A section that is not taken (RFC 3264 §6): port 0 and all that is needed to tell which one it is. */
    static MediaSection rejected(MediaSection section) {
        return new MediaSection(
                section.line.rejected(),
                section.mid,
                Direction.INACTIVE,
                false,
                RtpParameters.NONE,
                SectionSources.NONE,
                TransportParameters.NONE);
    }

    /** Port 0 rejects or ends a section, unless it says that it is reached through its bundle (RFC 9143 §6). */
    boolean isRejected() {
        return line.port() == 0 && !bundleOnly;
    }
}
