package dev.peerscribe.sdp;

import dev.peerscribe.codec.Codec;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * A payload format that may come.
 *
 * @param payloadType 0 to 127
 * @param codec what its payload is
 * @param retransmissions the payload type of its retransmissions (RFC 4588), or −1
 * @param parameters what its sender says about it, by names in small letters, such as {@code sprop-parameter-sets}
 * @param feedback what may be asked of its sender
 */
public record NegotiatedFormat(
        int payloadType, Codec codec, int retransmissions, Map<String, String> parameters, Set<Feedback> feedback) {
    public NegotiatedFormat {
        parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
        feedback = Set.copyOf(feedback);
    }
}
