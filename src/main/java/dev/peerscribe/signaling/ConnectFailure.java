package dev.peerscribe.signaling;

import jakarta.websocket.DeploymentException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.apache.tomcat.websocket.AuthenticationException;

/**
 * Why an attempt failed, in words of our own: an exception's message may hold what a server sent.
 *
 * @param terminal whether the server refused in a way that another attempt does not cure
 */
record ConnectFailure(String reason, boolean terminal) {
    private static final Set<Integer> REFUSALS = Set.of(401, 403, 404);
    /** The container tells the status in its message only, in every language as a number in brackets. */
    private static final Pattern STATUS = Pattern.compile("\\[([1-5]\\d\\d)]");

    private static final int MAX_CAUSES = 10;

    static ConnectFailure of(Throwable failure) {
        Throwable cause = failure;
        for (int depth = 0; depth < MAX_CAUSES && cause != null; depth++) {
            String words = switch (cause) {
                case ConnectException _ -> "the connection was refused";
                case UnresolvedAddressException _ -> "the host's name is unknown";
                case UnknownHostException _ -> "the host's name is unknown";
                case TimeoutException _ -> "no answer in time";
                case SSLException _ -> "no secure connection (TLS)";
                case SocketException _ -> "the network failed";
                case AuthenticationException _ -> "the server asks for a password (HTTP status 401)";
                case DeploymentException e -> status(e);
                default -> "";
            };
            if (!words.isEmpty()) {
                return new ConnectFailure(words, refusal(cause));
            }
            cause = cause.getCause();
        }
        return new ConnectFailure("no WebSocket came about", false);
    }

    private static boolean refusal(Throwable cause) {
        return cause instanceof AuthenticationException
                || (cause instanceof DeploymentException && REFUSALS.contains(statusCode(cause)));
    }

    private static String status(Throwable cause) {
        int code = statusCode(cause);
        return code == 0 ? "" : "the server answered the upgrade with HTTP status " + code;
    }

    private static int statusCode(Throwable cause) {
        if (cause.getCause() != null || cause.getMessage() == null) {
            return 0;
        }
        Matcher status = STATUS.matcher(cause.getMessage());
        return status.find() ? Integer.parseInt(status.group(1)) : 0;
    }
}
