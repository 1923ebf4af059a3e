package dev.peerscribe.storage;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.awscore.presigner.PresignedRequest;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/** A store that speaks S3, by the AWS SDK on the JDK's own HTTP client. */
final class S3Store implements ObjectStore {
    private static final int NOT_FOUND = 404;
    /** In which the checksum of a file goes along with its object. */
    private static final String CLAIMED = "sha256";

    /** Headers of every object, whichever way it comes: the SDK's requests have nothing else in common. */
    private final Map<String, String> attributes;

    private final boolean sha256;
    private final S3Client client;
    private final S3Presigner presigner;

    /** Something asked of the SDK. */
    @FunctionalInterface
    private interface Call<T> {
        T run();
    }

    S3Store(StorageProperties.S3 settings, @Nullable TrustManager authorities) {
        attributes = ObjectAttributes.of(settings);
        StorageProperties.Transfer transfer = settings.transfer();
        sha256 = transfer.checksums() == StorageProperties.Transfer.Checksums.WHEN_SUPPORTED;
        UrlConnectionHttpClient.Builder http = UrlConnectionHttpClient.builder()
                .connectionTimeout(transfer.connectTimeout())
                .socketTimeout(transfer.readTimeout());
        if (authorities != null) {
            http.tlsTrustManagersProvider(() -> new TrustManager[] {authorities});
        }
        // Chunked signing is what the fewest stores know; checksums are ours, see below.
        S3Configuration service = S3Configuration.builder()
                .pathStyleAccessEnabled(settings.pathStyle())
                .chunkedEncodingEnabled(false)
                .build();
        AwsCredentialsProvider credentials = credentials(settings.credentials());
        client = S3Client.builder()
                .httpClientBuilder(http)
                .region(Region.of(settings.region()))
                .endpointOverride(settings.endpoint())
                .credentialsProvider(credentials)
                .serviceConfiguration(service)
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .overrideConfiguration(override -> override.apiCallAttemptTimeout(transfer.callTimeout())
                        .retryStrategy(AwsRetryStrategy.standardRetryStrategy().toBuilder()
                                .maxAttempts(transfer.attempts())
                                .build()))
                .build();
        presigner = S3Presigner.builder()
                .region(Region.of(settings.region()))
                .endpointOverride(settings.endpoint())
                .credentialsProvider(credentials)
                .serviceConfiguration(service)
                .build();
    }

    private static AwsCredentialsProvider credentials(StorageProperties.Credentials files) {
        return files.accessKeyFile() == null || files.secretKeyFile() == null
                ? DefaultCredentialsProvider.builder().build()
                : new FileCredentials(files.accessKeyFile(), files.secretKeyFile(), files.sessionTokenFile());
    }

    @Override
    public Optional<Stat> stat(ObjectName name) throws StorageException, InterruptedException {
        return call(() -> {
            try {
                HeadObjectResponse head = client.headObject(request -> {
                    request.bucket(name.bucket()).key(name.key());
                    if (sha256) {
                        request.checksumMode(ChecksumMode.ENABLED);
                    }
                });
                return Optional.of(new Stat(
                        head.contentLength() == null ? -1 : head.contentLength(),
                        head.eTag() == null ? null : plain(head.eTag()),
                        head.checksumSHA256(),
                        head.metadata().get(CLAIMED)));
            } catch (S3Exception e) {
                if (e.statusCode() == NOT_FOUND) {
                    return Optional.<Stat>empty();
                }
                throw e;
            }
        });
    }

    @Override
    public void put(ObjectName name, Pieces file, String contentType) throws StorageException, InterruptedException {
        Piece piece = file.list().getFirst();
        call(() -> client.putObject(
                request -> {
                    request.bucket(name.bucket())
                            .key(name.key())
                            .contentType(contentType)
                            .metadata(Map.of(CLAIMED, file.sha256()))
                            .overrideConfiguration(this::attributes);
                    if (sha256) {
                        request.checksumSHA256(piece.sha256Base64());
                    } else {
                        request.contentMD5(piece.md5Base64());
                    }
                },
                body(piece)));
    }

    @Override
    public String begin(ObjectName name, Pieces file, String contentType)
            throws StorageException, InterruptedException {
        return call(() -> client.createMultipartUpload(request -> {
                    request.bucket(name.bucket())
                            .key(name.key())
                            .contentType(contentType)
                            .metadata(Map.of(CLAIMED, file.sha256()))
                            .overrideConfiguration(this::attributes);
                    if (sha256) {
                        request.checksumAlgorithm(ChecksumAlgorithm.SHA256);
                    }
                })
                .uploadId());
    }

    private void attributes(AwsRequestOverrideConfiguration.Builder request) {
        attributes.forEach(request::putHeader);
    }

