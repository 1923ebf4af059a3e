package dev.peerscribe.rtp;

import static dev.peerscribe.rtp.SimulatedCall.MILLI;
import static dev.peerscribe.rtp.SimulatedCall.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import dev.peerscribe.codec.FrameBufferPool;
import dev.peerscribe.rtp.SimulatedCall.Received;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What all sources of one peer hold together is bounded, and who holds little loses nothing by it. */
class HeldMemoryTest {
    private static final int PAYLOAD = 1_000;
    private static final int HOSTILE_SECTIONS = 4;
    private static final int SOURCES_A_SECTION = 12;
    private static final int MOST = RtpSettings.defaults().heldBytes();

    private final SimulatedStream picture = new SimulatedStream(true, "1", 0x1111_0000);
    private final SimulatedCall call = new SimulatedCall(1).with(picture);
    private final byte[] packet = new byte[20 + TestFormat.HEADER + PAYLOAD];

    HeldMemoryTest() {
        picture.width = 1920;
        picture.height = 1080;
        picture.packetsAFrame = 40; // and three times as many, 120 kB, for a key frame
        picture.keyEvery = 30;
        List<ReceiveSection> sections = new ArrayList<>();
        for (int mid = 1; mid <= 1 + HOSTILE_SECTIONS; mid++) {
            sections.add(call.section(Integer.toString(mid), true));
        }
        call.session.receive(sections);
    }

    @Test
    void framesWithoutEndOfManySourcesTakeNoMoreThanTheyMayAndNothingOfOthers() {
        sendFramesWithoutEnd();
        assertGoesOn();
        assertThat(dropped(DropCause.NO_ROOM, "2")).isPositive();
    }

    @Test
    void packetsThatWaitForOnesThatNeverComeAreBoundedToo() {
        for (int number = 0; number < 2_000; number++) {
            for (int source = 0; source < HOSTILE_SECTIONS * SOURCES_A_SECTION; source++) {
                hostile(source, 2 * number, 2 * number);
            }
            assertThat(call.session.heldBytes()).isLessThanOrEqualTo(MOST);
            call.runTo(call.now + MILLI / 4);
        }
        call.runTo(4 * SECOND);
        assertGoesOn();
        assertThat(call.session.refusals()).containsKey(Refusal.NO_ROOM);
    }

    @Test
    void whoHasToMakeRoomGoesOnWithAKeyFrame() {
        sendFramesWithoutEnd();
        int ssrc = 0x5000_0000;
        TestFormat.write(packet, 20, true, 1, 0, 1, 320, 180);
        Bytes.put16(packet, 2, 4_000);
        Bytes.put32(packet, 4, 90_000);
        Bytes.put32(packet, 8, ssrc);
        packet[17] = '2';
        call.session.rtp(packet, 0, packet.length, call.now);
        call.runTo(call.now + 100 * MILLI);
        assertThat(call.of("2")).hasSize(1);
    }

    private void sendFramesWithoutEnd() {
        for (int part = 0; part < 4_000; part++) {
            for (int source = 0; source < HOSTILE_SECTIONS * SOURCES_A_SECTION; source++) {
                hostile(source, part, part);
            }
            assertThat(call.pool.lentBytes()).isLessThanOrEqualTo(MOST + FrameBufferPool.LARGEST);
            call.runTo(call.now + MILLI);
        }
    }

    private void hostile(int source, int sequence, int part) {
        packet[0] = (byte) 0x90;
        packet[1] = SimulatedStream.VP8;
        Bytes.put16(packet, 2, sequence);
        Bytes.put32(packet, 4, 1);
        Bytes.put32(packet, 8, 0x5000_0000 + source);
        Bytes.put16(packet, 12, 0xBEDE);
        Bytes.put16(packet, 14, 1);
        packet[16] = 0x10;
        packet[17] = (byte) ('2' + source / SOURCES_A_SECTION);
        TestFormat.write(packet, 20, true, 0, part, 0xffff, 320, 180);
        call.session.rtp(packet, 0, packet.length, call.now);
    }

    private void assertGoesOn() {
        call.assertDecodable("1");
        List<Received> frames = call.of("1");
        assertThat(frames).hasSizeGreaterThanOrEqualTo((int) (call.now / picture.frameInterval) - 2);
        assertThat(frames).extracting(Received::loss).containsOnly(Loss.NONE);
        assertThat(dropped(DropCause.NO_ROOM, "1")).isZero();
    }

    private long dropped(DropCause cause, String mid) {
        return call.session.statistics().stream()
                .filter(one -> one.mid().equals(mid))
                .mapToLong(one -> one.framesDropped().getOrDefault(cause, 0L))
                .sum();
    }
}
