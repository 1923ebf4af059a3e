package dev.peerscribe.passthrough;

import dev.peerscribe.rtp.FeedbackKind;
import dev.peerscribe.rtp.PacketExtension;
import dev.peerscribe.rtp.PayloadFormat;
import dev.peerscribe.rtp.ReceiveSection;
import dev.peerscribe.rtp.SignalledSource;
import dev.peerscribe.sdp.ExtensionType;
import dev.peerscribe.sdp.Feedback;
import dev.peerscribe.sdp.NegotiatedFormat;
import dev.peerscribe.sdp.NegotiatedSection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/** What descriptions agreed on, in the words of those who receive it. */
final class NegotiatedMedia {
    private NegotiatedMedia() {}

    static List<ReceiveSection> sections(List<NegotiatedSection> negotiated) {
        return negotiated.stream().map(NegotiatedMedia::section).toList();
    }

    private static ReceiveSection section(NegotiatedSection negotiated) {
        Map<Integer, PayloadFormat> formats = new HashMap<>();
        for (NegotiatedFormat format : negotiated.formats()) {
            formats.put(format.payloadType(), new PayloadFormat.Media(format.codec(), feedback(format)));
            if (format.retransmissions() >= 0) {
                formats.put(format.retransmissions(), new PayloadFormat.Retransmission(format.payloadType()));
            }
        }
        Map<Integer, PacketExtension> extensions = new HashMap<>();
        negotiated.extensions().forEach((type, id) -> extensions.put(id, extension(type)));
        List<SignalledSource> sources = negotiated.sources().stream()
                .map(source -> new SignalledSource(
                        source.ssrc(),
                        source.retransmissions() < 0
                                ? OptionalLong.empty()
                                : OptionalLong.of(source.retransmissions())))
                .toList();
        return new ReceiveSection(
                negotiated.mid(),
                negotiated.video(),
                formats,
                extensions,
                sources,
                negotiated.rids(),
                negotiated.reducedSize());
    }

    private static Set<FeedbackKind> feedback(NegotiatedFormat format) {
        Set<FeedbackKind> feedback = EnumSet.noneOf(FeedbackKind.class);
        for (Feedback each : format.feedback()) {
            feedback.add(
                    switch (each) {
                        case NACK -> FeedbackKind.NACK;
                        case NACK_PLI -> FeedbackKind.PLI;
                        case CCM_FIR -> FeedbackKind.FIR;
                        case GOOG_REMB -> FeedbackKind.REMB;
                        case TRANSPORT_CC -> FeedbackKind.TRANSPORT_CC;
                    });
        }
        return feedback;
    }

    private static PacketExtension extension(ExtensionType type) {
        return switch (type) {
            case MID -> PacketExtension.MID;
            case RTP_STREAM_ID -> PacketExtension.RID;
            case REPAIRED_RTP_STREAM_ID -> PacketExtension.REPAIRED_RID;
            case ABS_SEND_TIME -> PacketExtension.ABS_SEND_TIME;
            case TRANSPORT_WIDE_CC -> PacketExtension.TRANSPORT_CC;
            case AUDIO_LEVEL -> PacketExtension.AUDIO_LEVEL;
            case VIDEO_ORIENTATION -> PacketExtension.VIDEO_ORIENTATION;
        };
    }
}
