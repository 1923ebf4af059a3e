package dev.peerscribe.sdp;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * A payload format (RFC 8866 §6.6 and §6.15, RFC 4585 §4.2).
 *
 * @param payloadType 0 to 127
 * @param encodingName such as {@code VP8}
 * @param clockRate RTP timestamp units a second
 * @param channels of sound; 1 for pictures
 * @param parameters of {@code a=fmtp} in their order, names in small letters; a part without {@code =} has an empty value
 * @param feedback the kinds of RTCP feedback that may be given
 */
record RtpFormat(
        int payloadType,
        String encodingName,
        int clockRate,
        int channels,
        Map<String, String> parameters,
        Set<Feedback> feedback) {
    RtpFormat {
        parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
        feedback = Set.copyOf(feedback);
    }

    /** Whether a payload type that means both means one thing. */
    boolean isSameCodec(RtpFormat other) {
        return encodingName.equalsIgnoreCase(other.encodingName)
                && clockRate == other.clockRate
                && channels == other.channels;
    }

    RtpFormat with(Map<String, String> newParameters, Set<Feedback> newFeedback) {
        return new RtpFormat(payloadType, encodingName, clockRate, channels, newParameters, newFeedback);
    }
}
