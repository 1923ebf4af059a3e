package dev.peerscribe.sender;

import dev.peerscribe.codec.Codec;
import java.util.List;

/** Cuts the frames of one stream into the payloads of RTP packets. One thread. */
public interface Packetizer {
    /**
     * What one packet carries.
     *
     * @param marker whether it is the last one of its frame
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared by value
    record Payload(byte[] bytes, boolean marker) {}

    /** The payloads of the next frame, as a {@link Clip} has it; none of more than {@code largest} bytes. */
    List<Payload> packetize(byte[] frame, boolean key);

    /** As Chromium does it: VP9 non-flexible, H264 in packetization mode 1. */
    static Packetizer of(Codec codec, int largest) {
        return switch (codec) {
            case VP8 -> new Vp8Packetizer(largest);
            case VP9 -> new Vp9Packetizer(largest, false);
            case H264 -> new H264Packetizer(largest);
            case AV1 -> new Av1Packetizer(largest);
            case OPUS -> (frame, key) -> List.of(new Payload(frame, false));
        };
    }
}
