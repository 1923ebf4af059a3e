package dev.peerscribe.sdp;

import java.util.List;

/**
 * What the packets of a section look like.
 *
 * @param formats in the order of preference
 * @param extensions the header extensions
 * @param mixedExtensions whether one and two byte headers may be mixed (RFC 8285 §6)
 * @param reducedSize whether RTCP packets may stand alone (RFC 5506)
 */
record RtpParameters(
        List<RtpFormat> formats, List<HeaderExtension> extensions, boolean mixedExtensions, boolean reducedSize) {
    static final RtpParameters NONE = new RtpParameters(List.of(), List.of(), false, false);

    RtpParameters {
        formats = List.copyOf(formats);
        extensions = List.copyOf(extensions);
    }
}
