package dev.peerscribe.sdp;

import java.util.ArrayList;
import java.util.List;

/** Writes the offers of an end that only receives (RFC 8829 §5.2), and checks their answers. */
final class Offerer {
    private static final int TAG_LENGTH = 6;

    private Offerer() {}

    /**
     * An offer of one section of sound and one of pictures or, where there are sections that are not rejected, of those.
     *
     * @param before our sections of the description before; empty for a first offer
     */
    static SdpDescription offer(List<MediaSection> before, LocalTransport transport, Origin origin) {
        List<MediaSection> sections = new ArrayList<>();
        List<String> mids = new ArrayList<>();
        for (MediaSection section : before) {
            String mid = section.mid();
            if (mid == null || section.isRejected()) {
                sections.add(section);
            } else {
                sections.add(again(section, transport, mids.isEmpty()));
                mids.add(mid);
            }
        }
        if (mids.isEmpty()) {
            sections.subList(0, Math.min(2, sections.size())).clear(); // their places are used again
            mids.add(mid(origin, 0));
            mids.add(mid(origin, 1));
            sections.add(0, first("audio", mids.getFirst(), OfferedFormats.AUDIO, transport, true));
            sections.add(1, first("video", mids.getLast(), OfferedFormats.VIDEO, transport, false));
        }
        return new SdpDescription(origin, false, List.of(mids), sections);
    }

    // Port 9 and the transport at every section, as browsers write it: bundle-only and port 0 (RFC 9143 §7.2.1) are
    // taken for a rejected section by some.
    private static MediaSection first(
            String media, String mid, RtpParameters rtp, LocalTransport transport, boolean tagged) {
        MediaLine line = new MediaLine(media, 0, "UDP/TLS/RTP/SAVPF", List.of());
        return new MediaSection(
                line.accepted(rtp.formats()),
                mid,
                Direction.RECVONLY,
                false,
                rtp,
                SectionSources.NONE,
                transport.parameters(Setup.ACTPASS, tagged));
    }

    private static MediaSection again(MediaSection before, LocalTransport transport, boolean tagged) {
        return new MediaSection(
                before.line(),
                before.mid(),
                Direction.RECVONLY,
                false,
                before.rtp(),
                before.sources(),
                transport.parameters(Setup.ACTPASS, tagged));
    }

    /**
     * An id like no other link's, made from the session id, which is random and never used again: an answer tells by it what
     * it answers. For the first six hundred descriptions no longer than 8 characters, which any header extension holds.
     */
    private static String mid(Origin origin, int place) {
        String tag = Long.toString(Long.parseLong(origin.session()), Character.MAX_RADIX);
        long number = 2 * (Long.parseLong(origin.version()) - 1) + place;
        return tag.substring(Math.max(0, tag.length() - TAG_LENGTH)) + Long.toString(number, Character.MAX_RADIX);
    }

    /** The sections of an answer that are taken; empty where all are rejected (RFC 8829 §5.10, §5.11). */
    static List<MediaSection> accepted(SdpDescription offer, SdpDescription answer) throws SdpException {
        if (offer.sections().size() != answer.sections().size()) {
            throw new SdpException("m=", SdpRule.ORDER, "not as many sections as the offer has");
        }
        List<MediaSection> accepted = new ArrayList<>();
        for (int i = 0; i < offer.sections().size(); i++) {
            MediaSection offered = offer.sections().get(i);
            MediaSection answered = answer.sections().get(i);
            boolean rejected = answered.line().port() == 0;
            if (!offered.line().media().equals(answered.line().media())) {
                throw new SdpException("m=", SdpRule.ORDER, "not the kind of section that the offer has here");
            }
            if (answered.mid() == null ? !rejected : !answered.mid().equals(offered.mid())) {
                throw new SdpException("a=mid", SdpRule.ORDER, "not the id that the offer has here");
            }
            if (!rejected) {
                check(offered, answered);
                accepted.add(answered);
            }
        }
        return accepted;
    }

    private static void check(MediaSection offered, MediaSection answered) throws SdpException {
        if (offered.isRejected()) {
            throw new SdpException("m=", SdpRule.CONFLICT, "takes a section that was not offered");
        }
        boolean codec = false;
        for (RtpFormat format : answered.rtp().formats()) {
            for (RtpFormat ours : offered.rtp().formats()) {
                if (ours.payloadType() == format.payloadType()) {
                    if (!ours.isSameCodec(format)) {
                        throw new SdpException("a=rtpmap", SdpRule.CONFLICT, "another meaning than the offer's");
                    }
                    codec |= Receiving.codec(format, offered.line().isVideo()).isPresent();
                }
            }
        }
        if (!codec) {
            throw new SdpException("a=rtpmap", SdpRule.UNUSABLE, "no codec that was offered");
        }
    }
}
