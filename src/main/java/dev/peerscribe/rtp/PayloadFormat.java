package dev.peerscribe.rtp;

import dev.peerscribe.codec.Codec;
import java.util.Set;

/**
 * What a payload type means. Formats for forward error correction ({@code red}, {@code ulpfec}, {@code flexfec}) are not
 * there: nothing repairs by them, so they are not to be negotiated.
 */
public sealed interface PayloadFormat {
    /** Frames of a codec, on its clock. */
    record Media(Codec codec, Set<FeedbackKind> feedback) implements PayloadFormat {
        public Media {
            feedback = Set.copyOf(feedback);
        }
    }

    /** Packets of another payload type once more (RFC 4588). */
    record Retransmission(int associated) implements PayloadFormat {}
}