    @Override
    public List<String> begun(ObjectName name) throws StorageException, InterruptedException {
        return call(() ->
                client
                        .listMultipartUploadsPaginator(
                                request -> request.bucket(name.bucket()).prefix(name.key()))
                        .uploads()
                        .stream()
                        .filter(upload -> name.key().equals(upload.key()))
                        .map(MultipartUpload::uploadId)
                        .toList());
    }

    @Override
    public List<Part> parts(ObjectName name, String uploadId) throws StorageException, InterruptedException {
        return call(() -> client
                .listPartsPaginator(
                        request -> request.bucket(name.bucket()).key(name.key()).uploadId(uploadId))
                .parts()
                .stream()
                .map(part -> new Part(part.partNumber(), part.size(), plain(part.eTag()), part.checksumSHA256()))
                .toList());
    }

    @Override
    public Part part(ObjectName name, String uploadId, Piece piece) throws StorageException, InterruptedException {
        UploadPartResponse sent = call(() -> client.uploadPart(
                request -> {
                    request.bucket(name.bucket())
                            .key(name.key())
                            .uploadId(uploadId)
                            .partNumber(piece.number());
                    if (sha256) {
                        request.checksumSHA256(piece.sha256Base64());
                    } else {
                        request.contentMD5(piece.md5Base64());
                    }
                },
                body(piece)));
        return new Part(piece.number(), piece.bytes(), plain(sent.eTag()), sha256 ? piece.sha256Base64() : null);
    }

    @Override
    public void complete(ObjectName name, String uploadId, List<Part> parts)
            throws StorageException, InterruptedException {
        List<CompletedPart> completed = parts.stream()
                .map(part -> CompletedPart.builder()
                        .partNumber(part.number())
                        .eTag(part.etag())
                        .checksumSHA256(sha256 ? part.sha256() : null)
                        .build())
                .toList();
        call(() -> client.completeMultipartUpload(request -> request.bucket(name.bucket())
                .key(name.key())
                .uploadId(uploadId)
                .multipartUpload(upload -> upload.parts(completed))));
    }

    @Override
    public void abort(ObjectName name, String uploadId) throws StorageException, InterruptedException {
        call(() -> {
            try {
                client.abortMultipartUpload(
                        request -> request.bucket(name.bucket()).key(name.key()).uploadId(uploadId));
                return true;
            } catch (S3Exception e) {
                if (e.statusCode() == NOT_FOUND) {
                    return false;
                }
                throw e;
            }
        });
    }

    @Override
    public InputStream read(ObjectName name) throws StorageException, InterruptedException {
        return call(
                () -> client.getObject(request -> request.bucket(name.bucket()).key(name.key())));
    }

    @Override
    public void delete(ObjectName name) throws StorageException, InterruptedException {
        call(() -> client.deleteObject(request -> request.bucket(name.bucket()).key(name.key())));
    }

    @Override
    public URI link(ObjectName name, String fileName, String contentType, Duration lifetime) throws StorageException {
        return link(() -> presigner.presignGetObject(link -> link.signatureDuration(lifetime)
                .getObjectRequest(request -> request.bucket(name.bucket())
                        .key(name.key())
                        .responseContentType(contentType)
                        .responseContentDisposition(disposition(fileName)))));
    }

    @Override
    public URI headLink(ObjectName name, String fileName, String contentType, Duration lifetime)
            throws StorageException {
        return link(() -> presigner.presignHeadObject(link -> link.signatureDuration(lifetime)
                .headObjectRequest(request -> request.bucket(name.bucket())
                        .key(name.key())
                        .responseContentType(contentType)
                        .responseContentDisposition(disposition(fileName)))));
    }

    private static String disposition(String fileName) {
        return "inline; filename=\"" + fileName + "\"";
    }

    private static URI link(Supplier<PresignedRequest> signed) throws StorageException {
        try {
            return signed.get().url().toURI();
        } catch (SdkException | FileCredentials.Unreadable e) {
            throw new StorageException(StorageCause.CREDENTIALS, e);
        } catch (URISyntaxException e) {
            throw new StorageException(StorageCause.INTERNAL, e);
        }
    }

    @Override
    public void close() {
        client.close();
        presigner.close();
    }

    private static RequestBody body(Piece piece) {
        ContentStreamProvider content = ContentStreamProvider.fromInputStreamSupplier(() -> {
            try {
                return piece.open();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        return RequestBody.fromContentProvider(content, piece.bytes(), "application/octet-stream");
    }

    private static String plain(String etag) {
        return etag.replace("\"", "");
    }

    private static <T> T call(Call<T> call) throws StorageException, InterruptedException {
        try {
            return call.run();
        } catch (RuntimeException e) {
            throw S3Failures.of(e);
        }
    }
}
