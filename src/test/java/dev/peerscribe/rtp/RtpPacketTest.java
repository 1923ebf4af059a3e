package dev.peerscribe.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RtpPacketTest {
    private final RtpPacket packet = new RtpPacket();
    private final @Nullable PacketExtension[] extensions = new @Nullable PacketExtension[256];

    private @Nullable Refusal read(String hex) {
        byte[] bytes = HexFormat.of().parseHex("ffff" + hex.replace(" ", "") + "ffff");
        Refusal refusal = packet.read(bytes, 2, bytes.length - 4);
        if (refusal == null) {
            packet.readExtensions(extensions);
        }
        return refusal;
    }

    @Test
    void aPlainHeaderIsRead() {
        assertThat(read("80e0 0102 03040506 0708090a aabbcc")).isNull();
        assertThat(packet.marker()).isTrue();
        assertThat(packet.payloadType()).isEqualTo(96);
        assertThat(packet.sequence()).isEqualTo(0x0102);
        assertThat(packet.timestamp()).isEqualTo(0x03040506);
        assertThat(packet.ssrc()).isEqualTo(0x0708090a);
        assertThat(packet.payloadOffset()).isEqualTo(14);
        assertThat(packet.payloadLength()).isEqualTo(3);
        assertThat(packet.hasMid()).isFalse();
        assertThat(packet.transportSequence()).isEqualTo(-1);
        assertThat(packet.rotation()).isEqualTo(-1);
        assertThat(packet.audioLevel()).isEqualTo(-1);
    }

    @Test
    void contributingSourcesAndPaddingAreNoPayload() {
        assertThat(read("a260 0102 03040506 0708090a 11111111 22222222 aabb 000003"))
                .isNull();
        assertThat(packet.marker()).isFalse();
        assertThat(packet.payloadOffset()).isEqualTo(22);
        assertThat(packet.payloadLength()).isEqualTo(2);
    }

    @Test
    void aPacketMayBePaddingOnly() {
        assertThat(read("a060 0102 03040506 0708090a 00000004")).isNull();
        assertThat(packet.payloadLength()).isZero();
    }

    @Test
    void extensionsOfOneByteAreRead() {
        extensions[1] = PacketExtension.MID;
        extensions[2] = PacketExtension.RID;
        extensions[3] = PacketExtension.REPAIRED_RID;
        extensions[4] = PacketExtension.TRANSPORT_CC;
        extensions[5] = PacketExtension.VIDEO_ORIENTATION;
        extensions[6] = PacketExtension.AUDIO_LEVEL;
        assertThat(read("9060 0102 03040506 0708090a bede0005 113132 00 2168 69 30 6c 411234 50 03 60 91 7000 0000 aa"))
                .isNull();
        assertThat(packet.isOfMid(ascii("12"))).isTrue();
        assertThat(packet.isOfMid(ascii("1"))).isFalse();
        assertThat(packet.isOfMid(ascii("123"))).isFalse();
        assertThat(packet.rid()).isEqualTo("hi");
        assertThat(packet.repairedRid()).isEqualTo("l");
        assertThat(packet.transportSequence()).isEqualTo(0x1234);
        assertThat(packet.rotation()).isEqualTo(270);
        assertThat(packet.audioLevel()).isEqualTo(17);
        assertThat(packet.payloadLength()).isEqualTo(1);
    }

    @Test
    void extensionsOfTwoBytesAreRead() {
        extensions[1] = PacketExtension.MID;
        extensions[200] = PacketExtension.TRANSPORT_CC;
        assertThat(read("9060 0102 03040506 0708090a 10000003 010131 0900 c8024321 0b 00 0000 aa"))
                .isNull();
        assertThat(packet.isOfMid(ascii("1"))).isTrue();
        assertThat(packet.transportSequence()).isEqualTo(0x4321);
    }

    @Test
    void whatComesAfterAnElementThatIsTooLongOrForbiddenIsLeftOut() {
        extensions[1] = PacketExtension.MID;
        extensions[4] = PacketExtension.TRANSPORT_CC;
        assertThat(read("9060 0102 03040506 0708090a bede0001 1031 4f12 aa")).isNull();
        assertThat(packet.isOfMid(ascii("1"))).isTrue();
        assertThat(packet.transportSequence()).isEqualTo(-1);
        assertThat(read("9060 0102 03040506 0708090a bede0001 f0411234 aa")).isNull();
        assertThat(packet.transportSequence()).isEqualTo(-1);
        assertThat(read("9060 0102 03040506 0708090a bede0002 0300 411234 000000 aa"))
                .isNull();
        assertThat(packet.transportSequence()).isEqualTo(-1);
        assertThat(read("9060 0102 03040506 0708090a 10000001 0104 3132 aa")).isNull();
        assertThat(packet.hasMid()).isFalse();
    }

    @Test
    void extensionsOfAnotherProfileAreNotRead() {
        extensions[1] = PacketExtension.MID;
        assertThat(read("9060 0102 03040506 0708090a abcd0001 10310000 aa")).isNull();
        assertThat(packet.hasMid()).isFalse();
    }

    @Test
    void theExtensionsOfOnePacketAreNotThoseOfTheNext() {
        extensions[1] = PacketExtension.MID;
        read("9060 0102 03040506 0708090a bede0001 10310000 aa");
        assertThat(packet.hasMid()).isTrue();
        read("8060 0102 03040506 0708090a aa");
        assertThat(packet.hasMid()).isFalse();
    }

    @Test
    void headersThatClaimMoreThanThereIsAreRefused() {
        assertThat(read("80e0 0102 03040506 070809")).isEqualTo(Refusal.TOO_SHORT);
        assertThat(read("40e0 0102 03040506 0708090a")).isEqualTo(Refusal.VERSION);
        assertThat(read("81e0 0102 03040506 0708090a")).isEqualTo(Refusal.HEADER);
        assertThat(read("90e0 0102 03040506 0708090a bede")).isEqualTo(Refusal.HEADER);
        assertThat(read("90e0 0102 03040506 0708090a bede0001")).isEqualTo(Refusal.HEADER);
        assertThat(read("a0e0 0102 03040506 0708090a 000004")).isEqualTo(Refusal.PADDING);
        assertThat(read("a0e0 0102 03040506 0708090a 000000")).isEqualTo(Refusal.PADDING);
        assertThat(read("a0e0 0102 03040506 0708090a")).isEqualTo(Refusal.PADDING);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
