package dev.peerscribe.signaling;

import java.net.ConnectException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.net.http.WebSocketHandshakeException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/**
 * Why there is no link, in words of our own: an exception's message may hold what a server sent.
 *
 * @param terminal whether the server refused in a way that another attempt does not cure
 * @param retryAfter the wait that the server asked for, or zero
 */
record ConnectFailure(String reason, boolean terminal, Duration retryAfter) {
    private static final int MAX_CAUSES = 10;

    ConnectFailure(String reason) {
        this(reason, false, Duration.ZERO);
    }

    /** The server closed the link with a code (RFC 6455 §7.4). */
    static ConnectFailure closed(int code, SignalingProperties.Reconnect settings) {
        return new ConnectFailure(
                "closed with " + code, settings.terminalCloses().contains(code), Duration.ZERO);
    }

    /** An attempt failed. */
    static ConnectFailure of(Throwable failure, SignalingProperties.Reconnect settings, Instant now) {
        // The root cause knows best: a name without an address is wrapped as if it were a refusal.
        Deque<Throwable> causes = new ArrayDeque<>();
        for (Throwable cause = failure; cause != null && causes.size() < MAX_CAUSES; cause = cause.getCause()) {
            causes.push(cause);
        }
        for (Throwable cause : causes) {
            if (cause instanceof WebSocketHandshakeException refusal) {
                return refused(refusal.getResponse(), settings, now);
            }
            if (cause instanceof UnusableCredentialException unusable) {
                return new ConnectFailure(unusable.reason(), unusable.terminal(), Duration.ZERO);
            }
            String words = words(cause);
            if (!words.isEmpty()) {
                return new ConnectFailure(words);
            }
        }
        return new ConnectFailure("no WebSocket came about");
    }

    private static ConnectFailure refused(
            HttpResponse<?> response, SignalingProperties.Reconnect settings, Instant now) {
        int status = response.statusCode();
        return new ConnectFailure(
                "the server answered the upgrade with HTTP status " + status,
                settings.terminalStatuses().contains(status),
                response.headers()
                        .firstValue("Retry-After")
                        .map(value -> RetryAfter.parse(value, now))
                        .orElse(Duration.ZERO));
    }

    private static String words(Throwable cause) {
        return switch (cause) {
            case UnresolvedAddressException _, UnknownHostException _ -> "the host's name is unknown";
            case HttpTimeoutException _, TimeoutException _ -> "no answer in time";
            case CertificateExpiredException _ -> "no secure connection (TLS): the server's certificate has expired";
            case CertPathBuilderException _, CertPathValidatorException _ ->
                "no secure connection (TLS): the server's certificate is not trusted";
            case CertificateException _ -> "no secure connection (TLS): the server's certificate is for another host";
            case SSLException _ -> "no secure connection (TLS)";
            case ConnectException _ -> "the connection was refused";
            case SocketException _ -> "the network failed";
            default -> "";
        };
    }
}
