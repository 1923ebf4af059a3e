package dev.peerscribe.storage;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.FileSystemException;
import java.util.Set;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkException;

/** What the SDK's exceptions mean; pure. */
final class S3Failures {
    private static final Set<String> THROTTLING =
            Set.of("SlowDown", "Throttling", "ThrottlingException", "RequestLimitExceeded", "TooManyRequests");
    private static final Set<String> DENIALS = Set.of(
            "AccessDenied",
            "AllAccessDisabled",
            "ExpiredToken",
            "InvalidAccessKeyId",
            "InvalidToken",
            "RequestTimeTooSkewed",
            "SignatureDoesNotMatch");
    private static final Set<String> MANGLED =
            Set.of("BadDigest", "InvalidDigest", "XAmzContentSHA256Mismatch", "InvalidPart");
    /** What the SDK says where no place has credentials. */
    private static final String NO_CREDENTIALS = "Unable to load credentials";

    private static final int DEEPEST = 20;

    private S3Failures() {}

    /** The failure; an interrupt is none. */
    static StorageException of(RuntimeException thrown) throws InterruptedException {
        if (thrown instanceof AbortedException || Thread.interrupted()) {
            throw new InterruptedException();
        }
        return new StorageException(cause(thrown), thrown);
    }

    private static StorageCause cause(RuntimeException thrown) throws InterruptedException {
        if (thrown instanceof AwsServiceException answer) {
            return answered(answer.statusCode(), answer.awsErrorDetails());
        }
        if (thrown instanceof ApiCallTimeoutException || thrown instanceof ApiCallAttemptTimeoutException) {
            return StorageCause.TIMEOUT;
        }
        Throwable each = thrown;
        for (int depth = 0; each != null && depth < DEEPEST; depth++) {
            StorageCause known = known(each);
            if (known != null) {
                return known;
            }
            each = each.getCause();
        }
        return thrown instanceof SdkException ? StorageCause.LOST : StorageCause.INTERNAL;
    }

    private static @Nullable StorageCause known(Throwable thrown) throws InterruptedException {
        String message = thrown.getMessage();
        if (message != null && message.startsWith(NO_CREDENTIALS)) {
            return StorageCause.CREDENTIALS;
        }
        return switch (thrown) {
            case FileCredentials.Unreadable _ -> StorageCause.CREDENTIALS;
            case InterruptedException e -> throw e;
            case ClosedByInterruptException _ -> throw new InterruptedException();
            case ApiCallAttemptTimeoutException _ -> StorageCause.TIMEOUT;
            case FileSystemException _ -> StorageCause.FILE;
            case UnknownHostException _ -> StorageCause.UNKNOWN_HOST;
            case ConnectException _ -> StorageCause.UNREACHABLE;
            case NoRouteToHostException _ -> StorageCause.UNREACHABLE;
            case SocketTimeoutException _ -> StorageCause.TIMEOUT;
            case SSLException _ -> StorageCause.TLS;
            case IOException _ -> StorageCause.LOST;
            default -> null;
        };
    }

    private static StorageCause answered(int status, @Nullable AwsErrorDetails details) {
        String code = details == null || details.errorCode() == null ? "" : details.errorCode();
        if (THROTTLING.contains(code) || status == 429) {
            return StorageCause.THROTTLED;
        }
        if (DENIALS.contains(code) || status == 401 || status == 403) {
            return StorageCause.DENIED;
        }
        if (MANGLED.contains(code)) {
            return StorageCause.CORRUPT;
        }
        return switch (code) {
            case "NoSuchBucket" -> StorageCause.NO_BUCKET;
            case "NoSuchUpload" -> StorageCause.NO_UPLOAD;
            case "RequestTimeout" -> StorageCause.TIMEOUT;
            default -> status >= 500 ? StorageCause.STORE_ERROR : StorageCause.REJECTED;
        };
    }
}
