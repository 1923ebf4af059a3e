package dev.peerscribe.relay;

import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * What is said over HTTP with a WHIP endpoint (RFC 9725): the offer, and in the end that it is the end. Whatever it
 * redirects to must be allowed as a target is; the token goes to the endpoint's own origin only. Owned by one thread.
 */
final class WhipClient implements AutoCloseable {
    private static final int MOST_REDIRECTS = 3;
    private static final int LARGEST_ANSWER = 256 << 10;
    private static final String SDP = "application/sdp";
    private static final long LOOK_MILLIS = 20;

    private final Target.Whip target;
    private final TargetRules rules;
    private final Deadline deadline;
    private final Duration ending;
    private final HttpClient http;
    /** Of what was published; null before. */
    private @Nullable URI resource;

    /**
     * Nothing is connected yet.
     *
     * @param deadline by which an answer must come
     * @param ending how long the last words may take
     */
    WhipClient(Target.Whip target, TargetRules rules, SSLContext tls, Deadline deadline, Duration ending) {
        this.target = target;
        this.rules = rules;
        this.deadline = deadline;
        this.ending = ending;
        http = HttpClient.newBuilder()
                .sslContext(tls)
                .followRedirects(HttpClient.Redirect.NEVER)
                .version(HttpClient.Version.HTTP_1_1)
                .build();
    }

    /** Sends the offer and returns the answer. */
    String publish(String offer) throws RelayFailure, InterruptedException {
        URI at = target.uri();
        for (int redirects = 0; ; redirects++) {
            check(at);
            HttpRequest request = authorized(HttpRequest.newBuilder(at), at)
                    .header("Content-Type", SDP)
                    .POST(HttpRequest.BodyPublishers.ofString(offer))
                    .build();
            HttpResponse<byte[]> response = await(http.sendAsync(request, WhipClient::body));
            int status = response.statusCode();
            if (status == 307 || status == 308) {
                if (redirects >= MOST_REDIRECTS) {
                    throw new RelayFailure(RelayCause.REJECTED, "it redirects too often");
                }
                at = location(response, at)
                        .orElseThrow(() -> new RelayFailure(RelayCause.REJECTED, "it redirects to nowhere"));
                continue;
            }
            if (status != 201) {
                throw new RelayFailure(RelayCause.REJECTED, "HTTP " + status);
            }
            resource = location(response, at).orElse(null);
            if (!response.headers().firstValue("Content-Type").orElse("").startsWith(SDP)) {
                throw new RelayFailure(RelayCause.REJECTED, "its answer is no " + SDP);
            }
            return new String(response.body(), StandardCharsets.UTF_8);
        }
    }

    /** The answer up to a bound, and nothing of what else comes; it is waited for as the headers are. */
    private static HttpResponse.BodySubscriber<byte[]> body(HttpResponse.ResponseInfo response) {
        return response.statusCode() == 201
                ? HttpResponse.BodySubscribers.limiting(HttpResponse.BodySubscribers.ofByteArray(), LARGEST_ANSWER)
                : HttpResponse.BodySubscribers.replacing(new byte[0]);
    }

    /** Throws where an address is not one that outputs may go to. */
    private void check(URI at) throws RelayFailure {
        try {
            Target.Whip other = TargetParser.whip(at);
            rules.check(other);
            var _ = rules.resolve(other);
        } catch (InvalidRelayException e) {
            throw new RelayFailure(RelayCause.FORBIDDEN_ADDRESS);
        }
    }

    private HttpRequest.Builder authorized(HttpRequest.Builder request, URI at) {
        if (target.token() != null && target.isOrigin(at)) {
            request.header("Authorization", "Bearer " + target.token());
        }
        return request;
    }

    private static Optional<URI> location(HttpResponse<?> response, URI at) throws RelayFailure {
        Optional<String> location = response.headers().firstValue("Location");
        if (location.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(at.resolve(location.get()));
        } catch (IllegalArgumentException e) {
            throw new RelayFailure(RelayCause.REJECTED, "it names no place that can be understood");
        }
    }

    private <T> T await(CompletableFuture<T> answer) throws RelayFailure, InterruptedException {
        while (true) {
            try {
                return answer.get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                if (deadline.isOver()) {
                    answer.cancel(true);
                    throw new RelayFailure(RelayCause.TIMEOUT);
                }
            } catch (ExecutionException e) {
                throw failure(e.getCause());
            }
        }
    }

    private static RelayFailure failure(@Nullable Throwable cause) {
        for (Throwable each = cause; each != null; each = each.getCause()) {
            if (each instanceof SSLException) {
                return new RelayFailure(RelayCause.TLS);
            }
            if (each instanceof UnresolvedAddressException) {
                return new RelayFailure(RelayCause.UNKNOWN_HOST);
            }
            if (each instanceof HttpTimeoutException) {
                return new RelayFailure(RelayCause.TIMEOUT);
            }
        }
        return new RelayFailure(cause instanceof ConnectException ? RelayCause.REFUSED : RelayCause.LOST);
    }

    /** Says that it is the end, if anything was published; within a bound. */
    @Override
    public void close() {
        URI published = resource;
        try {
            if (published != null) {
                check(published);
                HttpRequest request = authorized(HttpRequest.newBuilder(published), published)
                        .DELETE()
                        .build();
                var _ = http.sendAsync(request, HttpResponse.BodyHandlers.discarding())
                        .get(ending.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (RelayFailure | ExecutionException | TimeoutException e) {
            // it will notice by itself
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            http.shutdownNow();
        }
    }
}
