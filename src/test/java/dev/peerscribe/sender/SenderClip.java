package dev.peerscribe.sender;

import dev.peerscribe.codec.Codec;
import java.util.List;

/**
 * What senders play over and over: encoded frames and the payloads that carry them, made once.
 *
 * @param codec of the video
 * @param formatParameters of the video's format in a description; empty for none
 * @param videoNanos from one picture to the next
 * @param audioNanos from one piece of sound to the next
 */
public record SenderClip(
        Codec codec, String formatParameters, List<Frame> video, List<Frame> audio, long videoNanos, long audioNanos) {

    /**
     * A frame.
     *
     * @param data as it was encoded
     * @param payloads of its packets, in order
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared by value
    public record Frame(boolean key, byte[] data, List<byte[]> payloads) {}
}
