package dev.peerscribe.manifest;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * Bounds of what a recording keeps beside its media; what comes on top is left out, and the manifest says how much that was.
 *
 * @param evidenceSize signed offers and answers of one recording (bytes)
 * @param chatSize chat of one recording (bytes)
 * @param eventsSize what is known of participants, of one recording (bytes)
 * @param activitySize mutes and who spoke when, of one recording (bytes)
 * @param verifications how many manifests may be verified over REST at a time: each reads a whole recording
 */
@Validated
@ConfigurationProperties("peerscribe.manifest")
public record ManifestProperties(
        @DefaultValue("4MB") @NotNull DataSize evidenceSize,
        @DefaultValue("2MB") @NotNull DataSize chatSize,
        @DefaultValue("1MB") @NotNull DataSize eventsSize,
        @DefaultValue("1MB") @NotNull DataSize activitySize,
        @DefaultValue("2") @Min(1) @Max(64) int verifications) {
    /** So that a manifest with all of it stays below what a verifier takes. */
    private static final DataSize MOST = DataSize.ofMegabytes(4);

    public ManifestProperties {
        check("evidence-size", evidenceSize);
        check("chat-size", chatSize);
        check("events-size", eventsSize);
        check("activity-size", activitySize);
    }

    private static void check(String name, DataSize size) {
        if (size.isNegative() || size.compareTo(MOST) > 0) {
            throw new IllegalArgumentException(
                    "peerscribe.manifest." + name + " must be from 0B to 4MB, but is " + size.toBytes() + "B");
        }
    }
}
