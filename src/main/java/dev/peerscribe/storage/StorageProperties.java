package dev.peerscribe.storage;

import dev.peerscribe.recording.RecordingDestination;
import dev.peerscribe.signaling.Backoff;
import jakarta.validation.Valid;
import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * Where finished recordings go, and how long they stay here.
 *
 * @param type whether they stay on this disk or are uploaded
 * @param directory where the state of uploads is kept, so that they outlive the process; {@code .uploads} among the
 *     recordings where null
 * @param s3 the store that recordings go to whose meeting says nothing, where {@code type} is S3; its name is {@code default}
 * @param stores further ones, by the names by which meetings may ask for them
 * @param uploads how many at a time, and when one that failed is tried again
 * @param retention what goes from this disk, and when
 */
@Validated
@ConfigurationProperties("peerscribe.storage")
public record StorageProperties(
        @DefaultValue("LOCAL") @NotNull StorageType type,
        @Nullable Path directory,
        @DefaultValue @NotNull @Valid S3 s3,
        @DefaultValue @NotNull @Size(max = 32) Map<String, @Valid S3> stores,
        @DefaultValue @NotNull @Valid Uploads uploads,
        @DefaultValue @NotNull @Valid Retention retention) {
    @AssertTrue(message = "peerscribe.storage.s3.bucket must be given where peerscribe.storage.type is s3")
    boolean isBucketGiven() {
        return type != StorageType.S3 || s3.bucket() != null;
    }

    @AssertTrue(message = "peerscribe.storage.stores.<name>.bucket must be given for each of them")
    boolean isEveryBucketGiven() {
        return stores.values().stream().allMatch(store -> store.bucket() != null);
    }

    @AssertTrue(
            message =
                    "peerscribe.storage.stores must have names of lower-case letters, digits and hyphens, other than none"
                            + " and default, which is the store of peerscribe.storage.s3")
    boolean isEveryNameOne() {
        return stores.keySet().stream()
                .allMatch(name -> RecordingDestination.isStore(name)
                        && !name.equals(RecordingDestination.NONE)
                        && !name.equals(Stores.DEFAULT));
    }

    /** All stores that there are. */
    Map<String, S3> byName() {
        Map<String, S3> all = new TreeMap<>(stores);
        if (type == StorageType.S3) {
            all.put(Stores.DEFAULT, s3);
        }
        return all;
    }

    /**
     * A store that speaks S3.
     *
     * @param endpoint its URL, {@code http} or {@code https}; that of AWS in the region where null
     * @param region as the store names it, which is part of every signature
     * @param bucket where objects go; it must be there
     * @param prefix of every object's name: empty, or ending in a slash
     * @param pathStyle whether the bucket stands in the path of URLs, not in their host's name
     * @param sslBundle a {@code spring.ssl.bundle} with the store's authority, if it has one of its own
     * @param credentials whose objects they are
     * @param encryption how the store encrypts them
     * @param storageClass as the store names it; its default where null
     * @param tags of every object
     * @param transfer how they go
     * @param linkLifetime how long a link holds to which a request for a file is sent whose local copy has gone; with 0 it
     *     is answered that it has gone (time)
     */
    public record S3(
            @Nullable URI endpoint,

            @DefaultValue("us-east-1") @NotNull @Pattern(regexp = "[A-Za-z0-9-]{1,64}")
            String region,

            @Nullable @Pattern(regexp = "[A-Za-z0-9][A-Za-z0-9._-]{1,61}[A-Za-z0-9]")
            String bucket,

            @DefaultValue("")
            @NotNull
            @Size(max = 512)
            @Pattern(
                    regexp = "([A-Za-z0-9!_.*'()=-]+/)*",
                    message = "must be empty or folders of letters, digits and !_.*'()=- that each end in a slash")
            String prefix,

            @DefaultValue("false") boolean pathStyle,
            @Nullable String sslBundle,
            @DefaultValue @NotNull @Valid Credentials credentials,
            @DefaultValue @NotNull @Valid Encryption encryption,
            @Nullable @Pattern(regexp = "[A-Z0-9_]{1,64}") String storageClass,
            @DefaultValue @NotNull @Size(max = 10) Map<String, String> tags,
            @DefaultValue @NotNull @Valid Transfer transfer,

            @DefaultValue("5m") @NotNull @DurationMin(seconds = 0) @DurationMax(days = 7)
            Duration linkLifetime) {
        @AssertTrue(
                message = "the endpoint of a store must be http or https with a host, without user, query or fragment")
        boolean isEndpointPlain() {
            return endpoint == null
                    || (("http".equals(endpoint.getScheme()) || "https".equals(endpoint.getScheme()))
                            && endpoint.getHost() != null
                            && endpoint.getRawUserInfo() == null
                            && endpoint.getRawQuery() == null
                            && endpoint.getRawFragment() == null);
        }
    }

    /**
     * Files that hold credentials, read anew for each request so that they may be rotated. Where none is named, they come
     * from where the AWS SDK looks for them: the environment, a profile, a web identity, the container, the machine.
     */
    public record Credentials(
            @Nullable Path accessKeyFile,
            @Nullable Path secretKeyFile,
            @Nullable Path sessionTokenFile) {
        @AssertTrue(
                message = "credentials.access-key-file and secret-key-file of a store must be given together, and"
                        + " session-token-file only with them")
        boolean isPair() {
            return (accessKeyFile == null) == (secretKeyFile == null)
                    && (sessionTokenFile == null || accessKeyFile != null);
        }
    }

    /**
     * How the store encrypts what it keeps.
     *
     * @param mode as S3 names it
     * @param kmsKeyId which key; the bucket's where null
     */
    public record Encryption(
            @DefaultValue("NONE") @NotNull Mode mode,
            @Nullable String kmsKeyId) {
        @AssertTrue(message = "encryption.kms-key-id of a store is for the modes aws-kms and aws-kms-dsse only")
        boolean isKeyFitting() {
            return kmsKeyId == null || mode == Mode.AWS_KMS || mode == Mode.AWS_KMS_DSSE;
        }

        /** Who keeps the key. */
        public enum Mode {
            /** As the bucket says. */
            NONE,
            /** The store, for itself. */
            AES256,
            /** A key management service. */
            AWS_KMS,
            /** The same, twice. */
            AWS_KMS_DSSE
        }
    }

    /**
     * How objects go.
     *
     * @param partSize files that are larger go in parts of this size, from 5MB, which is the least that stores take (bytes)
     * @param checksums whether SHA-256 goes along with every part, or MD5, which is all that older stores know
     * @param verification how it is made sure that the store has what was sent
     * @param connectTimeout for a connection (time)
     * @param readTimeout without a byte from the store (time)
     * @param callTimeout for one request with its body (time)
     * @param attempts of one request in a row, before the whole upload waits
     */
    public record Transfer(
            @DefaultValue("16MB") @NotNull DataSize partSize,
            @DefaultValue("WHEN_SUPPORTED") @NotNull Checksums checksums,
            @DefaultValue("CHECKSUM") @NotNull Verification verification,

            @DefaultValue("5s") @NotNull @DurationMin(millis = 10) @DurationMax(seconds = 300)
            Duration connectTimeout,

            @DefaultValue("30s") @NotNull @DurationMin(millis = 10) @DurationMax(seconds = 3600)
            Duration readTimeout,

            @DefaultValue("5m") @NotNull @DurationMin(millis = 100) @DurationMax(hours = 6)
            Duration callTimeout,

            @DefaultValue("3") @Min(1) @Max(10) int attempts) {
        private static final DataSize LEAST = DataSize.ofMegabytes(5);
        private static final DataSize MOST = DataSize.ofGigabytes(1);

        public Transfer {
            if (partSize.compareTo(LEAST) < 0 || partSize.compareTo(MOST) > 0) {
                throw new IllegalArgumentException(
                        "part-size must be from 5MB, which is the least that stores take, to 1GB," + " but is "
                                + partSize.toBytes() + "B");
            }
        }

        /** Which checksums go along. */
        public enum Checksums {
            /** SHA-256, as S3 has it since 2022. */
            WHEN_SUPPORTED,
            /** MD5 only, for older stores. */
            WHEN_REQUIRED
        }

        /** How the store is believed. */
        public enum Verification {
            /** By the checksum that it tells of the object; where it tells none, by reading the object back. */
            CHECKSUM,
            /** By reading every object back. */
            READ_BACK
        }
    }

    /**
     * How recordings are uploaded.
     *
     * @param concurrent recordings at a time, to each store
     * @param finishWithin how long the agent's end waits for what is under way (time)
     * @param deleteObjects whether objects are removed from the store when their recording is deleted by the API
     * @param retry when one that failed is tried again
     */
    public record Uploads(
            @DefaultValue("2") @Min(1) @Max(32) int concurrent,

            @DefaultValue("5s") @NotNull @DurationMin(seconds = 0) @DurationMax(seconds = 600)
            Duration finishWithin,

            @DefaultValue("false") boolean deleteObjects,
            @DefaultValue @NotNull @Valid Retry retry) {}

    /**
     * When an upload that failed is tried again, for as long as it takes.
     *
     * @param base the shortest wait (time)
     * @param spread the random part on top of it, which grows with every attempt (time)
     * @param factor how the random part grows
     * @param max the longest wait (time)
     * @param maxSpread a wait that would be longer than max is drawn from so much below it (time)
     */
    public record Retry(
            @DefaultValue("1s") @NotNull @DurationMin(millis = 1) @DurationMax(seconds = 3600)
            Duration base,

            @DefaultValue("2s") @NotNull @DurationMin(millis = 0) @DurationMax(seconds = 3600)
            Duration spread,

            @DefaultValue("2") @DecimalMin("1") @DecimalMax("10")
            double factor,

            @DefaultValue("5m") @NotNull @DurationMin(millis = 1) @DurationMax(hours = 24)
            Duration max,

            @DefaultValue("1m") @NotNull @DurationMin(millis = 0) @DurationMax(hours = 24)
            Duration maxSpread) {
        @AssertTrue(
                message =
                        "peerscribe.storage.uploads.retry.max must be at least peerscribe.storage.uploads.retry.base and"
                                + " peerscribe.storage.uploads.retry.max-spread; 5m, 1s and 1m are the defaults")
        boolean isMaxGreatEnough() {
            return max.compareTo(base) >= 0 && max.compareTo(maxSpread) >= 0;
        }

        Backoff backoff() {
            return new Backoff(base, spread, factor, max, maxSpread);
        }
    }

    /**
     * What goes from this disk by itself. Nothing does unless it is said here, and with a store nothing that is not there,
     * verified. Objects stay: how long is for the bucket's rules.
     *
     * @param localCopy how long the files of an uploaded recording stay here; for ever where null (time)
     * @param maxAge after which finished recordings are forgotten, files and all; never where null (time)
     * @param minFree with less free space files of uploaded recordings go, the oldest first; where recordings stay here,
     *     whole recordings; nothing goes where null (bytes)
     */
    public record Retention(
            @Nullable @DurationMin(seconds = 0) Duration localCopy,
            @Nullable @DurationMin(seconds = 1) Duration maxAge,
            @Nullable DataSize minFree) {}
}
