package dev.peerscribe.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.peerscribe.codec.Assembly.Broken;
import dev.peerscribe.codec.Assembly.Got;
import dev.peerscribe.codec.Assembly.Packet;
import dev.peerscribe.codec.Depacketizer.BrokenFrame;
import dev.peerscribe.sender.Clip;
import dev.peerscribe.sender.Packetizer;
import dev.peerscribe.sender.Packetizer.Payload;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What real encoders made, cut into packets and put together again. */
class RoundTripTest {
    private static final int LARGEST = 400;

    private static Clip clip(Codec codec) {
        return codec.isVideo() ? Clip.video(codec, 320, 180, 30, 2, 25, 400_000) : Clip.sound(1);
    }

    @ParameterizedTest
    @EnumSource
    void everyFrameComesOutAsItWasEncoded(Codec codec) {
        Clip clip = clip(codec);
        for (int largest : new int[] {1200, LARGEST, 40}) {
            Packetizer packetizer = codec == Codec.OPUS ? Packetizer.of(codec, 1200) : Packetizer.of(codec, largest);
            try (Assembly assembly = new Assembly(codec)) {
                List<Packet> packets = Assembly.packets(clip, packetizer);
                if (codec.isVideo()) {
                    assertThat(packets)
                            .allSatisfy(packet ->
                                    assertThat(packet.payload().bytes()).hasSizeLessThanOrEqualTo(largest));
                }
                assembly.accept(packets);
                assertWhole(clip, assembly, List.of());
                assertThat(assembly.broken).isEmpty();
                assertThat(assembly.pool.lent()).isZero();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aMissingPacketBreaksItsFrameAndNoOther(Codec codec) {
        Clip clip = clip(codec);
        List<Packet> packets = Assembly.packets(clip, Packetizer.of(codec, LARGEST));
        for (int missing = 0; missing < packets.size(); missing++) {
            Packet lost = packets.get(missing);
            boolean alone = packets.stream()
                            .filter(packet -> packet.frame() == lost.frame())
                            .count()
                    == 1;
            try (Assembly assembly = new Assembly(codec)) {
                assembly.accept(packets.subList(0, missing));
                assembly.gap();
                assembly.accept(packets.subList(missing + 1, packets.size()));
                assertWhole(clip, assembly, List.of(lost.frame()));
                if (alone) {
                    assertThat(assembly.broken).isEmpty();
                } else {
                    assertThat(assembly.broken).containsExactly(new Broken(lost.timestamp(), BrokenFrame.LOSS));
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void withoutMarkersAFrameEndsWithTheNextTimestamp(Codec codec) {
        Clip clip = clip(codec);
        List<Packet> packets = new ArrayList<>();
        for (Packet packet : Assembly.packets(clip, Packetizer.of(codec, LARGEST))) {
            packets.add(new Packet(new Payload(packet.payload().bytes(), false), packet.timestamp(), packet.frame()));
        }
        try (Assembly assembly = new Assembly(codec)) {
            assembly.accept(packets);
            // nothing says that the last one is over
            assertWhole(clip, assembly, codec.isVideo() ? List.of(clip.frames().size() - 1) : List.of());
            assertThat(assembly.broken).isEmpty();
            assertThat(assembly.pool.lent()).isEqualTo(codec.isVideo() ? 1 : 0);
            assembly.letGo();
            assertThat(assembly.pool.lent()).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "OPUS")
    void whatIsKnownOfAFrameIsKnownWithoutDecoding(Codec codec) {
        Clip clip = clip(codec);
        try (Assembly assembly = new Assembly(codec)) {
            assembly.accept(Assembly.packets(clip, Packetizer.of(codec, LARGEST)));
            assertThat(assembly.frames).allSatisfy(frame -> {
                assertThat(frame.width()).isEqualTo(320);
                assertThat(frame.height()).isEqualTo(180);
            });
            assertThat(assembly.frames)
                    .filteredOn(Got::key)
                    .extracting(Got::timestamp)
                    .containsExactlyElementsOf(clip.frames().stream()
                            .filter(Clip.Frame::key)
                            .map(Clip.Frame::timestamp)
                            .toList());
            assertThat(assembly.frames).filteredOn(Got::key).hasSizeGreaterThanOrEqualTo(3);
            boolean configured = codec == Codec.H264 || codec == Codec.AV1;
            Got first = assembly.frames.getFirst();
            assertThat(assembly.frames)
                    .allSatisfy(frame -> assertThat(frame.configuration()).isSameAs(first.configuration()));
            assertThat(first.configuration() != null).isEqualTo(configured);
            if (first.configuration() != null) {
                assertThat(first.bytes()).startsWith(first.configuration());
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aDecoderHasNothingAgainstWhatComesOut(Codec codec) {
        Clip clip = clip(codec);
        try (Assembly assembly = new Assembly(codec);
                Decoder decoder = Decoder.of(codec)) {
            assembly.accept(Assembly.packets(clip, Packetizer.of(codec, LARGEST)));
            for (Got frame : assembly.frames) {
                decoder.decode(frame.bytes());
            }
            assertThat(decoder.pictures()).hasSize(clip.frames().size());
            if (codec.isVideo()) {
                assertThat(decoder.pictures())
                        .allSatisfy(picture -> assertThat(picture.width()).isEqualTo(320));
            }
        }
    }

    private static void assertWhole(Clip clip, Assembly assembly, List<Integer> without) {
        List<Clip.Frame> expected = new ArrayList<>();
        for (int i = 0; i < clip.frames().size(); i++) {
            if (!without.contains(i)) {
                expected.add(clip.frames().get(i));
            }
        }
        assertThat(assembly.frames)
                .extracting(Got::timestamp)
                .containsExactlyElementsOf(
                        expected.stream().map(Clip.Frame::timestamp).toList());
        for (int i = 0; i < expected.size(); i++) {
            assertThat(assembly.frames.get(i).bytes()).isEqualTo(expected.get(i).bytes());
        }
    }
}
