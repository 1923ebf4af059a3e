package dev.peerscribe.codec;

import dev.peerscribe.codec.Depacketizer.BrokenFrame;
import dev.peerscribe.sender.Clip;
import dev.peerscribe.sender.Packetizer;
import dev.peerscribe.sender.Packetizer.Payload;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A depacketizer, what went in and what came out of it; its buffers are given back at once. */
final class Assembly implements Depacketizer.Output, AutoCloseable {
    final FrameBufferPool pool = new FrameBufferPool();
    final List<Got> frames = new ArrayList<>();
    final List<Broken> broken = new ArrayList<>();
    private final Depacketizer depacketizer;

    /** A frame that came out. */
    @SuppressWarnings("ArrayRecordComponent") // never compared by value
    record Got(
            byte[] bytes,
            long timestamp,
            boolean key,
            int width,
            int height,
            boolean referenced,
            byte @Nullable [] configuration) {}

    record Broken(long timestamp, BrokenFrame cause) {}

    /** A packet on its way. */
    record Packet(Payload payload, long timestamp, int frame) {}

    Assembly(Codec codec) {
        depacketizer = Depacketizer.of(codec, pool, this);
    }

    /** The packets of a clip. */
    static List<Packet> packets(Clip clip, Packetizer packetizer) {
        List<Packet> packets = new ArrayList<>();
        for (int i = 0; i < clip.frames().size(); i++) {
            Clip.Frame frame = clip.frames().get(i);
            for (Payload payload : packetizer.packetize(frame.bytes(), frame.key())) {
                packets.add(new Packet(payload, frame.timestamp(), i));
            }
        }
        return packets;
    }

    void accept(List<Packet> packets) {
        packets.forEach(packet -> accept(packet.payload.bytes(), packet.timestamp, packet.payload.marker()));
    }

    /** A payload in the middle of its packet, as it comes. */
    void accept(byte[] payload, long timestamp, boolean marker) {
        byte[] packet = new byte[payload.length + 17];
        Arrays.fill(packet, (byte) 0xff);
        System.arraycopy(payload, 0, packet, 12, payload.length);
        depacketizer.accept(packet, 12, payload.length, timestamp, marker);
    }

    void accept(long timestamp, boolean marker, int... payload) {
        byte[] bytes = new byte[payload.length];
        for (int i = 0; i < payload.length; i++) {
            bytes[i] = (byte) payload[i];
        }
        accept(bytes, timestamp, marker);
    }

    void gap() {
        depacketizer.gap();
    }

    @Override
    public void frame(AssembledFrame frame) {
        try (FrameBuffer data = frame.data()) {
            ByteBuffer view = data.view();
            byte[] bytes = new byte[view.remaining()];
            view.get(bytes);
            frames.add(new Got(
                    bytes,
                    frame.timestamp(),
                    frame.key(),
                    frame.width(),
                    frame.height(),
                    frame.referenced(),
                    frame.configuration()));
        }
    }

    @Override
    public void broken(long timestamp, BrokenFrame cause) {
        broken.add(new Broken(timestamp, cause));
    }

    /** Lets go of a frame begun. */
    void letGo() {
        depacketizer.close();
    }

    @Override
    public void close() {
        letGo();
    }
}
