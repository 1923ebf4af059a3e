package dev.peerscribe.signaling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.peerscribe.embedded.OpenRelay;
import dev.peerscribe.embedded.TestRelay;
import dev.peerscribe.faults.FaultProxy;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ContextConsumer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

/** What is shown to a real TLS server, and who is believed, with the beans as Spring makes them. */
@Timeout(60)
class HandshakeTest {
    @TempDir
    static Path folder;

    private static TestCertificates certificates;
    private static OpenRelay relay;

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class))
            .withUserConfiguration(Beans.class)
            .withPropertyValues(
                    "peerscribe.signaling.reconnect.base=50ms",
                    "peerscribe.signaling.reconnect.spread=20ms",
                    "peerscribe.signaling.reconnect.max=200ms",
                    "peerscribe.signaling.reconnect.max-spread=0s");

    /** No {@code @Configuration}, which the tests that scan for components would find. */
    @EnableConfigurationProperties(SignalingProperties.class)
    @Import(ConnectionPool.class)
    static class Beans {
        @Bean
        MeterRegistry registry() {
            return new SimpleMeterRegistry();
        }
    }

    @BeforeAll
    static void starts() throws Exception {
        certificates = TestCertificates.make(folder);
        relay = TestRelay.start();
    }

    @AfterAll
    static void stops() {
        relay.stop();
    }

    @Test
    void aServerOfTheTrustedAuthorityIsBelieved() throws Exception {
        try (TlsFront front = new TlsFront(certificates, "localhost", false, relay.port())) {
            runner.withPropertyValues(trusting("ca")).run(connecting(front.uri(), agent -> {
                Agent other = new Agent("other", agent.pool(), front.uri()).isSoon(ConnectionState.CONNECTED);
                agent.isSoon(ConnectionState.CONNECTED);
                other.awaitOne(SignalingEvent.HelloReceived.class, _ -> true);
                agent.connection.send(new ChatMessage("1", "in secret", Instant.EPOCH, "agent", ChatMessage.TEXT));
                other.awaitOne(
                        SignalingEvent.ChatReceived.class,
                        it -> it.message().text().equals("in secret"));
                other.leave();
            }));
        }
    }

    @Test
    void aServerOfAStrangersAuthorityIsNot() throws Exception {
        try (TlsFront front = new TlsFront(certificates, "localhost", false, relay.port())) {
            runner.run(connecting(front.uri(), agent -> agent.isSoonAwayFor("certificate is not trusted")));
            runner.withPropertyValues(trusting("stranger"))
                    .run(connecting(front.uri(), agent -> agent.isSoonAwayFor("certificate is not trusted")));
            assertThat(front.handshakes()).isEmpty();
        }
    }

    @Test
    void aCertificateForAnotherHostIsRefused() throws Exception {
        try (TlsFront front = new TlsFront(certificates, "elsewhere", false, relay.port())) {
            runner.withPropertyValues(trusting("ca"))
                    .run(connecting(front.uri(), agent -> agent.isSoonAwayFor("certificate is for another host")));
            assertThat(front.handshakes()).isEmpty();
        }
    }

    @Test
    void aServerThatWantsACertificateGetsTheAgents() throws Exception {
        try (TlsFront front = new TlsFront(certificates, "localhost", true, relay.port())) {
            runner.withPropertyValues(trusting("ca"))
                    .run(connecting(front.uri(), agent -> agent.isSoon(ConnectionState.RECONNECTING)));
            assertThat(front.handshakes()).isEmpty();
            runner.withPropertyValues(trusting("ca"))
                    .withPropertyValues(
                            "spring.ssl.bundle.pem.relay.keystore.certificate=" + certificates.certificates("agent"),
                            "spring.ssl.bundle.pem.relay.keystore.private-key=" + certificates.privateKey("agent"))
                    .run(connecting(front.uri(), agent -> agent.isSoon(ConnectionState.CONNECTED)));
        }
    }

    @Test
    void certificatesThatChangeOnDiskHoldFromTheNextAttemptOn() throws Exception {
        Path trusted = folder.resolve("trusted.pem");
        Files.copy(certificates.certificates("stranger"), trusted, StandardCopyOption.REPLACE_EXISTING);
        try (TlsFront front = new TlsFront(certificates, "localhost", false, relay.port())) {
            runner.withPropertyValues(
                            "peerscribe.signaling.handshake.ssl-bundle=relay",
                            "spring.ssl.bundle.watch.file.quiet-period=50ms",
                            "spring.ssl.bundle.pem.relay.reload-on-update=true",
                            "spring.ssl.bundle.pem.relay.truststore.certificate=" + trusted)
                    .run(connecting(front.uri(), agent -> {
                        agent.isSoonAwayFor("certificate is not trusted");
                        Files.copy(certificates.certificates("ca"), trusted, StandardCopyOption.REPLACE_EXISTING);
                        agent.isSoon(ConnectionState.CONNECTED);
                    }));
        }
    }

    @Test
    void bytesThatAreNotWhatTheServerSentCostTheLinkOnly() throws Exception {
        try (TlsFront front = new TlsFront(certificates, "localhost", false, relay.port());
                FaultProxy proxy = new FaultProxy(front.port())) {
            runner.withPropertyValues(trusting("ca"))
                    .withPropertyValues(
                            "peerscribe.signaling.ping-interval=100ms", "peerscribe.signaling.pong-timeout=2s")
                    .run(connecting(proxy.uri("wss", "/room"), agent -> {
                        agent.isSoon(ConnectionState.CONNECTED);
                        proxy.corrupt();
                        agent.isSoonAwayFor("(TLS)");
                        proxy.heal();
                        agent.isSoon(ConnectionState.CONNECTED);
                    }));
        }
    }

    @Test
    void headersAndTheTokenAreShownAndTheTokenIsReadAnewForEachAttempt() throws Exception {
        Path token = Files.writeString(folder.resolve("token"), "first-token\n");
        try (TlsFront front = new TlsFront(certificates, "localhost", false, relay.port());
                FaultProxy proxy = new FaultProxy(front.port())) {
            runner.withPropertyValues(trusting("ca"))
                    .withPropertyValues(
                            "peerscribe.signaling.handshake.bearer-token-file=" + token,
                            "peerscribe.signaling.handshake.headers.X-Tenant=blue",
                            "peerscribe.signaling.handshake.credential-hosts=localhost",
                            // A cut that no layer below tells of is noticed soon too.
                            "peerscribe.signaling.ping-interval=200ms",
                            "peerscribe.signaling.pong-timeout=2s")
                    .run(connecting(proxy.uri("wss", "/room"), agent -> {
                        agent.isSoon(ConnectionState.CONNECTED);
                        assertThat(front.handshakes())
                                .singleElement()
                                .asString()
                                .contains("Authorization: Bearer first-token\r\n", "X-Tenant: blue\r\n");
                        Files.writeString(token, "second-token");
                        proxy.cut();
                        // Not the handshake alone: one that is cut before its answer, the client repeats by itself.
                        await().atMost(Agent.SOON)
                                .until(() -> agent.connection.status().reconnects() == 1);
                        assertThat(front.handshakes()).hasSize(2);
                        assertThat(front.handshakes().getLast()).contains("Authorization: Bearer second-token\r\n");
                        Files.delete(token);
                        proxy.cut();
                        agent.isSoonAwayFor("bearer-token-file cannot be read");
                        Files.writeString(token, "third-token");
                        agent.isSoon(ConnectionState.CONNECTED);
                        assertThat(front.handshakes()).hasSize(3);
                    }));
        }
    }

    @Test
    void onlyTheHostsThatAreNamedAreShownSecrets() throws Exception {
        Path token = Files.writeString(folder.resolve("token-of-another"), "secret-token");
        try (TlsFront front = new TlsFront(certificates, "localhost", false, relay.port())) {
            runner.withPropertyValues(trusting("ca"))
                    .withPropertyValues(
                            "peerscribe.signaling.handshake.bearer-token-file=" + token,
                            "peerscribe.signaling.handshake.headers.X-Key=secret-key",
                            "peerscribe.signaling.handshake.credential-hosts=relay.example.org")
                    .run(connecting(front.uri(), agent -> agent.isSoon(ConnectionState.CONNECTED)));
            assertThat(front.handshakes()).singleElement().asString().doesNotContain("secret");
        }
    }

    @Test
    void secretsForNobodyInParticularAreRefusedAtTheStart() throws Exception {
        Path token = Files.writeString(folder.resolve("token-for-all"), "secret-token");
        runner.withPropertyValues("peerscribe.signaling.handshake.bearer-token-file=" + token)
                .run(context -> assertThat(context.getStartupFailure())
                        .hasStackTraceContaining("credential-hosts must name the hosts"));
    }

    @Test
    void aTokenIsNotSentInClearToAnotherMachine() throws Exception {
        Path token = Files.writeString(folder.resolve("token-in-clear"), "secret-token");
        runner.withPropertyValues(
                        "peerscribe.signaling.handshake.bearer-token-file=" + token,
                        "peerscribe.signaling.handshake.credential-hosts=*")
                .run(connecting(URI.create("ws://relay.example.test/"), agent -> {
                    agent.isSoon(ConnectionState.ERROR);
                    assertThat(agent.connection.status().lastError()).contains("must begin with wss");
                }));
    }

    @Test
    void theWayMayLeadThroughAProxyThatWantsAPassword() throws Exception {
        Path password = Files.writeString(folder.resolve("password"), "open sesame");
        String credentials =
                "Basic " + Base64.getEncoder().encodeToString("agent:open sesame".getBytes(StandardCharsets.UTF_8));
        try (ConnectProxy proxy = new ConnectProxy(relay.port(), credentials)) {
            ApplicationContextRunner proxied = runner.withPropertyValues(
                    "peerscribe.signaling.handshake.proxy.host=localhost",
                    "peerscribe.signaling.handshake.proxy.port=" + proxy.port());
            URI url = URI.create("ws://relay.example.test:80/room");
            proxied.run(connecting(url, agent -> agent.isSoon(ConnectionState.RECONNECTING)));
            proxied.withPropertyValues(
                            "peerscribe.signaling.handshake.proxy.username=agent",
                            "peerscribe.signaling.handshake.proxy.password-file=" + password)
                    .run(connecting(url, agent -> agent.isSoon(ConnectionState.CONNECTED)));
            assertThat(proxy.requests())
                    .isNotEmpty()
                    .allMatch(request -> request.equals("CONNECT relay.example.test:80 HTTP/1.1"));
            int so = proxy.requests().size();
            proxied.run(connecting(
                    URI.create("ws://localhost:" + relay.port()), agent -> agent.isSoon(ConnectionState.CONNECTED)));
            assertThat(proxy.requests()).as("the way to this machine is direct").hasSize(so);
        }
    }

    @Test
    void noSecretIsInTheSettingsWords() throws Exception {
        Path token = Files.writeString(folder.resolve("token-in-words"), "secret-token");
        runner.withPropertyValues(
                        "peerscribe.signaling.handshake.bearer-token-file=" + token,
                        "peerscribe.signaling.handshake.headers.X-Key=secret-key",
                        "peerscribe.signaling.handshake.credential-hosts=*")
                .run(context -> assertThat(context.getBean(SignalingProperties.class))
                        .asString()
                        .contains("X-Key")
                        .doesNotContain("secret-"));
    }

    @Test
    void aBundleThatIsNotThereStopsTheStartAndSaysWhatToDo() {
        runner.withPropertyValues("peerscribe.signaling.handshake.ssl-bundle=nowhere")
                .run(context -> {
                    FailureAnalysis analysis = new SignalingSetupFailureAnalyzer()
                            .analyze(Objects.requireNonNull(context.getStartupFailure()));
                    assertThat(Objects.requireNonNull(analysis).getDescription())
                            .isEqualTo(
                                    "peerscribe.signaling.handshake.ssl-bundle is 'nowhere', and there is no SSL bundle"
                                            + " of that name");
                    assertThat(analysis.getAction()).contains("spring.ssl.bundle.pem.nowhere");
                });
    }

    private static String[] trusting(String alias) throws IOException, GeneralSecurityException {
        return new String[] {
            "peerscribe.signaling.handshake.ssl-bundle=relay",
            "spring.ssl.bundle.pem.relay.truststore.certificate=" + certificates.certificates(alias)
        };
    }

    /** What is done with a connected agent. */
    private interface Story {
        void of(Agent agent) throws Exception;
    }

    private static ContextConsumer<AssertableApplicationContext> connecting(URI url, Story story) {
        return context -> {
            Agent agent = new Agent("agent", context.getBean(ConnectionPool.class), url);
            story.of(agent);
            agent.leave();
        };
    }
}
