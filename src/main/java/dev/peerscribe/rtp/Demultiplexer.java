package dev.peerscribe.rtp;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** To which source of which section a packet belongs (RFC 8843 §9.2). */
final class Demultiplexer {
    /** Sources of media that one section may have: simulcast layers, and those that take their place. */
    private static final int MOST_A_SECTION = 12;

    private final SessionParts parts;
    private final SourceTable table;
    private final List<Section> sections = new ArrayList<>(); // owned by the session

    Demultiplexer(SessionParts parts, SourceTable table) {
        this.parts = parts;
        this.table = table;
    }

    List<Section> sections() {
        return sections;
    }

    /** The source of a packet, which may be new; null where it is refused, which is counted. */
    @Nullable
    Source source(RtpPacket packet, long nanos) {
        Source known = table.find(packet.ssrc());
        if (known != null && !packet.hasMid()) {
            return known;
        }
        if (known != null) {
            if (known.section().isOfMid(packet)) {
                return known;
            }
            table.remove(known); // it moved to another section
        }
        Section section = section(packet);
        if (section == null) {
            parts.refusals().count(Refusal.UNKNOWN_SECTION);
            return null;
        }
        return make(packet, section, nanos);
    }

    private @Nullable Section section(RtpPacket packet) {
        if (packet.hasMid()) {
            for (Section section : sections) {
                if (section.isOfMid(packet)) {
                    return section;
                }
            }
            return null;
        }
        for (Section section : sections) {
            for (SignalledSource source : section.described().sources()) {
                if ((int) source.ssrc() == packet.ssrc()
                        || (source.retransmission().isPresent()
                                && (int) source.retransmission().getAsLong() == packet.ssrc())) {
                    return section;
                }
            }
        }
        Section only = null;
        for (Section section : sections) {
            if (section.format(packet.payloadType()) != null) {
                if (only != null) {
                    return null;
                }
                only = section;
            }
        }
        return only;
    }

    private @Nullable Source make(RtpPacket packet, Section section, long nanos) {
        PayloadFormat format = section.format(packet.payloadType());
        if (format == null) {
            parts.refusals().count(Refusal.UNKNOWN_PAYLOAD_TYPE);
            return null;
        }
        if (section.mediaSources() >= MOST_A_SECTION || !table.makeRoom(nanos)) {
            parts.refusals().count(Refusal.TOO_MANY_SOURCES);
            return null;
        }
        Source source = switch (format) {
            case PayloadFormat.Retransmission _ ->
                new RetransmissionSource(packet.ssrc(), section, packet.repairedRid(), parts.refusals());
            case PayloadFormat.Media _ ->
                new MediaSource(packet.ssrc(), section, packet.rid(), packet.sequence(), parts, nanos);
        };
        table.add(source);
        if (source instanceof MediaSource media) {
            section.add(media);
        }
        return source;
    }
}
