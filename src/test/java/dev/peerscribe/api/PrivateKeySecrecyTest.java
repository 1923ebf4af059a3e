package dev.peerscribe.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.AppenderBase;
import dev.peerscribe.identity.KeyManager;
import dev.peerscribe.identity.KeyRotated;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** The private key is in no answer, event, meter or log line, also while it rotates and while its file is broken. */
@Timeout(60)
class PrivateKeySecrecyTest {
    @TempDir
    Path folder;

    @Test
    void nothingThatLeavesTheAgentHoldsThePrivateKey() throws Exception {
        KeyPair first = pair();
        KeyPair second = pair();
        Path file = Files.writeString(folder.resolve("key.pem"), pem(first));
        StringBuilder said = new StringBuilder();
        Log log = new Log();
        try (Agent agent = new Agent(
                "peerscribe.identity.key-path=" + file,
                "peerscribe.identity.key-password=the-secret-word",
                "peerscribe.identity.reload-interval=50ms",
                "logging.level.root=debug",
                "logging.level.dev.peerscribe=trace",
                "management.endpoints.web.exposure.include=*",
                "management.endpoint.env.show-values=always",
                "management.endpoint.configprops.show-values=never")) {
            log.start();
            KeyManager keys = agent.bean(KeyManager.class);
            String meeting = "/api/v1/meetings/" + agent.join("ws://one");
            said.append(keys).append(keys.current());
            Files.writeString(file, pem(second).substring(0, 120));
            await().until(() -> log.lines.stream().anyMatch(line -> line.contains("The key stays as it was")));
            String before = keys.current().publicKey().fingerprint();
            Files.writeString(file, pem(second));
            await().until(() -> !keys.current().publicKey().fingerprint().equals(before));
            said.append(new KeyRotated(before, keys.current().publicKey().fingerprint()));
            for (String path : List.of("/api/v1/status", "/api/v1/meetings", meeting, "/v3/api-docs")) {
                said.append(agent.get(path).is(200).text());
            }
            assertThat(agent.get("/api/v1/status").json().get("keyFingerprint").stringValue())
                    .isEqualTo(keys.current().publicKey().fingerprint())
                    .isNotEqualTo(before);
            for (String path : List.of("health", "info", "prometheus", "configprops", "beans")) {
                said.append(agent.send(java.net.http.HttpRequest.newBuilder(agent.management("/actuator/" + path))
                                .build())
                        .text());
            }
            agent.delete(meeting).is(204);
        } finally {
            log.stop();
        }
        String everything = said + String.join("\n", log.lines);
        assertThat(everything).contains("The agent's key is another one now", "peerscribe_identity_key_rotations");
        for (KeyPair pair : List.of(first, second)) {
            forms(pair).forEach(form -> assertThat(everything.contains(form)).isFalse());
        }
        assertThat(everything).doesNotContain("the-secret-word");
    }

    /** The scalar as it might be written by accident. */
    private static Stream<String> forms(KeyPair pair) {
        BigInteger scalar = ((ECPrivateKey) pair.getPrivate()).getS();
        byte[] bytes = scalar.toByteArray();
        String hex = HexFormat.of().formatHex(bytes).replaceFirst("^00", "");
        byte[] der = pair.getPrivate().getEncoded();
        return Stream.of(
                hex,
                hex.toUpperCase(Locale.ROOT),
                HexFormat.ofDelimiter(":").formatHex(bytes),
                scalar.toString(),
                Base64.getEncoder().withoutPadding().encodeToString(bytes),
                Base64.getUrlEncoder().withoutPadding().encodeToString(bytes),
                Base64.getEncoder().encodeToString(der).substring(0, 80),
                Base64.getEncoder().encodeToString(der).substring(40, 80),
                HexFormat.of().formatHex(der).substring(60, 130));
    }

    private static KeyPair pair() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }

    private static String pem(KeyPair pair) {
        return "-----BEGIN PRIVATE KEY-----\n"
                + Base64.getMimeEncoder().encodeToString(pair.getPrivate().getEncoded())
                + "\n-----END PRIVATE KEY-----\n";
    }

    /** Every line of every logger, with the texts of its exceptions. */
    private static final class Log extends AppenderBase<ILoggingEvent> {
        final Queue<String> lines = new ConcurrentLinkedQueue<>();
        private final Logger root =
                ((LoggerContext) LoggerFactory.getILoggerFactory()).getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);

        @Override
        public void start() {
            super.start();
            root.addAppender(this);
        }

        @Override
        public void stop() {
            root.detachAppender(this);
            root.setLevel(Level.INFO);
            super.stop();
        }

        @Override
        protected void append(ILoggingEvent event) {
            lines.add(event.getFormattedMessage());
            for (IThrowableProxy cause = event.getThrowableProxy(); cause != null; cause = cause.getCause()) {
                lines.add(String.valueOf(cause.getMessage()));
            }
        }
    }
}
