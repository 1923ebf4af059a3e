package dev.peerscribe.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import dev.peerscribe.identity.MeetingTrust;
import dev.peerscribe.identity.PeerKey;
import dev.peerscribe.signaling.SdpType;
import dev.peerscribe.signaling.SessionDescription;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;
import org.springframework.boot.logging.logback.StructuredLogEncoder;
import org.springframework.core.env.Environment;
import org.springframework.core.env.StandardEnvironment;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What is logged of a peer is found by the peer and its meeting, in logs that machines read. */
@Timeout(30)
class LoggedPeersTest {
    private static final PeerKey ALICE = TestKeys.key();

    private final Logger logger = (Logger) LoggerFactory.getLogger(MediaSession.class);
    private final JsonLines lines = new JsonLines();

    @BeforeEach
    void listen() {
        lines.start();
        logger.addAppender(lines);
    }

    @AfterEach
    void stop() {
        logger.detachAppender(lines);
        lines.stop();
    }

    @Test
    void aLineAboutAPeerNamesItAndItsMeeting() {
        MediaSessionRegistry sessions = new MediaSessionRegistry(
                TestMedia.engines(new FakeMediaEngine()),
                TestMedia.properties(),
                new TestMedia().metrics,
                ThreadLane::new,
                Clock.systemUTC(),
                event -> {});
        try {
            sessions.open(new FakeConnection(), Negotiation.ANSWER, MeetingTrust.ofAnybody(), EngineKind.WEBRTC);
            String offer = TestSdp.of("1").audio("sendrecv").offer().sdp();
            sessions.on(TestSdp.received(
                    "m", "s1", ALICE, new SessionDescription(SdpType.OFFER, offer + "a=nonsense\r\n")));
            await().until(() -> !lines.written.isEmpty());
        } finally {
            sessions.stop();
        }
        assertThat(lines.written).allSatisfy(line -> {
            assertThat(line.path("meeting").asString("")).isEqualTo("m");
            assertThat(line.path("peer").asString("")).isEqualTo(ALICE.shortId());
            assertThat(line.path("message").asString("")).contains(ALICE.shortId());
        });
    }

    /** Lines as the agent writes them with {@code logging.structured.format.console=ecs}. */
    private static final class JsonLines extends AppenderBase<ILoggingEvent> {
        private final JsonMapper json = JsonMapper.builder().build();
        private final StructuredLogEncoder encoder = new StructuredLogEncoder();
        final Queue<JsonNode> written = new ConcurrentLinkedQueue<>();

        @Override
        public void start() {
            LoggerContext context = new LoggerContext();
            context.putObject(Environment.class.getName(), new StandardEnvironment());
            encoder.setContext(context);
            encoder.setFormat("ecs");
            encoder.start();
            super.start();
        }

        @Override
        protected void append(ILoggingEvent event) {
            written.add(json.readTree(new String(encoder.encode(event), StandardCharsets.UTF_8)));
        }
    }
}
