package dev.peerscribe.sdp;

import java.util.Map;

/** Writes session descriptions as browsers do; what it writes, {@link SdpParser} reads as the same. */
final class SdpWriter {
    private final StringBuilder text = new StringBuilder(4_096);

    private SdpWriter() {}

    static String write(SdpDescription description) {
        SdpWriter writer = new SdpWriter();
        Origin origin = description.origin();
        writer.line("v=0");
        writer.line("o=- " + origin.session() + " " + origin.version() + " IN IP4 127.0.0.1");
        writer.line("s=-");
        writer.line("t=0 0");
        description
                .bundles()
                .forEach(it -> writer.line("a=group:BUNDLE" + (it.isEmpty() ? "" : " ") + String.join(" ", it)));
        writer.flag(description.iceLite(), "ice-lite");
        description.sections().forEach(writer::section);
        return writer.text.toString();
    }

    private void section(MediaSection section) {
        line("m=" + section.line().text());
        line("c=IN IP4 0.0.0.0");
        if (section.mid() != null) {
            attribute("mid", section.mid());
        }
        flag(true, section.direction().attribute());
        flag(section.bundleOnly(), "bundle-only");
        transport(section.transport());
        rtp(section.rtp());
        sources(section.sources());
    }

    private void transport(TransportParameters transport) {
        if (transport.ice() != null) {
            attribute("ice-ufrag", transport.ice().usernameFragment());
            attribute("ice-pwd", transport.ice().password());
        }
        if (!transport.iceOptions().isEmpty()) {
            attribute("ice-options", String.join(" ", transport.iceOptions()));
        }
        if (transport.dtls() != null) {
            transport.dtls().fingerprints().forEach(it -> attribute("fingerprint", it.text()));
            if (transport.dtls().setup() != null) {
                attribute("setup", transport.dtls().setup().value());
            }
        }
        flag(transport.rtcpMux(), "rtcp-mux");
        transport.candidates().forEach(it -> line("a=" + it.text()));
        flag(transport.endOfCandidates(), "end-of-candidates");
    }

    private void rtp(RtpParameters rtp) {
        flag(rtp.reducedSize(), "rtcp-rsize");
        flag(rtp.mixedExtensions(), "extmap-allow-mixed");
        rtp.extensions().forEach(it -> attribute("extmap", it.text()));
        for (RtpFormat format : rtp.formats()) {
            String map = format.payloadType() + " " + format.encodingName() + "/" + format.clockRate();
            attribute("rtpmap", format.channels() == 1 ? map : map + "/" + format.channels());
            for (Feedback feedback : Feedback.values()) {
                if (format.feedback().contains(feedback)) {
                    attribute("rtcp-fb", format.payloadType() + " " + feedback.value());
                }
            }
            if (!format.parameters().isEmpty()) {
                attribute("fmtp", format.payloadType() + " " + parameters(format.parameters()));
            }
        }
    }

    private static String parameters(Map<String, String> parameters) {
        StringBuilder all = new StringBuilder();
        parameters.forEach((name, value) -> all.append(all.isEmpty() ? "" : ";")
                .append(name)
                .append(value.isEmpty() ? "" : "=")
                .append(value));
        return all.toString();
    }

    private void sources(SectionSources sources) {
        sources.msids().forEach(it -> attribute("msid", it.text()));
        sources.rids().forEach(it -> attribute("rid", it.text()));
        if (sources.simulcast() != null) {
            attribute("simulcast", sources.simulcast().text());
        }
        sources.groups().forEach(it -> attribute("ssrc-group", it.text()));
        for (Ssrc ssrc : sources.ssrcs()) {
            if (ssrc.cname() == null && ssrc.msid() == null) {
                attribute("ssrc", Long.toString(ssrc.id()));
            }
            if (ssrc.cname() != null) {
                attribute("ssrc", ssrc.id() + " cname:" + ssrc.cname());
            }
            if (ssrc.msid() != null) {
                attribute("ssrc", ssrc.id() + " msid:" + ssrc.msid().text());
            }
        }
    }

    private void attribute(String name, String value) {
        line("a=" + name + ":" + value);
    }

    private void flag(boolean is, String name) {
        if (is) {
            line("a=" + name);
        }
    }

    private void line(String line) {
        text.append(line).append("\r\n");
    }
}
