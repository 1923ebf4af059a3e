package dev.peerscribe.rtp;

import static dev.peerscribe.rtp.SimulatedCall.MILLI;
import static dev.peerscribe.rtp.SimulatedCall.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A million packets that were changed on their way: no exception, bounded memory, and what is sound goes on. */
class MutatedPacketsTest {
    private static final int PACKETS = 1_000_000;

    @Test
    void aMillionMutatedPacketsDoNoHarm() {
        Random random = new Random(42);
        List<byte[]> good = packets();
        HostileSession hostile = new HostileSession();
        byte[] opus = {
            (byte) 0x90,
            SimulatedStream.OPUS,
            0,
            0,
            0,
            0,
            0,
            0,
            0x12,
            0x34,
            0x56,
            0x78,
            (byte) 0xBE,
            (byte) 0xDE,
            0,
            1,
            0x10,
            '0',
            0,
            0,
            (byte) 0x78,
            1,
            2,
            3
        };
        long now = SECOND;
        byte[] changed = new byte[2000];
        int sound = 0;
        for (int i = 0; i < PACKETS; i++) {
            byte[] original = good.get(random.nextInt(good.size()));
            int length = mutate(original, changed, random);
            boolean rtcp = (changed[1] & 0xff) >= 192 && (changed[1] & 0xff) <= 223;
            if (rtcp) {
                hostile.session.rtcp(changed, 0, length, now);
            } else {
                hostile.session.rtp(changed, 0, length, now);
            }
            now += random.nextInt(200_000);
            if (i % 100 == 0) {
                Bytes.put16(opus, 2, sound);
                Bytes.put32(opus, 4, 480 * sound++);
                hostile.session.rtp(opus, 0, opus.length, now);
                hostile.session.tick(now);
                hostile.check();
            }
            if (random.nextInt(50_000) == 0) {
                now += random.nextInt(20_000) * MILLI;
            }
        }
        assertThat(hostile.frames).as("at least the sound that nobody changed").isGreaterThan(sound / 2);
        assertThat(hostile.session.refusals())
                .containsKeys(
                        Refusal.TOO_SHORT,
                        Refusal.VERSION,
                        Refusal.HEADER,
                        Refusal.PADDING,
                        Refusal.TOO_MANY_SOURCES,
                        Refusal.SEQUENCE,
                        Refusal.DUPLICATE,
                        Refusal.RTCP,
                        Refusal.UNKNOWN_PAYLOAD_TYPE);
        hostile.close();
    }

    private static int mutate(byte[] original, byte[] changed, Random random) {
        System.arraycopy(original, 0, changed, 0, original.length);
        int length = original.length;
        switch (random.nextInt(6)) {
            case 0 -> length = random.nextInt(length + 1);
            case 1 -> length += random.nextInt(64);
            default -> {
                // as long as it was
            }
        }
        int changes = random.nextInt(6);
        for (int i = 0; i < changes; i++) {
            int at = random.nextInt(3) == 0 ? random.nextInt(Math.max(1, length)) : random.nextInt(40);
            changed[at] =
                    random.nextBoolean() ? (byte) random.nextInt(256) : (byte) (changed[at] ^ 1 << random.nextInt(8));
        }
        return length;
    }

    /** Some seconds of sound, pictures and reports. */
    private static List<byte[]> packets() {
        List<byte[]> packets = new ArrayList<>();
        SimulatedStream.TransportNumbers numbers = new SimulatedStream.TransportNumbers();
        SimulatedStream picture = new SimulatedStream(true, "1", 0x1111_0000);
        SimulatedStream sound = new SimulatedStream(false, "0", 0x2222_0000);
        SimulatedStream layer = new SimulatedStream(true, "2", 0x3333_0000);
        picture.payload = 300;
        layer.payload = 200;
        layer.rid = "h";
        SimulatedCall clock = new SimulatedCall(1);
        for (SimulatedStream stream : List.of(picture, sound, layer)) {
            stream.next();
            for (int i = 0; i < 100; i++) {
                packets.addAll(stream.make(numbers));
            }
            for (int number = 1000; number < 1040; number++) {
                byte[] again = stream.again(number & 0xffff, 0, numbers);
                if (again != null) {
                    packets.add(again);
                }
            }
            for (int i = 0; i < 20; i++) {
                clock.now += 500 * MILLI;
                packets.add(clock.senderReport(stream));
            }
            byte[] bye = new byte[8];
            Bytes.put32(bye, 0, 0x81CB_0001);
            Bytes.put32(bye, 4, stream.ssrc);
            packets.add(bye);
        }
        return packets;
    }
}
