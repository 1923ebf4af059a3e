package dev.peerscribe.sdp;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is read about the streams of a section while the lines come; owned by the parser. */
final class SourcesDraft {
    private static final int MAX_MSIDS = 16;
    private static final int MAX_SSRCS = 256;
    private static final int MAX_GROUPS = 64;
    private static final int MAX_RIDS = 32;
    private static final int MAX_CNAME = 256;

    private final List<Msid> msids = new ArrayList<>();
    private final Map<Long, Ssrc> ssrcs = new LinkedHashMap<>();
    private final List<SsrcGroup> groups = new ArrayList<>();
    private final Map<String, Rid> rids = new LinkedHashMap<>();
    private @Nullable Simulcast simulcast;

    void msid(String value) throws SdpException {
        SdpText.bounded("a=msid", msids.size(), MAX_MSIDS);
        msids.add(Msid.parse("a=msid", value));
    }

    /** {@code <ssrc> <attribute>[:<value>]} (RFC 5576 §4.1). */
    void ssrc(String value) throws SdpException {
        String field = "a=ssrc";
        String text = value.strip();
        int space = text.indexOf(' ');
        long id = SdpText.integer(field, space < 0 ? text : text.substring(0, space), 0L, Ssrc.MAX_ID);
        Ssrc before = ssrcs.get(id);
        if (before == null) {
            SdpText.bounded(field, ssrcs.size(), MAX_SSRCS);
            before = new Ssrc(id, null, null);
        }
        String attribute = space < 0 ? "" : text.substring(space + 1).strip();
        Ssrc now = before;
        if (attribute.startsWith("cname:")) {
            now = new Ssrc(id, SdpText.visible(field, attribute.substring(6), MAX_CNAME), before.msid());
        } else if (attribute.startsWith("msid:")) {
            now = new Ssrc(id, before.cname(), Msid.parse(field, attribute.substring(5)));
        }
        ssrcs.put(id, now);
    }

    void group(String value) throws SdpException {
        SdpText.bounded("a=ssrc-group", groups.size(), MAX_GROUPS);
        groups.add(SsrcGroup.parse(value));
    }

    void rid(String value) throws SdpException {
        SdpText.bounded("a=rid", rids.size(), MAX_RIDS);
        Rid rid = Rid.parse(value);
        if (rids.putIfAbsent(rid.id(), rid) != null) {
            throw new SdpException("a=rid", SdpRule.DUPLICATE, "an id twice");
        }
    }

    void simulcast(String value) throws SdpException {
        if (simulcast != null) {
            throw new SdpException("a=simulcast", SdpRule.DUPLICATE, "twice in a section");
        }
        simulcast = Simulcast.parse(value);
    }

    SectionSources build() {
        return new SectionSources(msids, List.copyOf(ssrcs.values()), groups, List.copyOf(rids.values()), simulcast);
    }
}
