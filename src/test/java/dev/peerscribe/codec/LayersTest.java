package dev.peerscribe.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.peerscribe.codec.Assembly.Broken;
import dev.peerscribe.codec.Assembly.Got;
import dev.peerscribe.codec.Assembly.Packet;
import dev.peerscribe.codec.Depacketizer.BrokenFrame;
import dev.peerscribe.sender.Av1Packetizer;
import dev.peerscribe.sender.LayeredClip;
import dev.peerscribe.sender.LayeredClip.Picture;
import dev.peerscribe.sender.Packetizer.Payload;
import dev.peerscribe.sender.Vp9Packetizer;
import dev.peerscribe.sender.Vp9Packetizer.Layer;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Spatial layers, as Chromium makes them. */
class LayersTest {
    private static final int LARGEST = 1200;

    private static List<Packet> packets(LayeredClip clip, boolean flexible) {
        Vp9Packetizer packetizer = new Vp9Packetizer(LARGEST, flexible);
        List<Packet> packets = new ArrayList<>();
        for (int i = 0; i < clip.pictures().size(); i++) {
            Picture picture = clip.pictures().get(i);
            for (Payload payload : packetizer.packetize(picture.layers(), picture.key())) {
                packets.add(new Packet(payload, picture.timestamp(), i));
            }
        }
        return packets;
    }

    /** A superframe of the layers as they were sent (VP9 bitstream specification, annex B). */
    private static byte[] superframe(Picture picture) {
        ByteArrayOutputStream superframe = new ByteArrayOutputStream();
        picture.layers().forEach(layer -> superframe.writeBytes(layer.frame()));
        if (picture.layers().size() > 1) {
            int marker = 0xc0 | (3 << 3) | (picture.layers().size() - 1);
            superframe.write(marker);
            for (Layer layer : picture.layers()) {
                for (int i = 0; i < 4; i++) {
                    superframe.write(layer.frame().length >> (8 * i));
                }
            }
            superframe.write(marker);
        }
        return superframe.toByteArray();
    }

    @ParameterizedTest
    @CsvSource({"vp9-l3t3, true", "vp9-l3t3, false", "vp9-l3t3-key, true", "vp9-l3t3-key, false", "vp9-l2t1h, true"})
    void everyDecoderShowsTheHighestLayerAndNoOther(String name, boolean flexible) {
        LayeredClip clip = LayeredClip.of(name);
        try (Assembly assembly = new Assembly(Codec.VP9);
                Decoder asChromium = Decoder.libvpx();
                Decoder libvpx = Decoder.libvpx();
                Decoder ffmpeg = Decoder.of(Codec.VP9)) {
            assembly.accept(packets(clip, flexible));
            assertThat(assembly.broken).isEmpty();
            assertThat(assembly.frames).hasSameSizeAs(clip.pictures());
            for (int i = 0; i < clip.pictures().size(); i++) {
                Got frame = assembly.frames.get(i);
                assertThat(asChromium.decode(superframe(clip.pictures().get(i))))
                        .isEqualTo(1);
                assertThat(libvpx.decode(frame.bytes())).isEqualTo(1);
                assertThat(ffmpeg.decode(frame.bytes())).as(name + " " + i).isEqualTo(1);
                assertThat(frame.width()).isEqualTo(ffmpeg.pictures().getLast().width());
                assertThat(frame.height()).isEqualTo(ffmpeg.pictures().getLast().height());
                assertThat(frame.key()).isEqualTo(clip.pictures().get(i).key());
            }
            assertThat(libvpx.pictures()).isEqualTo(asChromium.pictures());
            assertThat(ffmpeg.pictures()).isEqualTo(asChromium.pictures());
            assertThat(assembly.frames).extracting(Got::width).contains(960);
        }
    }

    @Test
    void ffmpegWouldShowTheLowerLayersToo() {
        // If this fails, FFmpeg does as libvpx does, and lower layers can stay as they were sent.
        try (Decoder ffmpeg = Decoder.of(Codec.VP9)) {
            int shown = LayeredClip.of("vp9-l3t3").pictures().stream()
                    .mapToInt(picture -> ffmpeg.decode(superframe(picture)))
                    .max()
                    .orElse(0);
            assertThat(shown).isEqualTo(3);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"vp9-l3t3", "vp9-l2t1h"})
    void aMissingPacketBreaksItsPictureAndNoOther(String name) {
        LayeredClip clip = LayeredClip.of(name);
        List<Packet> packets = packets(clip, true);
        for (int missing = 0; missing < packets.size(); missing++) {
            Packet lost = packets.get(missing);
            try (Assembly assembly = new Assembly(Codec.VP9)) {
                assembly.accept(packets.subList(0, missing));
                assembly.gap();
                assembly.accept(packets.subList(missing + 1, packets.size()));
                assertThat(assembly.frames)
                        .extracting(Got::timestamp)
                        .containsExactlyElementsOf(clip.pictures().stream()
                                .map(Picture::timestamp)
                                .filter(timestamp -> timestamp != lost.timestamp())
                                .toList());
                if (!assembly.broken.isEmpty()) {
                    assertThat(assembly.broken).containsExactly(new Broken(lost.timestamp(), BrokenFrame.LOSS));
                }
            }
        }
    }

