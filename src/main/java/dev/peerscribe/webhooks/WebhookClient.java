package dev.peerscribe.webhooks;

import dev.peerscribe.egress.HostRule;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * Sends messages to one endpoint: follows no redirect, keeps no cookie, and connects to no address that was not looked at
 * after it was looked up.
 */
final class WebhookClient implements AutoCloseable {
    private final WebhookProperties.Endpoint endpoint;
    private final CloseableHttpClient client;

    /** A name led to addresses of which none is allowed. */
    private static final class ForbiddenAddressException extends UnknownHostException {
        private static final long serialVersionUID = 1L;

        ForbiddenAddressException(String host) {
            super(host);
        }
    }

    /** A client; {@code tls} is asked at each connection, and where null the Java runtime's authorities are taken. */
    WebhookClient(WebhookProperties properties, WebhookProperties.Endpoint endpoint, @Nullable EndpointTls tls) {
        this.endpoint = endpoint;
        Timeout response = Timeout.of(properties.responseTimeout());
        PoolingHttpClientConnectionManagerBuilder connections = PoolingHttpClientConnectionManagerBuilder.create()
                .setDnsResolver(new Resolver(properties.rules(endpoint)))
                .setDefaultConnectionConfig(ConnectionConfig.custom()
                        .setConnectTimeout(Timeout.of(properties.connectTimeout()))
                        .setSocketTimeout(response)
                        .build())
                .setMaxConnPerRoute(properties.concurrent());
        if (tls != null) {
            connections.setTlsSocketStrategy((socket, host, port, attachment, context) ->
                    new DefaultClientTlsStrategy(tls.context()).upgrade(socket, host, port, attachment, context));
        }
        client = HttpClients.custom()
                .setConnectionManager(connections.build())
                .setDefaultRequestConfig(
                        RequestConfig.custom().setResponseTimeout(response).build())
                .setUserAgent("Peerscribe")
                .disableAutomaticRetries()
                .disableRedirectHandling()
                .disableCookieManagement()
                .disableAuthCaching()
                .disableContentCompression()
                .build();
    }

    /** Sends a message; returns where it was taken. */
    void send(Delivery delivery, long seconds) throws DeliveryException, InterruptedException {
        List<byte[]> secrets;
        try {
            secrets = WebhookSignature.secrets(endpoint.secretFiles());
        } catch (IOException e) {
            throw new DeliveryException(DeliveryCause.SECRET, e);
        }
        HttpPost post = new HttpPost(endpoint.url());
        post.setHeader("webhook-id", delivery.id());
        post.setHeader("webhook-timestamp", String.valueOf(seconds));
        post.setHeader("webhook-signature", WebhookSignature.of(delivery.id(), seconds, delivery.body(), secrets));
        post.setEntity(
                new ByteArrayEntity(delivery.body().getBytes(StandardCharsets.UTF_8), ContentType.APPLICATION_JSON));
        // Closed with its connection, so that a receiver that never ends its answer is not listened to.
        try (ClassicHttpResponse response = client.executeOpen(null, post, null)) {
            int status = response.getCode();
            if (status / 100 != 2) {
                throw new DeliveryException(
                        status == 410 ? DeliveryCause.GONE : DeliveryCause.REFUSED,
                        status,
                        retryAfter(response.getFirstHeader(HttpHeaders.RETRY_AFTER)),
                        null);
            }
        } catch (IOException e) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            throw new DeliveryException(cause(e), e);
        }
    }

    private static DeliveryCause cause(IOException e) {
        return switch (e) {
            case ForbiddenAddressException _ -> DeliveryCause.FORBIDDEN_ADDRESS;
            case UnknownHostException _ -> DeliveryCause.UNKNOWN_HOST;
            case InterruptedIOException _ -> DeliveryCause.TIMEOUT;
            case ConnectException _ -> DeliveryCause.UNREACHABLE;
            case SSLException _ -> DeliveryCause.TLS;
            default -> DeliveryCause.UNREACHABLE;
        };
    }

    @Override
    public void close() {
        client.close(CloseMode.IMMEDIATE);
    }

    private static @Nullable Duration retryAfter(@Nullable Header header) {
        String value = header == null ? "" : header.getValue();
        return value.matches("[0-9]{1,6}") ? Duration.ofSeconds(Long.parseLong(value)) : null;
    }

    /** Looks names up and leaves out the addresses that are not allowed, so that no others are ever connected to. */
    private record Resolver(List<HostRule> rules) implements DnsResolver {
        @Override
        public InetAddress[] resolve(String host) throws UnknownHostException {
            InetAddress[] allowed = Stream.of(InetAddress.getAllByName(host))
                    .filter(address -> rules.stream().anyMatch(rule -> rule.matches(host) && rule.allows(address)))
                    .toArray(InetAddress[]::new);
            if (allowed.length == 0) {
                throw new ForbiddenAddressException(host);
            }
            return allowed;
        }

        @Override
        public String resolveCanonicalHostname(String host) {
            return host;
        }
    }
}
