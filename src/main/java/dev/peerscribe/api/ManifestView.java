package dev.peerscribe.api;

import dev.peerscribe.manifest.Manifests;
import dev.peerscribe.manifest.Verification;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

@Schema(name = "Manifest", description = "The signed manifest of a recording; docs/manifest.md describes it.")
record ManifestView(
        @Schema(description = "the compact JWS (RFC 7515); absent where the file is none") @Nullable
        String jws,

        @Schema(description = "what the JWS says, verified or not", type = "object") @Nullable
        JsonNode manifest,

        @Schema(description = "absent where it was not asked for") @Nullable
        Verify verify) {

    @Schema(name = "ManifestVerification")
    record Verify(
            Verification.Outcome result,

            @Schema(description = "SHA-256 of the key that signed") @Nullable
            String keyFingerprint,

            @Schema(description = "what holds and what does not, in words")
            List<Finding> findings) {
        static Verify of(Verification verification) {
            return new Verify(
                    verification.result(),
                    verification.keyFingerprint(),
                    verification.findings().stream().map(Finding::of).toList());
        }
    }

    @Schema(name = "ManifestFinding")
    record Finding(
            Verification.Outcome outcome,
            Verification.Check check,

            @Schema(description = "a file's name, a participant's id or a field of the manifest")
            String subject,

            String words) {
        static Finding of(Verification.Finding finding) {
            return new Finding(finding.outcome(), finding.check(), finding.subject(), finding.words());
        }
    }

    static ManifestView of(Manifests.Signed signed, @Nullable Verification verification) {
        return new ManifestView(signed.jws(), signed.payload(), verification == null ? null : Verify.of(verification));
    }
}
