package dev.peerscribe.sender;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** RFC 6184, packetization mode 1: small NAL units together (STAP-A), large ones in pieces (FU-A). */
public final class H264Packetizer implements Packetizer {
    private final int largest;

    public H264Packetizer(int largest) {
        this.largest = largest;
    }

    @Override
    public List<Payload> packetize(byte[] frame, boolean key) {
        List<byte[]> payloads = new ArrayList<>();
        List<byte[]> together = new ArrayList<>();
        int size = 1;
        for (byte[] unit : units(frame)) {
            if (size + 2 + unit.length > largest) {
                flush(together, payloads);
                size = 1;
            }
            if (1 + 2 + unit.length > largest) {
                split(unit, payloads);
            } else {
                together.add(unit);
                size += 2 + unit.length;
            }
        }
        flush(together, payloads);
        List<Payload> marked = new ArrayList<>();
        for (int i = 0; i < payloads.size(); i++) {
            marked.add(new Payload(payloads.get(i), i == payloads.size() - 1));
        }
        return marked;
    }

    /** The NAL units of an access unit whose start codes have four bytes. */
    public static List<byte[]> units(byte[] frame) {
        List<byte[]> units = new ArrayList<>();
        int begin = -1;
        for (int i = 0; i < frame.length; i++) {
            boolean end = i + 4 <= frame.length
                    && frame[i] == 0
                    && frame[i + 1] == 0
                    && frame[i + 2] == 0
                    && frame[i + 3] == 1;
            if (end) {
                if (begin >= 0) {
                    units.add(Arrays.copyOfRange(frame, begin, i));
                }
                begin = i + 4;
                i += 3;
            }
        }
        units.add(Arrays.copyOfRange(frame, begin, frame.length));
        return units;
    }

    private static void flush(List<byte[]> together, List<byte[]> payloads) {
        if (together.size() == 1) {
            payloads.add(together.getFirst());
        } else if (!together.isEmpty()) {
            ByteArrayOutputStream payload = new ByteArrayOutputStream();
            int importance = 0;
            for (byte[] unit : together) {
                importance = Math.max(importance, unit[0] & 0x60);
            }
            payload.write(importance | 24);
            for (byte[] unit : together) {
                payload.write(unit.length >> 8);
                payload.write(unit.length);
                payload.writeBytes(unit);
            }
            payloads.add(payload.toByteArray());
        }
        together.clear();
    }

    private void split(byte[] unit, List<byte[]> payloads) {
        for (int at = 1; at < unit.length; ) {
            int size = Math.min(unit.length - at, largest - 2);
            ByteArrayOutputStream payload = new ByteArrayOutputStream();
            payload.write((unit[0] & 0xe0) | 28);
            payload.write((at == 1 ? 0x80 : 0) | (at + size == unit.length ? 0x40 : 0) | (unit[0] & 0x1f));
            payload.write(unit, at, size);
            at += size;
            payloads.add(payload.toByteArray());
        }
    }
}
