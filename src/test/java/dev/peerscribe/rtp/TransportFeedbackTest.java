package dev.peerscribe.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What is written is read by the rules of the draft, independently of how it was written. */
class TransportFeedbackTest implements RtpSession.Output {
    private static final long MILLI = 1_000_000L;

    private final RtcpWriter writer = new RtcpWriter(1, "name", this);
    private final TransportFeedback feedback = new TransportFeedback(writer);
    private final List<byte[]> packets = new ArrayList<>();

    TransportFeedbackTest() {
        writer.reducedSize(true);
    }

    @Test
    void aRunOfPacketsIsOneChunk() {
        for (int i = 0; i < 20; i++) {
            feedback.arrived(100 + i, 640 * MILLI + i * MILLI);
        }
        write();
        assertThat(packets).hasSize(1);
        assertThat(HexFormat.of().formatHex(packets.getFirst(), 0, 24))
                .isEqualTo(
                        "afcd000a" // padded, transport feedback, 11 words
                                + "00000001" + "0000002a"
                                + "00640014" // from 100 on, 20 packets
                                + "00000a00" // reference time 10 * 64 ms, the first feedback
                                + "2014"
                                + "0004"); // a run of 20 small deltas, of which the first is 0 and the second 1 ms
        assertThat(read())
                .containsEntry(100, 640 * MILLI)
                .containsEntry(119, 659 * MILLI)
                .hasSize(20);
    }

    @Test
    void everyPacketIsToldAsItArrived() {
        Random random = new Random(1);
        int number = 1000;
        long nanos = 77_000_000_000L;
        for (double loss : new double[] {0, 0.02, 0.3, 0.9}) {
            TreeMap<Integer, Long> truth = new TreeMap<>();
            packets.clear();
            for (int i = 0; i < 20; i++) {
                int burst = 1 + random.nextInt(120);
                for (int j = 0; j < burst; j++) {
                    nanos += random.nextInt(10) == 0 ? random.nextInt(200) * MILLI : random.nextInt(3) * MILLI;
                    number++;
                    if (random.nextDouble() >= loss) {
                        long at = nanos - random.nextInt(30) * MILLI; // one out of order is earlier than one before it
                        truth.put(number, at);
                        feedback.arrived(number, at);
                    }
                }
                write();
            }
            Map<Integer, Long> told = read();
            assertThat(told.keySet()).containsAll(truth.keySet());
            truth.forEach((one, at) -> assertThat(told.get(one)).isBetween(at - MILLI / 4, at));
            told.keySet().removeAll(truth.keySet());
            assertThat(told).as("told, but never came").isEmpty();
        }
    }

    @Test
    void numbersWrapAround() {
        for (int i = 0; i < 100; i++) {
            feedback.arrived((65_500 + i) & 0xffff, i * MILLI);
        }
        write();
        assertThat(read())
                .containsEntry(65_535, 35 * MILLI)
                .containsEntry(0, 36 * MILLI)
                .hasSize(100);
    }

    @Test
    void timesBeyondADeltaBeginAnotherPacket() {
        feedback.arrived(1, 0);
        feedback.arrived(2, 30_000 * MILLI);
        write();
        assertThat(read()).containsEntry(1, 0L).containsEntry(2, 30_000 * MILLI);
    }

    @Test
    void aPacketThatComesAfterItWasToldMissingIsTold() {
        feedback.arrived(1, 0);
        feedback.arrived(3, MILLI);
        write();
        assertThat(read()).doesNotContainKey(2);
        feedback.arrived(2, 2 * MILLI);
        assertThat(feedback.isPending()).isTrue();
        write();
        assertThat(read()).containsEntry(2, 2 * MILLI);
    }

    @Test
    void nothingNewIsNothingToTell() {
        feedback.arrived(1, 0);
        write();
        assertThat(feedback.isPending()).isFalse();
        feedback.arrived(1, MILLI);
        assertThat(feedback.isPending()).isFalse();
    }

