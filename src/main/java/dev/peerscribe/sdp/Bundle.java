package dev.peerscribe.sdp;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The sections of a remote description that share the one transport there is (RFC 9143 §7).
 *
 * @param sections at least one, first the one whose transport it is (the tagged one)
 * @param grouped whether they were said to be a bundle; a single section needs none
 * @param transport with credentials and fingerprints, of whichever section says them
 */
record Bundle(List<MediaSection> sections, boolean grouped, Shared transport) {
    private static final int MAX_CANDIDATES = 512;

    Bundle {
        sections = List.copyOf(sections);
    }

    /**
     * What the sections share.
     *
     * @param ice credentials
     * @param trickle whether candidates come one by one
     * @param fingerprints only those that may be trusted, at least one
     * @param setup the role in DTLS
     * @param candidates those of the ICE generation
     * @param endOfCandidates whether no more will come
     */
    record Shared(
            IceParameters ice,
            boolean trickle,
            List<Fingerprint> fingerprints,
            Setup setup,
            List<IceCandidateLine> candidates,
            boolean endOfCandidates) {}

    MediaSection tagged() {
        return sections.getFirst();
    }

    boolean contains(MediaSection section) {
        return sections.stream().anyMatch(it -> Objects.equals(it.mid(), section.mid()));
    }

    /** What of an offer is taken: the first bundle with anything in it, or where there is none the first section. */
    static Optional<Bundle> ofOffer(SdpDescription offer) throws SdpException {
        for (List<String> mids : offer.bundles()) {
            MediaSection first =
                    mids.isEmpty() ? null : offer.section(mids.getFirst()).orElse(null);
            List<MediaSection> taken = new ArrayList<>();
            for (String mid : new LinkedHashSet<>(mids)) {
                offer.section(mid).filter(it -> isTaken(it, first)).ifPresent(taken::add);
            }
            if (!taken.isEmpty()) {
                return Optional.of(of(taken, true, first));
            }
        }
        if (!offer.bundles().isEmpty()) {
            return Optional.empty();
        }
        for (MediaSection section : offer.sections()) {
            if (isTaken(section, section) && section.mid() != null && !section.bundleOnly()) {
                return Optional.of(of(List.of(section), false, section));
            }
        }
        return Optional.empty();
    }

    /** The {@code accepted} sections of an answer, at least one: more than one only as a bundle. */
    static Bundle ofAnswer(SdpDescription answer, List<MediaSection> accepted) throws SdpException {
        for (List<String> mids : answer.bundles()) {
            List<MediaSection> bundled = new ArrayList<>();
            for (String mid : new LinkedHashSet<>(mids)) {
                accepted.stream().filter(it -> mid.equals(it.mid())).forEach(bundled::add);
            }
            if (bundled.size() == accepted.size()) {
                return muxed(of(bundled, true, bundled.getFirst()));
            }
        }
        if (accepted.size() > 1) {
            throw new SdpException("a=group", SdpRule.CONFLICT, "sections that were taken are in no bundle");
        }
        return muxed(of(accepted, false, null));
    }

    private static Bundle muxed(Bundle bundle) throws SdpException {
        if (!bundle.tagged().transport().rtcpMux()) {
            throw new SdpException("a=rtcp-mux", SdpRule.MISSING, "RTCP on a port of its own is not offered");
        }
        return bundle;
    }

    /** {@code first} is the section that the bundle names first, which may not be taken itself. */
    private static Bundle of(List<MediaSection> accepted, boolean grouped, @Nullable MediaSection first)
            throws SdpException {
        conflicts(accepted);
        TransportParameters own = accepted.getFirst().transport();
        TransportParameters tagged = first == null ? own : first.transport();
        IceParameters ice = own.ice() == null ? tagged.ice() : own.ice();
        DtlsParameters dtls = own.dtls() == null ? tagged.dtls() : own.dtls();
        if (ice == null) {
            throw new SdpException("a=ice-ufrag", SdpRule.MISSING, "the transport has no credentials");
        }
        if (dtls == null || dtls.setup() == null) {
            throw new SdpException(
                    dtls == null ? "a=fingerprint" : "a=setup", SdpRule.MISSING, "the transport is not secured");
        }
        List<Fingerprint> usable =
                dtls.fingerprints().stream().filter(Fingerprint::isUsable).toList();
        if (usable.isEmpty()) {
            throw new SdpException("a=fingerprint", SdpRule.UNUSABLE, "none of SHA-256 or longer");
        }
        Set<IceCandidateLine> candidates = new LinkedHashSet<>();
        boolean end = false;
        for (MediaSection section : accepted) {
            // sections that are not bundled yet may have credentials of their own
            if (section.transport().ice() == null || section.transport().ice().equals(ice)) {
                candidates.addAll(section.transport().candidates());
                end |= section.transport().endOfCandidates();
            }
        }
        boolean trickle =
                own.iceOptions().contains("trickle") || tagged.iceOptions().contains("trickle");
        return new Bundle(
                accepted,
                grouped,
                new Shared(
                        ice,
                        trickle,
                        usable,
                        dtls.setup(),
                        candidates.stream().limit(MAX_CANDIDATES).toList(),
                        end));
    }

    private static boolean isTaken(MediaSection section, @Nullable MediaSection first) {
        boolean mux = section.transport().rtcpMux()
                || (first != null && first.transport().rtcpMux());
        return section.line().isRtp() && !section.isRejected() && mux && Receiving.isAnyTaken(section);
    }

    /** In a bundle a payload type and the id of an extension mean one thing (RFC 9143 §9.1 and §15). */
    private static void conflicts(List<MediaSection> sections) throws SdpException {
        Map<Integer, RtpFormat> formats = new HashMap<>();
        Map<Integer, String> extensions = new HashMap<>();
        for (MediaSection section : sections) {
            for (RtpFormat format : Receiving.formats(section)) {
                RtpFormat before = formats.putIfAbsent(format.payloadType(), format);
                if (before != null && !before.isSameCodec(format)) {
                    throw new SdpException(
                            "a=rtpmap", SdpRule.CONFLICT, "one payload type of a bundle with two meanings");
                }
            }
            for (HeaderExtension extension : Receiving.extensions(section)) {
                String before = extensions.putIfAbsent(extension.id(), extension.uri());
                if (before != null && !before.equals(extension.uri())) {
                    throw new SdpException("a=extmap", SdpRule.CONFLICT, "one id of a bundle with two meanings");
                }
            }
        }
    }
}
