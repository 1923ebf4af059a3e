package dev.peerscribe.relay;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import org.apache.hc.client5.http.classic.methods.HttpDelete;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.jspecify.annotations.Nullable;

/**
 * What is said over HTTP with a WHIP endpoint (RFC 9725): the offer, and in the end that it is the end. Whatever it
 * redirects to must be allowed as a target is; the token goes to the endpoint's own origin only. Owned by one thread.
 */
final class WhipClient implements AutoCloseable {
    private static final int MOST_REDIRECTS = 3;
    private static final ContentType SDP = ContentType.create("application/sdp");

    private final Target.Whip target;
    private final TargetRules rules;
    private final Deadline deadline;
    private final Duration ending;
    private final WhipHttp http;
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
        http = new WhipHttp(rules, tls);
    }

    /** Sends the offer and returns the answer. */
    String publish(String offer) throws RelayFailure, InterruptedException {
        URI at = target.uri();
        for (int redirects = 0; ; redirects++) {
            check(at);
            HttpPost request = authorized(new HttpPost(at), at);
            request.setEntity(new ByteArrayEntity(offer.getBytes(StandardCharsets.UTF_8), SDP));
            WhipHttp.Answer answer = http.exchange(request, deadline::isOver);
            if (answer.status() == 307 || answer.status() == 308) {
                if (redirects >= MOST_REDIRECTS) {
                    throw new RelayFailure(RelayCause.REJECTED, "it redirects too often");
                }
                at = answer.place(at)
                        .orElseThrow(() -> new RelayFailure(RelayCause.REJECTED, "it redirects to nowhere"));
                continue;
            }
            if (answer.status() != 201) {
                throw new RelayFailure(RelayCause.REJECTED, "HTTP " + answer.status());
            }
            resource = answer.place(at).orElse(null);
            if (answer.contentType() == null || !answer.contentType().startsWith(SDP.getMimeType())) {
                throw new RelayFailure(RelayCause.REJECTED, "its answer is no " + SDP.getMimeType());
            }
            return answer.body();
        }
    }

    /** Throws where nothing may be sent there, whatever addresses it has. */
    private void check(URI at) throws RelayFailure {
        try {
            rules.check(TargetParser.whip(at));
        } catch (InvalidRelayException e) {
            throw new RelayFailure(RelayCause.FORBIDDEN_ADDRESS);
        }
    }

    private <T extends HttpUriRequestBase> T authorized(T request, URI at) {
        if (target.token() != null && target.isOrigin(at)) {
            request.setHeader(HttpHeaders.AUTHORIZATION, "Bearer " + target.token());
        }
        return request;
    }

    /** Says that it is the end, if anything was published; within a bound. */
    @Override
    public void close() {
        URI published = resource;
        try {
            if (published != null) {
                check(published);
                long until = System.nanoTime() + ending.toNanos();
                var _ = http.exchange(
                        authorized(new HttpDelete(published), published), () -> System.nanoTime() - until > 0);
            }
        } catch (RelayFailure e) {
            // it will notice by itself
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            http.close();
        }
    }
}