    @Test
    void manyPacketsAreSeveralDatagramsOfASizeThatFits() {
        for (int i = 0; i < 4000; i++) {
            feedback.arrived(i, i % 2 == 0 ? i * MILLI : i * MILLI - 5 * MILLI);
        }
        write();
        assertThat(packets).hasSizeGreaterThan(5).allMatch(packet -> packet.length <= 1200);
        assertThat(read()).hasSize(4000);
    }

    @Test
    void numbersThatJumpCostNothing() {
        Random random = new Random(2);
        for (int i = 0; i < 10_000; i++) {
            feedback.arrived(random.nextInt(65_536), i * MILLI);
            if (i % 100 == 0) {
                write();
            }
        }
        assertThat(packets).hasSizeLessThan(3000);
        read();
    }

    private void write() {
        feedback.write(0x2a);
        writer.flush();
    }

    /** Draft §3.1: number to time of arrival, of all packets. */
    private Map<Integer, Long> read() {
        Map<Integer, Long> arrivals = new TreeMap<>();
        int count = -1;
        for (byte[] datagram : packets) {
            int at = 0;
            while (at < datagram.length) {
                int end = at + 4 * (u16(datagram, at + 2) + 1);
                assertThat(datagram[at] & 0xdf).isEqualTo(0x8f);
                assertThat(datagram[at + 1] & 0xff).isEqualTo(205);
                int number = datagram[at + 19] & 0xff;
                assertThat(number).isEqualTo(count < 0 ? number : (count + 1) & 0xff);
                count = number;
                readOne(datagram, at, end, arrivals);
                at = end;
            }
        }
        return arrivals;
    }

    private static void readOne(byte[] packet, int at, int end, Map<Integer, Long> arrivals) {
        int padding = (packet[at] & 0x20) != 0 ? packet[end - 1] : 0;
        assertThat(padding).isLessThan(4);
        int base = u16(packet, at + 12);
        int told = u16(packet, at + 14);
        long quarters = (u16(packet, at + 16) << 8 | (packet[at + 18] & 0xff)) * 256L;
        List<Integer> symbols = new ArrayList<>();
        int chunk = at + 20;
        while (symbols.size() < told) {
            int value = u16(packet, chunk);
            chunk += 2;
            if (value >> 15 == 0) {
                for (int i = 0; i < (value & 0x1fff); i++) {
                    symbols.add(value >> 13 & 3);
                }
            } else if (value >> 14 == 2) {
                for (int i = 13; i >= 0; i--) {
                    symbols.add(value >> i & 1);
                }
            } else {
                for (int i = 12; i >= 0; i -= 2) {
                    symbols.add(value >> i & 3);
                }
            }
        }
        assertThat(symbols.subList(told, symbols.size())).as("after the last").allMatch(symbol -> symbol == 0);
        for (int i = 0; i < told; i++) {
            switch (symbols.get(i)) {
                case 1 -> {
                    quarters += packet[chunk++] & 0xff;
                    arrivals.put((base + i) & 0xffff, quarters * 250_000L);
                }
                case 2 -> {
                    quarters += (short) u16(packet, chunk);
                    chunk += 2;
                    arrivals.put((base + i) & 0xffff, quarters * 250_000L);
                }
                default -> assertThat(symbols.get(i)).isZero();
            }
        }
        assertThat(chunk + padding).isEqualTo(end);
    }

    private static int u16(byte[] from, int at) {
        return (from[at] & 0xff) << 8 | (from[at + 1] & 0xff);
    }

    @Override
    public void frame(String mid, ReceivedFrame frame) {
        throw new AssertionError("no frame is expected");
    }

    @Override
    public void rtcp(byte[] datagram, int offset, int length) {
        packets.add(Arrays.copyOfRange(datagram, offset, offset + length));
    }
}
