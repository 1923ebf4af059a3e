package dev.peerscribe.relay;

import dev.peerscribe.egress.Hosts;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.io.Closer;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * HTTPS to endpoints that somebody named: each connection goes to an address that was looked up for it and checked, while the
 * certificate is checked against the name. Follows no redirect, keeps no connection and no cookie. Owned by one thread.
 */
final class WhipHttp implements AutoCloseable {
    /** An answer that is larger is none. */
    static final int LARGEST_ANSWER = 256 << 10;

    /** Of what nobody waits for any more; whoever waits has a deadline, at the latest after this. */
    private static final Timeout BACKSTOP = Timeout.ofMinutes(1);

    private final CloseableHttpClient client;

    /**
     * What came.
     *
     * @param body of 201 only, else empty
     */
    record Answer(
            int status, @Nullable String location, @Nullable String contentType, String body) {
        Optional<URI> place(URI at) throws RelayFailure {
            if (location == null) {
                return Optional.empty();
            }
            try {
                return Optional.of(at.resolve(location));
            } catch (IllegalArgumentException e) {
                throw new RelayFailure(RelayCause.REJECTED, "it names no place that can be understood");
            }
        }
    }

    private static final class LookupException extends UnknownHostException {
        private static final long serialVersionUID = 1L;

        private final RelayFailure failure;

        LookupException(RelayFailure failure) {
            super("see the failure");
            this.failure = failure;
        }
    }

    private static final class TooLargeException extends IOException {
        private static final long serialVersionUID = 1L;
    }

    WhipHttp(TargetRules rules, SSLContext tls) {
        client = HttpClients.custom()
                .setConnectionManager(PoolingHttpClientConnectionManagerBuilder.create()
                        .setDnsResolver(new CheckedAddresses(rules))
                        .setTlsSocketStrategy(new DefaultClientTlsStrategy(tls))
                        .setDefaultConnectionConfig(ConnectionConfig.custom()
                                .setConnectTimeout(BACKSTOP)
                                .setSocketTimeout(BACKSTOP)
                                .build())
                        .setDefaultSocketConfig(
                                SocketConfig.custom().setSoTimeout(BACKSTOP).build())
                        .build())
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setResponseTimeout(BACKSTOP)
                        .setAuthenticationEnabled(false)
                        .build())
                .setConnectionReuseStrategy((request, response, context) -> false)
                .setUserAgent("Peerscribe")
                .disableAutomaticRetries()
                .disableRedirectHandling()
                .disableCookieManagement()
                .disableAuthCaching()
                .disableContentCompression()
                .build();
    }

    /** Sends a request and returns the whole answer, unless that is late. */
    Answer exchange(HttpUriRequestBase request, BooleanSupplier late) throws RelayFailure, InterruptedException {
        boolean done = false;
        try {
            Answer answer = Errand.await("whip-http", () -> execute(request), late);
            done = true;
            return answer;
        } catch (TimeoutException e) {
            throw new RelayFailure(RelayCause.TIMEOUT, String.valueOf(e.getMessage()));
        } catch (ExecutionException e) {
            throw failure(e.getCause());
        } finally {
            if (!done) {
                request.cancel();
            }
        }
    }

    private Answer execute(HttpUriRequestBase request) throws IOException {
        ClassicHttpResponse response = client.executeOpen(null, request, null);
        try {
            byte[] body = new byte[0];
            if (response.getCode() == 201 && response.getEntity() != null) {
                body = response.getEntity().getContent().readNBytes(LARGEST_ANSWER + 1);
                if (body.length > LARGEST_ANSWER) {
                    throw new TooLargeException();
                }
            }
            return new Answer(
                    response.getCode(),
                    value(response, HttpHeaders.LOCATION),
                    value(response, HttpHeaders.CONTENT_TYPE),
                    new String(body, StandardCharsets.UTF_8));
        } finally {
            // With the connection, as closing the answer would read all the rest of it, which may never end.
            request.cancel();
            Closer.closeQuietly(response);
        }
    }

    private static @Nullable String value(ClassicHttpResponse response, String name) {
        Header header = response.getFirstHeader(name);
        return header == null ? null : header.getValue();
    }

    private static RelayFailure failure(@Nullable Throwable cause) {
        return switch (cause) {
            case LookupException lookup -> lookup.failure;
            case TooLargeException _ -> new RelayFailure(RelayCause.REJECTED, "its answer is too large");
            case SSLException _ -> new RelayFailure(RelayCause.TLS);
            case InterruptedIOException _ -> new RelayFailure(RelayCause.TIMEOUT);
            case NoRouteToHostException _ -> new RelayFailure(RelayCause.TIMEOUT);
            case ConnectException _ -> new RelayFailure(RelayCause.REFUSED);
            case null, default -> new RelayFailure(RelayCause.LOST);
        };
    }

    @Override
    public void close() {
        client.close(CloseMode.IMMEDIATE);
    }

    /** Asked for every connection, so that no address is connected to that was not looked at. */
    private record CheckedAddresses(TargetRules rules) implements DnsResolver {
        @Override
        public List<InetSocketAddress> resolve(String host, int port) throws UnknownHostException {
            String canonical = Hosts.canonical(host.contains(":") ? "[" + host + "]" : host);
            if (canonical == null) {
                throw new LookupException(new RelayFailure(RelayCause.UNKNOWN_HOST));
            }
            try {
                return rules.resolve(new Target.Whip(canonical, port, "/", null)).stream()
                        .map(address -> new InetSocketAddress(address, port))
                        .toList();
            } catch (RelayFailure e) {
                throw new LookupException(e);
            }
        }

        @Override
        public InetAddress[] resolve(String host) throws UnknownHostException {
            throw new UnknownHostException("an address is looked up for a port only");
        }

        @Override
        public String resolveCanonicalHostname(String host) {
            return host;
        }
    }
}
