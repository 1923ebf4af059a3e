package dev.peerscribe.sdp;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What is read about a transport while the lines come; owned by the parser. */
final class TransportDraft {
    private static final int MAX_FINGERPRINTS = 16;
    private static final int MAX_OPTIONS = 16;
    private static final int MAX_CANDIDATES = 512;

    private @Nullable String usernameFragment;
    private @Nullable String password;
    private @Nullable Setup setup;
    private boolean rtcpMux;
    private boolean endOfCandidates;
    private final List<Fingerprint> fingerprints = new ArrayList<>();
    private final List<String> iceOptions = new ArrayList<>();
    private final List<IceCandidateLine> candidates = new ArrayList<>();

    void usernameFragment(String value) {
        usernameFragment = value;
    }

    void password(String value) {
        password = value;
    }

    void rtcpMux() {
        rtcpMux = true;
    }

    void endOfCandidates() {
        endOfCandidates = true;
    }

    void fingerprint(String value) throws SdpException {
        SdpText.bounded("a=fingerprint", fingerprints.size(), MAX_FINGERPRINTS);
        fingerprints.add(Fingerprint.parse(value));
    }

    void setup(String value) throws SdpException {
        for (Setup known : Setup.values()) {
            if (known.value().equals(value.strip().toLowerCase(Locale.ROOT))) {
                setup = known;
                return;
            }
        }
        throw new SdpException("a=setup", SdpRule.GRAMMAR, "an unknown role");
    }

    void iceOptions(String value) throws SdpException {
        for (String option : SdpText.words(value)) {
            SdpText.bounded("a=ice-options", iceOptions.size(), MAX_OPTIONS);
            iceOptions.add(SdpText.token("a=ice-options", option));
        }
    }

    void candidate(String line) throws SdpException {
        SdpText.bounded("a=candidate", candidates.size(), MAX_CANDIDATES);
        candidates.add(IceCandidateLine.parse(line));
    }

    /** What the section says, and where it is silent what the session level says (RFC 8839 §5.4, RFC 8122 §5). */
    TransportParameters build(TransportDraft session) throws SdpException {
        boolean ownIce = usernameFragment != null || password != null;
        List<Fingerprint> prints = fingerprints.isEmpty() ? session.fingerprints : fingerprints;
        Setup role = setup == null ? session.setup : setup;
        return new TransportParameters(
                ownIce ? ice() : session.ice(),
                iceOptions.isEmpty() ? session.iceOptions : iceOptions,
                prints.isEmpty() ? null : new DtlsParameters(prints, role),
                rtcpMux,
                candidates,
                endOfCandidates || session.endOfCandidates);
    }

    private @Nullable IceParameters ice() throws SdpException {
        if (usernameFragment == null && password == null) {
            return null;
        }
        if (usernameFragment == null || password == null) {
            throw new SdpException(
                    usernameFragment == null ? "a=ice-ufrag" : "a=ice-pwd", SdpRule.MISSING, "only one of the two");
        }
        return IceParameters.of(usernameFragment, password);
    }
}
