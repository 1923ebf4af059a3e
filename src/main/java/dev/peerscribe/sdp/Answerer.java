package dev.peerscribe.sdp;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Writes the answer of an end that only receives (RFC 8829 §5.3). */
final class Answerer {
    private final @Nullable Bundle bundle;
    private final LocalTransport local;
    private final Setup setup;

    private Answerer(@Nullable Bundle bundle, LocalTransport local, Setup setup) {
        this.bundle = bundle;
        this.local = local;
        this.setup = setup;
    }

    /**
     * Answers an offer.
     *
     * @param bundle what is taken of it; null where nothing is
     * @param client whether we begin the DTLS handshake
     */
    static SdpDescription answer(
            SdpDescription offer, @Nullable Bundle bundle, boolean client, LocalTransport local, Origin origin) {
        Answerer answerer = new Answerer(bundle, local, client ? Setup.ACTIVE : Setup.PASSIVE);
        List<MediaSection> sections = new ArrayList<>();
        for (MediaSection offered : offer.sections()) {
            sections.add(answerer.section(offered));
        }
        return new SdpDescription(origin, false, answerer.groups(), sections);
    }

    private List<List<String>> groups() {
        if (bundle == null || !bundle.grouped()) {
            return List.of();
        }
        List<String> mids = new ArrayList<>();
        for (MediaSection section : bundle.sections()) {
            if (section.mid() != null) {
                mids.add(section.mid());
            }
        }
        return List.of(mids);
    }

    private MediaSection section(MediaSection offered) {
        if (bundle == null || !bundle.contains(offered)) {
            return MediaSection.rejected(offered);
        }
        List<RtpFormat> formats = Receiving.formats(offered);
        List<HeaderExtension> extensions = Receiving.extensions(offered);
        RtpParameters rtp = offered.rtp();
        // Browsers repeat the transport at every section of a bundle, and some peers read it there only, although one
        // would do (RFC 9143 §7.1.3).
        return new MediaSection(
                offered.line().accepted(formats),
                offered.mid(),
                offered.direction().sends() ? Direction.RECVONLY : Direction.INACTIVE,
                false,
                new RtpParameters(formats, extensions, rtp.mixedExtensions(), rtp.reducedSize()),
                Layers.answer(offered, formats, extensions),
                local.parameters(
                        setup, Objects.equals(offered.mid(), bundle.tagged().mid())));
    }
}
