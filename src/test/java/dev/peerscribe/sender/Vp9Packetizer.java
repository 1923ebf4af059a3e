package dev.peerscribe.sender;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/** RFC 9628, with a picture ID of 15 bits, one temporal layer and up to eight spatial layers. */
public final class Vp9Packetizer implements Packetizer {
    private static final int LONGEST_DESCRIPTOR = 8;

    private final int largest;
    private final boolean flexible;
    private int picture = 0x7ff0;

    /**
     * The frame of a spatial layer.
     *
     * @param index 0 the lowest
     * @param dependsOnLower whether it is predicted from the layer below
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared by value
    public record Layer(byte[] frame, int index, boolean dependsOnLower) {}

    public Vp9Packetizer(int largest, boolean flexible) {
        this.largest = largest;
        this.flexible = flexible;
    }

    @Override
    public List<Payload> packetize(byte[] frame, boolean key) {
        return packetize(List.of(new Layer(frame, 0, false)), key, false);
    }

    /** The payloads of a picture of spatial layers. */
    public List<Payload> packetize(List<Layer> layers, boolean key) {
        return packetize(layers, key, true);
    }

    private List<Payload> packetize(List<Layer> layers, boolean key, boolean layered) {
        picture = (picture + 1) & 0x7fff;
        List<Payload> payloads = new ArrayList<>();
        for (int i = 0; i < layers.size(); i++) {
            Layer layer = layers.get(i);
            boolean last = i == layers.size() - 1;
            for (int at = 0; at < layer.frame.length; ) {
                ByteArrayOutputStream payload = new ByteArrayOutputStream();
                boolean structure = key && at == 0 && i == 0;
                int structureSize = structure ? 1 + 4 * layers.size() + 3 : 0;
                int size = Math.min(layer.frame.length - at, largest - LONGEST_DESCRIPTOR - structureSize);
                boolean ends = at + size == layer.frame.length;
                payload.write(
                        0x80 // I
                                | (key ? 0 : 0x40) // P
                                | (layered ? 0x20 : 0) // L
                                | (flexible ? 0x10 : 0) // F
                                | (at == 0 ? 0x08 : 0) // B
                                | (ends ? 0x04 : 0) // E
                                | (structure ? 0x02 : 0)); // V
                payload.write(0x80 | (picture >> 8));
                payload.write(picture);
                if (layered) {
                    payload.write((layer.index << 1) | (layer.dependsOnLower ? 1 : 0));
                    if (!flexible) {
                        payload.write(picture); // TL0PICIDX
                    }
                }
                if (flexible && !key) {
                    payload.write((1 << 1) | 1); // the picture before, and
                    payload.write(2 << 1); // the one before that
                }
                if (structure) {
                    writeStructure(payload, layers.size());
                }
                payload.write(layer.frame, at, size);
                at += size;
                payloads.add(new Payload(payload.toByteArray(), ends && last));
            }
        }
        return payloads;
    }

    private static void writeStructure(ByteArrayOutputStream payload, int layers) {
        payload.write(((layers - 1) << 5) | 0x10 | 0x08); // Y, G
        for (int i = 0; i < layers; i++) {
            for (int pixels : new int[] {320 << i, 180 << i}) {
                payload.write(pixels >> 8);
                payload.write(pixels);
            }
        }
        payload.write(1); // a group of one picture
        payload.write(0x14); // U, one reference
        payload.write(1);
    }
}
