package dev.peerscribe.rtp;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One source of a simulated sender: makes frames by the clock, repeats packets and makes key frames when asked. */
final class SimulatedStream {
    static final int VP8 = 96;
    static final int VP8_RTX = 97;
    static final int OPUS = 111;
    private static final long HISTORY = 1_000_000_000L;
    private static final long SECOND = 1_000_000_000L;

    final boolean video;
    final String mid;
    final int ssrc;
    final int rtxSsrc;

    // Set before the stream begins.
    @Nullable
    String rid;

    int sequence = 1000;
    long timestampOffset = 500_000;
    double ppm; // of the timestamps against the sender's clock
    long frameInterval;
    int packetsAFrame;
    int width = 1280;
    int height = 720;
    int payload = 1000;
    boolean rtx = true;
    long begins;
    long ends = Long.MAX_VALUE;
    long firstReport = SECOND / 2;
    long reportInterval = SECOND;
    int keyEvery = Integer.MAX_VALUE;
    int rotation = -1;
    long encodingDelay;
    /** Nothing leaves the sender before. */
    long heldUntil;

    int frame;
    boolean keyWanted = true;
    int keyFrames;
    long packets;
    int retransmissions;
    final List<Long> captured = new ArrayList<>();
    private int rtxSequence = 7;
    private long nextFrame = -1;
    private final Map<Integer, Sent> history = new HashMap<>();
    final Map<Integer, Integer> repeats = new HashMap<>();

    SimulatedStream(boolean video, String mid, int ssrc) {
        this.video = video;
        this.mid = mid;
        this.ssrc = ssrc;
        this.rtxSsrc = ssrc + 1;
        frameInterval = video ? SECOND / 30 : SECOND / 50;
        packetsAFrame = video ? 8 : 1;
        if (!video) {
            payload = 120;
            reportInterval = 5 * SECOND;
            firstReport = 5 * SECOND / 2;
        }
    }

    long next() {
        if (nextFrame < 0) {
            nextFrame = begins;
        }
        return nextFrame >= ends ? Long.MAX_VALUE : nextFrame;
    }

    /** The packets of the frame that is due. */
    List<byte[]> make(TransportNumbers numbers) {
        long capture = nextFrame;
        nextFrame += frameInterval;
        boolean key = !video || keyWanted || frame % keyEvery == 0;
        keyWanted = false;
        keyFrames += video && key ? 1 : 0;
        int count = video && key ? 3 * packetsAFrame : packetsAFrame;
        List<byte[]> made = new ArrayList<>();
        for (int part = 0; part < count; part++) {
            byte[] body = new byte[TestFormat.HEADER + payload];
            TestFormat.write(body, 0, key, frame, part, count, video ? width : 0, video ? height : 0);
            boolean last = part == count - 1;
            byte[] packet = packet(ssrc, video ? VP8 : OPUS, sequence, timestamp(capture), last, body, numbers);
            history.put(sequence, new Sent(capture, timestamp(capture), last, body));
            sequence = (sequence + 1) & 0xffff;
            made.add(packet);
            packets++;
        }
        captured.add(capture);
        frame++;
        if (frame % 100 == 0) {
            history.values().removeIf(sent -> sent.at < capture - HISTORY);
        }
        return made;
    }

    /** The packet once more, as RTX; null where it is too old. */
    byte @Nullable [] again(int number, long nanos, TransportNumbers numbers) {
        Sent sent = history.get(number);
        if (sent == null || nanos - sent.at > HISTORY) {
            return null;
        }
        repeats.merge(number, 1, Integer::sum);
        retransmissions++;
        if (!rtx) {
            return packet(ssrc, video ? VP8 : OPUS, number, sent.timestamp, sent.marker, sent.body, numbers);
        }
        byte[] body = new byte[sent.body.length + 2];
        Bytes.put16(body, 0, number);
        System.arraycopy(sent.body, 0, body, 2, sent.body.length);
        rtxSequence = (rtxSequence + 1) & 0xffff;
        return packet(rtxSsrc, VP8_RTX, rtxSequence, sent.timestamp, sent.marker, body, numbers);
    }

    int timestamp(long capture) {
        double rate = (video ? 90_000 : 48_000) * (1 + ppm / 1e6);
        return (int) (timestampOffset + (long) ((double) capture / SECOND * rate));
    }

    private byte[] packet(
            int source, int type, int number, int timestamp, boolean marker, byte[] body, TransportNumbers numbers) {
        List<byte[]> elements = new ArrayList<>();
        elements.add(element(1, mid.getBytes(StandardCharsets.US_ASCII)));
        if (rid != null) {
            elements.add(element(source == ssrc ? 2 : 3, rid.getBytes(StandardCharsets.US_ASCII)));
        }
        int transport = numbers.next();
        elements.add(element(4, new byte[] {(byte) (transport >> 8), (byte) transport}));
        if (rotation >= 0 && marker) {
            elements.add(element(5, new byte[] {(byte) rotation}));
        }
        if (!video) {
            elements.add(element(6, new byte[] {(byte) (0x80 | 17)}));
        }
        int length = elements.stream().mapToInt(one -> one.length).sum();
        int words = (length + 3) / 4;
        byte[] packet = new byte[12 + 4 + 4 * words + body.length];
        packet[0] = (byte) 0x90;
        packet[1] = (byte) ((marker ? 0x80 : 0) | type);
        Bytes.put16(packet, 2, number);
        Bytes.put32(packet, 4, timestamp);
        Bytes.put32(packet, 8, source);
        Bytes.put16(packet, 12, 0xBEDE);
        Bytes.put16(packet, 14, words);
        int at = 16;
        for (byte[] one : elements) {
            System.arraycopy(one, 0, packet, at, one.length);
            at += one.length;
        }
        System.arraycopy(body, 0, packet, 16 + 4 * words, body.length);
        return packet;
    }

    private static byte[] element(int id, byte[] value) {
        byte[] element = Arrays.copyOf(new byte[] {(byte) (id << 4 | (value.length - 1))}, value.length + 1);
        System.arraycopy(value, 0, element, 1, value.length);
        return element;
    }

    private record Sent(
            long at,
            int timestamp,
            boolean marker,
            @SuppressWarnings("ArrayRecordComponent") byte[] body) {}

    /** Numbers of packets on the transport. */
    static final class TransportNumbers {
        private int last = 65_000;

        int next() {
            last = (last + 1) & 0xffff;
            return last;
        }
    }
}