    @Test
    void ofLayersThatAreStreamsOfTheirOwnOnlyTheHighestComesOut() {
        LayeredClip clip = LayeredClip.of("vp9-s2t1");
        try (Assembly assembly = new Assembly(Codec.VP9);
                Decoder libvpx = Decoder.libvpx();
                Decoder ffmpeg = Decoder.of(Codec.VP9)) {
            assembly.accept(packets(clip, true));
            assertThat(assembly.broken).isEmpty();
            assertThat(assembly.frames).hasSameSizeAs(clip.pictures());
            for (int i = 0; i < clip.pictures().size(); i++) {
                Got frame = assembly.frames.get(i);
                Layer highest = clip.pictures().get(i).layers().getLast();
                assertThat(frame.bytes()).isEqualTo(highest.frame());
                assertThat(frame.key()).isEqualTo(clip.pictures().get(i).key());
                assertThat(ffmpeg.decode(frame.bytes())).isEqualTo(1);
                assertThat(libvpx.decode(frame.bytes())).isEqualTo(1);
                assertThat(frame.width()).isEqualTo(ffmpeg.pictures().getLast().width());
            }
            assertThat(ffmpeg.pictures()).isEqualTo(libvpx.pictures());
            assertThat(assembly.frames).extracting(Got::width).contains(480, 960);
        }
    }

    @Test
    void aPictureWithoutTheHighestOfSuchStreamsIsNone() {
        List<Picture> pictures = LayeredClip.of("vp9-s2t1").pictures();
        Vp9Packetizer packetizer = new Vp9Packetizer(LARGEST, true);
        try (Assembly assembly = new Assembly(Codec.VP9)) {
            for (int i = 5; i < 8; i++) {
                List<Layer> layers = pictures.get(i).layers();
                for (Payload payload : packetizer.packetize(i == 6 ? layers.subList(0, 1) : layers, i == 5)) {
                    assembly.accept(payload.bytes(), i, payload.marker());
                }
            }
            assertThat(assembly.frames).extracting(Got::timestamp).containsExactly(5L, 7L);
            assertThat(assembly.broken).isEmpty();
        }
    }

    @Test
    void aHighestStreamThatStaysAwayIsLossUntilTheNextKeyFrame() {
        List<Picture> pictures = LayeredClip.of("vp9-s2t1").pictures();
        List<Layer> key = pictures.get(5).layers();
        List<Layer> predicted = pictures.get(6).layers();
        Vp9Packetizer packetizer = new Vp9Packetizer(LARGEST, true);
        try (Assembly assembly = new Assembly(Codec.VP9)) {
            for (int i = 0; i < 22; i++) {
                List<Layer> sent = i == 0 || i == 20 ? key : predicted;
                for (Payload payload : packetizer.packetize(i == 0 ? sent : sent.subList(0, 1), i == 0 || i == 20)) {
                    assembly.accept(payload.bytes(), 3_000L * i, payload.marker());
                }
            }
            assertThat(assembly.broken)
                    .containsExactlyElementsOf(IntStream.rangeClosed(16, 19)
                            .mapToObj(i -> new Broken(3_000L * i, BrokenFrame.LOSS))
                            .toList());
            assertThat(assembly.frames).extracting(Got::timestamp).containsExactly(0L, 60_000L, 63_000L);
            assertThat(assembly.frames.get(1).width())
                    .isLessThan(assembly.frames.getFirst().width());
        }
    }

    @Test
    void layersOfAv1AreOneTemporalUnit() {
        LayeredClip clip = LayeredClip.of("av1-l2t2");
        Av1Packetizer packetizer = new Av1Packetizer(LARGEST);
        try (Assembly assembly = new Assembly(Codec.AV1);
                Decoder decoder = Decoder.of(Codec.AV1)) {
            for (Picture picture : clip.pictures()) {
                ByteArrayOutputStream unit = new ByteArrayOutputStream();
                picture.layers().forEach(layer -> unit.writeBytes(layer.frame()));
                for (Payload payload : packetizer.packetize(unit.toByteArray(), picture.key())) {
                    assembly.accept(payload.bytes(), picture.timestamp(), payload.marker());
                }
                Got frame = assembly.frames.getLast();
                assertThat(frame.timestamp()).isEqualTo(picture.timestamp());
                assertThat(frame.bytes()).isEqualTo(unit.toByteArray());
                assertThat(frame.key()).isEqualTo(picture.key());
                assertThat(decoder.decode(frame.bytes())).isEqualTo(1);
            }
            assertThat(assembly.broken).isEmpty();
            assertThat(assembly.frames).hasSameSizeAs(clip.pictures());
            assertThat(assembly.frames).extracting(Got::width).containsOnly(960);
            assertThat(decoder.pictures()).extracting(Decoder.Picture::width).contains(960);
        }
    }

    @Test
    void aHigherLayerAfterAGapMayHaveLostTheLowerOnes() {
        LayeredClip clip = LayeredClip.of("av1-l2t2");
        Picture layered = clip.pictures().stream()
                .filter(picture -> picture.layers().size() == 2)
                .findFirst()
                .orElseThrow();
        try (Assembly assembly = new Assembly(Codec.AV1)) {
            List<Payload> higher =
                    new Av1Packetizer(LARGEST).packetize(layered.layers().get(1).frame(), false);
            higher.forEach(payload -> assembly.accept(payload.bytes(), layered.timestamp(), payload.marker()));
            assertThat(assembly.frames).isEmpty();
            assertThat(assembly.broken).containsExactly(new Broken(layered.timestamp(), BrokenFrame.LOSS));
        }
    }
}
