package dev.peerscribe.signaling;

import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The way to new sockets. Each attempt has a client of its own, so that everything it holds on to goes with it, and reads
 * certificates, token and passwords anew.
 */
final class SocketTransport {
    private static final Set<String> THIS_MACHINE = Set.of("localhost", "127.0.0.1", "[::1]");
    private static final String HANDSHAKE = "peerscribe.signaling.handshake.";

    static {
        NetworkDefaults.apply();
    }

    private final SignalingProperties settings;
    private final @Nullable TlsMaterial tls;
    private final InstantSource clock;

    SocketTransport(SignalingProperties settings, @Nullable TlsMaterial tls, InstantSource clock) {
        this.settings = settings;
        this.tls = tls;
        this.clock = clock;
    }

    /** The client of one attempt, to be ended by {@link HttpClient#shutdownNow()}. */
    HttpClient client(URI url) {
        HttpClient.Builder client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                // A token goes where the URL says and nowhere else.
                .followRedirects(HttpClient.Redirect.NEVER)
                .executor(task -> Thread.ofVirtual().name("signaling-socket").start(task));
        if (tls != null && isSecure(url)) {
            tls.applyTo(client);
        }
        SignalingProperties.Proxy proxy = proxyTo(url);
        if (proxy != null) {
            client.proxy(ProxySelector.of(InetSocketAddress.createUnresolved(proxy.host(), proxy.port())));
        } else if (settings.handshake().proxy() != null) {
            client.proxy(HttpClient.Builder.NO_PROXY);
        }
        return client.build();
    }

    /**
     * The handshake of one attempt.
     *
     * @throws UnusableCredentialException where it cannot be made as configured
     */
    WebSocket.Builder handshake(HttpClient client, URI url) throws UnusableCredentialException {
        WebSocket.Builder handshake = client.newWebSocketBuilder().connectTimeout(settings.connectTimeout());
        SignalingProperties.Handshake shown = settings.handshake();
        if (mayKnow(url)) {
            boolean shows = !shown.headers().isEmpty() || shown.bearerTokenFile() != null;
            if (shows && !isSecure(url) && !THIS_MACHINE.contains(host(url))) {
                throw new UnusableCredentialException(
                        "headers and bearer token are not sent in clear: the relay's URL must begin with wss", true);
            }
            shown.headers().forEach(handshake::header);
            if (shown.bearerTokenFile() != null) {
                handshake.header(
                        "Authorization",
                        "Bearer " + SecretFile.read(shown.bearerTokenFile(), HANDSHAKE + "bearer-token-file"));
            }
        }
        SignalingProperties.Proxy proxy = proxyTo(url);
        if (proxy != null && proxy.username() != null && proxy.passwordFile() != null) {
            String password = SecretFile.read(proxy.passwordFile(), HANDSHAKE + "proxy.password-file");
            byte[] credentials = (proxy.username() + ":" + password).getBytes(StandardCharsets.UTF_8);
            handshake.header(
                    "Proxy-Authorization", "Basic " + Base64.getEncoder().encodeToString(credentials));
        }
        return handshake;
    }

    /** What the failure of an attempt means. */
    ConnectFailure failure(Throwable failure) {
        return ConnectFailure.of(failure, settings.reconnect(), clock.instant());
    }

    private boolean mayKnow(URI url) {
        return settings.handshake().credentialHosts().stream()
                .anyMatch(host -> host.equals("*") || host.equalsIgnoreCase(host(url)));
    }

    private SignalingProperties.@Nullable Proxy proxyTo(URI url) {
        SignalingProperties.Proxy proxy = settings.handshake().proxy();
        return proxy == null || proxy.bypass().stream().anyMatch(host(url)::equalsIgnoreCase) ? null : proxy;
    }

    private static boolean isSecure(URI url) {
        return "wss".equalsIgnoreCase(url.getScheme());
    }

    private static String host(URI url) {
        return url.getHost().toLowerCase(Locale.ROOT);
    }
}
