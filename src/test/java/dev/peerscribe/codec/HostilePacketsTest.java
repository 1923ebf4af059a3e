package dev.peerscribe.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.peerscribe.codec.Assembly.Got;
import dev.peerscribe.codec.Assembly.Packet;
import dev.peerscribe.sender.Clip;
import dev.peerscribe.sender.Packetizer;
import java.io.ByteArrayOutputStream;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Packets of real encoders, spoilt: cut off, out of order, left out, of other bytes. */
class HostilePacketsTest {
    private static final int ROUNDS = 1500;

    private static Clip clip(Codec codec) {
        return codec.isVideo() ? Clip.video(codec, 320, 180, 30, 2, 25, 400_000) : Clip.sound(1);
    }

    @ParameterizedTest
    @EnumSource
    void whateverComesIsAFrameOrBroken(Codec codec) {
        long seed = new SecureRandom().nextLong();
        System.out.println("hostile packets of " + codec + ": seed " + seed);
        SplittableRandom random = new SplittableRandom(seed);
        List<Packet> packets = Assembly.packets(clip(codec), Packetizer.of(codec, 300));
        for (int round = 0; round < ROUNDS; round++) {
            byte[] spoilt = spoilt(random, packets);
            assertThatCode(() -> DepacketizerFuzz.feed(codec, spoilt))
                    .as("seed %d, round %d", seed, round)
                    .doesNotThrowAnyException();
        }
    }

    @ParameterizedTest
    @EnumSource
    void afterWhateverCameFramesComeOutAgain(Codec codec) {
        long seed = new SecureRandom().nextLong();
        System.out.println("frames after hostile packets of " + codec + ": seed " + seed);
        SplittableRandom random = new SplittableRandom(seed);
        Clip clip = clip(codec);
        List<Packet> packets = Assembly.packets(clip, Packetizer.of(codec, 300));
        for (int round = 0; round < 20; round++) {
            try (Assembly assembly = new Assembly(codec)) {
                for (int i = 0; i < 50; i++) {
                    Packet packet = packets.get(random.nextInt(packets.size()));
                    byte[] payload = mutated(random, packet.payload().bytes());
                    assembly.accept(payload, -1 - random.nextInt(5), random.nextBoolean());
                }
                assembly.gap();
                assembly.frames.clear();
                assembly.broken.clear();
                assembly.accept(packets);
                assertThat(assembly.frames)
                        .as("seed %d, round %d", seed, round)
                        .extracting(Got::timestamp)
                        .containsExactlyElementsOf(clip.frames().stream()
                                .map(Clip.Frame::timestamp)
                                .toList());
                assertThat(assembly.broken).isEmpty();
            }
        }
    }

    /** Some packets in a row as {@link DepacketizerFuzz} takes them, a few of them spoilt. */
    private static byte[] spoilt(SplittableRandom random, List<Packet> packets) {
        ByteArrayOutputStream input = new ByteArrayOutputStream();
        int first = random.nextInt(packets.size());
        int last = Math.min(packets.size(), first + 1 + random.nextInt(30));
        long timestamp = -1;
        for (int i = first; i < last; i++) {
            int chosen = random.nextInt(10) == 0 ? random.nextInt(packets.size()) : i;
            Packet packet = packets.get(chosen);
            byte[] payload = packet.payload().bytes();
            if (random.nextInt(5) == 0) {
                payload = mutated(random, payload);
            }
            int said = packet.payload().marker() ? DepacketizerFuzz.MARKER : 0;
            said |= packet.timestamp() != timestamp ? DepacketizerFuzz.NEXT_FRAME : 0;
            said |= random.nextInt(20) == 0 ? DepacketizerFuzz.GAP : 0;
            said ^= random.nextInt(20) == 0 ? 1 << random.nextInt(4) : 0;
            timestamp = packet.timestamp();
            int length = Math.min(payload.length, 511);
            input.write(said | (length > 255 ? DepacketizerFuzz.LONG : 0));
            input.write(length);
            input.write(payload, 0, length);
        }
        return input.toByteArray();
    }

    private static byte[] mutated(SplittableRandom random, byte[] payload) {
        byte[] mutated = switch (random.nextInt(4)) {
            case 0 -> Arrays.copyOf(payload, random.nextInt(payload.length + 1)); // cut off
            case 1 -> Arrays.copyOf(payload, payload.length + random.nextInt(100)); // longer
            case 2 -> Arrays.copyOfRange(payload, random.nextInt(payload.length), payload.length);
            default -> payload.clone();
        };
        int changes = random.nextInt(4);
        for (int i = 0; i < changes && mutated.length > 0; i++) {
            // the first bytes say the most
            int at =
                    random.nextBoolean() ? random.nextInt(Math.min(mutated.length, 8)) : random.nextInt(mutated.length);
            if (random.nextBoolean()) {
                mutated[at] ^= (byte) (1 << random.nextInt(8));
            } else {
                mutated[at] = (byte) random.nextInt(256);
            }
        }
        return mutated;
    }
}
