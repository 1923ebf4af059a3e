package dev.peerscribe.sender;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/** AOM's RTP Payload Format For AV1: OBUs without their sizes, as many as there is room for, the last one cut where it must. */
public final class Av1Packetizer implements Packetizer {
    /** The most elements whose number the aggregation header can say. */
    private static final int COUNTED = 3;

    private static final int SEQUENCE_HEADER = 1;

    private final int largest;

    public Av1Packetizer(int largest) {
        this.largest = largest;
    }

    @Override
    public List<Payload> packetize(byte[] frame, boolean key) {
        List<byte[]> units = units(frame);
        boolean newSequence = ((units.getFirst()[0] >> 3) & 0xf) == SEQUENCE_HEADER;
        List<byte[]> payloads = new ArrayList<>();
        List<byte[]> elements = new ArrayList<>();
        int room = largest - 1;
        boolean continues = false;
        for (byte[] unit : units) {
            int at = 0;
            while (at < unit.length) {
                int size = Math.min(unit.length - at, room - 2);
                byte[] element = new byte[size];
                System.arraycopy(unit, at, element, 0, size);
                elements.add(element);
                at += size;
                room -= 2 + size;
                if (room < 3 || at < unit.length) {
                    payloads.add(payload(elements, continues, at < unit.length, newSequence && payloads.isEmpty()));
                    continues = at < unit.length;
                    elements.clear();
                    room = largest - 1;
                }
            }
        }
        if (!elements.isEmpty()) {
            payloads.add(payload(elements, continues, false, newSequence && payloads.isEmpty()));
        }
        List<Payload> marked = new ArrayList<>();
        for (int i = 0; i < payloads.size(); i++) {
            marked.add(new Payload(payloads.get(i), i == payloads.size() - 1));
        }
        return marked;
    }

    /** The OBUs of a temporal unit in the low overhead format, without sizes. */
    private static List<byte[]> units(byte[] frame) {
        List<byte[]> units = new ArrayList<>();
        for (int at = 0; at < frame.length; ) {
            int header = (frame[at] & 0x04) != 0 ? 2 : 1;
            int size = 0;
            int sizeBytes = 0;
            int next;
            do {
                next = frame[at + header + sizeBytes];
                size |= (next & 0x7f) << (7 * sizeBytes++);
            } while ((next & 0x80) != 0);
            byte[] unit = new byte[header + size];
            System.arraycopy(frame, at, unit, 0, header);
            unit[0] &= ~0x02;
            System.arraycopy(frame, at + header + sizeBytes, unit, header, size);
            units.add(unit);
            at += header + sizeBytes + size;
        }
        return units;
    }

    private static byte[] payload(List<byte[]> elements, boolean continues, boolean goesOn, boolean newSequence) {
        int count = elements.size() <= COUNTED ? elements.size() : 0;
        ByteArrayOutputStream payload = new ByteArrayOutputStream();
        payload.write((continues ? 0x80 : 0) | (goesOn ? 0x40 : 0) | (count << 4) | (newSequence ? 0x08 : 0));
        for (int i = 0; i < elements.size(); i++) {
            if (i + 1 != count) {
                int size = elements.get(i).length;
                while (size > 0x7f) {
                    payload.write(0x80 | size);
                    size >>= 7;
                }
                payload.write(size);
            }
            payload.writeBytes(elements.get(i));
        }
        return payload.toByteArray();
    }
}
