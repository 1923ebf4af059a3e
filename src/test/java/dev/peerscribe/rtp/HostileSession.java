package dev.peerscribe.rtp;

import dev.peerscribe.codec.Codec;
import dev.peerscribe.codec.FrameBufferPool;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;

/** A session that takes everything there is, and says what must hold whatever it is fed with. */
final class HostileSession implements RtpSession.Output {
    private static final int MOST_HELD = 1 << 20;

    final FrameBufferPool pool = new FrameBufferPool();
    final RtpSession session;
    private final Map<String, Long> presented = new HashMap<>();
    long frames;

    HostileSession() {
        RtpSettings usual = RtpSettings.defaults();
        RtpSettings settings = new RtpSettings(
                usual.maxBitsPerSecond(),
                usual.reportInterval(),
                usual.feedbackInterval(),
                usual.longestWait(),
                usual.longestSoundWait(),
                16,
                MOST_HELD);
        session = new RtpSession(SimulatedCall.LOCAL_SSRC, "cname", pool, this, settings, new Random(1));
        session.receive(List.of(section("0", false), section("1", true), section("2", true)));
    }

    private static ReceiveSection section(String mid, boolean video) {
        Map<Integer, PayloadFormat> types = new HashMap<>();
        if (video) {
            int number = SimulatedStream.VP8;
            for (Codec codec : List.of(Codec.VP8, Codec.VP9, Codec.H264, Codec.AV1)) {
                types.put(number, new PayloadFormat.Media(codec, EnumSet.allOf(FeedbackKind.class)));
                types.put(number + 1, new PayloadFormat.Retransmission(number));
                number += 2;
            }
        } else {
            types.put(SimulatedStream.OPUS, new PayloadFormat.Media(Codec.OPUS, EnumSet.of(FeedbackKind.TRANSPORT_CC)));
        }
        return new ReceiveSection(
                mid,
                video,
                types,
                Map.of(
                        1, PacketExtension.MID,
                        2, PacketExtension.RID,
                        3, PacketExtension.REPAIRED_RID,
                        4, PacketExtension.TRANSPORT_CC,
                        5, PacketExtension.VIDEO_ORIENTATION,
                        6, PacketExtension.AUDIO_LEVEL,
                        7, PacketExtension.ABS_SEND_TIME),
                mid.equals("2") ? List.of(new SignalledSource(0x3333_0000, OptionalLong.of(0x3333_0001))) : List.of(),
                List.of(),
                !mid.equals("2"));
    }

    /** Memory is bounded while it goes on. */
    void check() {
        require(session.heldBytes() <= MOST_HELD, "packets that wait and frames begun take too much");
        require(pool.lent() <= 16, "more frames are begun than there may be sources");
    }

    void close() {
        check();
        session.statistics();
        session.close();
        require(pool.lent() == 0, "a frame was not given back");
        require(session.waitingBytes() == 0, "a packet was not given back");
    }

    @Override
    public void frame(String mid, ReceivedFrame frame) {
        frames++;
        Long before = presented.put(mid, frame.presentationNanos());
        require(before == null || before < frame.presentationNanos(), "time ran backwards");
        require(frame.frame().data().size() > 0, "an empty frame");
        frame.frame().data().close();
    }

    @Override
    public void rtcp(byte[] datagram, int offset, int length) {
        int at = offset;
        while (at < offset + length) {
            require((datagram[at] & 0xc0) == 0x80 && (datagram[at + 1] & 0xff) >= 200, "RTCP without a header");
            at += 4 + 4 * Bytes.u16(datagram, at + 2);
        }
        require(at == offset + length && length <= 1200, "RTCP that does not fill its datagram");
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalStateException(otherwise);
        }
    }
}
