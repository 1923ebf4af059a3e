package dev.peerscribe.sdp;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is read about a media section, or for all at the session level, while the lines come; owned by the parser. */
final class SectionDraft {
    private static final int MAX_EXTENSIONS = 64;
    /** The attributes that at the session level count for every section. */
    private static final Set<String> FOR_ALL = Set.of(
            "ice-ufrag",
            "ice-pwd",
            "ice-options",
            "end-of-candidates",
            "fingerprint",
            "setup",
            "extmap",
            "extmap-allow-mixed",
            "sendrecv",
            "sendonly",
            "recvonly",
            "inactive");

    private final MediaLine line;
    private final FormatsDraft formats;
    private final boolean sessionLevel;
    private final TransportDraft transport = new TransportDraft();
    private final SourcesDraft sources = new SourcesDraft();
    private final Map<Integer, HeaderExtension> extensions = new LinkedHashMap<>();
    private @Nullable String mid;
    private @Nullable Direction direction;
    private boolean bundleOnly;
    private boolean mixedExtensions;
    private boolean reducedSize;

    private SectionDraft(MediaLine line, boolean sessionLevel) {
        this.line = line;
        this.sessionLevel = sessionLevel;
        formats = new FormatsDraft(line);
    }

    static SectionDraft ofSession() {
        return new SectionDraft(new MediaLine("session", 0, "none", List.of()), true);
    }

    static SectionDraft of(MediaLine line) {
        return new SectionDraft(line, false);
    }

    @Nullable
    String mid() {
        return mid;
    }

    /** Takes an attribute; unknown ones are ignored. */
    void attribute(String name, String value) throws SdpException {
        if (sessionLevel && !FOR_ALL.contains(name)) {
            return;
        }
        switch (name) {
            case "mid" -> mid(value);
            case "sendrecv" -> direction = Direction.SENDRECV;
            case "sendonly" -> direction = Direction.SENDONLY;
            case "recvonly" -> direction = Direction.RECVONLY;
            case "inactive" -> direction = Direction.INACTIVE;
            case "bundle-only" -> bundleOnly = true;
            case "rtpmap" -> formats.rtpmap(value);
            case "fmtp" -> formats.fmtp(value);
            case "rtcp-fb" -> formats.rtcpFeedback(value);
            case "rtcp-rsize" -> reducedSize = true;
            case "extmap" -> extension(value);
            case "extmap-allow-mixed" -> mixedExtensions = true;
            case "msid" -> sources.msid(value);
            case "ssrc" -> sources.ssrc(value);
            case "ssrc-group" -> sources.group(value);
            case "rid" -> sources.rid(value);
            case "simulcast" -> sources.simulcast(value);
            case "rtcp-mux" -> transport.rtcpMux();
            case "ice-ufrag" -> transport.usernameFragment(value.strip());
            case "ice-pwd" -> transport.password(value.strip());
            case "ice-options" -> transport.iceOptions(value);
            case "fingerprint" -> transport.fingerprint(value);
            case "setup" -> transport.setup(value);
            case "candidate" -> transport.candidate("candidate:" + value);
            case "end-of-candidates" -> transport.endOfCandidates();
            default -> {}
        }
    }

    MediaSection build(SectionDraft session) throws SdpException {
        Direction here = direction == null ? session.direction : direction;
        // A port other than 0 makes bundle-only mean nothing (RFC 9143 §6).
        return new MediaSection(
                line,
                mid,
                here == null ? Direction.SENDRECV : here,
                bundleOnly && line.port() == 0,
                new RtpParameters(
                        formats.build(),
                        allExtensions(session),
                        mixedExtensions || session.mixedExtensions,
                        reducedSize),
                sources.build(),
                transport.build(session.transport));
    }

    private void mid(String value) throws SdpException {
        if (mid != null) {
            throw new SdpException("a=mid", SdpRule.DUPLICATE, "twice in a section");
        }
        mid = SdpText.token("a=mid", value.strip());
    }

    private void extension(String value) throws SdpException {
        SdpText.bounded("a=extmap", extensions.size(), MAX_EXTENSIONS);
        HeaderExtension extension = HeaderExtension.parse(value).orElse(null);
        if (extension != null) {
            put(extensions, extension);
        }
    }

    private List<HeaderExtension> allExtensions(SectionDraft session) throws SdpException {
        Map<Integer, HeaderExtension> all = new LinkedHashMap<>(session.extensions);
        for (HeaderExtension extension : extensions.values()) {
            put(all, extension);
        }
        return List.copyOf(all.values());
    }

    private static void put(Map<Integer, HeaderExtension> all, HeaderExtension extension) throws SdpException {
        HeaderExtension before = all.putIfAbsent(extension.id(), extension);
        if (before != null && !before.uri().equals(extension.uri())) {
            throw new SdpException("a=extmap", SdpRule.CONFLICT, "one id with two meanings");
        }
    }
}
