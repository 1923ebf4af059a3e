package dev.peerscribe.sender;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/** RFC 7741, with a picture ID of 15 bits. */
public final class Vp8Packetizer implements Packetizer {
    private static final int DESCRIPTOR = 4;

    private final int largest;
    private int picture = 0x7ff0;

    public Vp8Packetizer(int largest) {
        this.largest = largest;
    }

    @Override
    public List<Payload> packetize(byte[] frame, boolean key) {
        picture = (picture + 1) & 0x7fff;
        List<Payload> payloads = new ArrayList<>();
        for (int at = 0; at < frame.length; ) {
            int size = Math.min(frame.length - at, largest - DESCRIPTOR);
            ByteArrayOutputStream payload = new ByteArrayOutputStream();
            payload.write(at == 0 ? 0x90 : 0x80); // X; S
            payload.write(0x80); // I
            payload.write(0x80 | (picture >> 8)); // M
            payload.write(picture);
            payload.write(frame, at, size);
            at += size;
            payloads.add(new Payload(payload.toByteArray(), at == frame.length));
        }
        return payloads;
    }
}
