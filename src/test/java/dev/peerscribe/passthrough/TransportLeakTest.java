package dev.peerscribe.passthrough;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.peerscribe.media.LinkState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Transports that come and go leave nothing behind. */
@Timeout(60)
class TransportLeakTest {
    private static final int PAIRS = 50;

    @Test
    void aHundredTransportsLeaveNoThreadAndNoDescriptorBehind() throws InterruptedException {
        try (TransportRuntime runtime = new TransportRuntime(new SecureRandom(), Clock.systemUTC(), System::nanoTime)) {
            assertThat(TransportWarmth.warm(runtime, TestSettings.hosts())).isTrue();
            comeAndGo(runtime, 3);
            await().atMost(TestPeer.SOON).until(() -> connectors() == 0);
            long threads = Thread.getAllStackTraces().size();
            List<String> descriptors = descriptors();
            comeAndGo(runtime, PAIRS);
            await().atMost(TestPeer.SOON).untilAsserted(() -> {
                assertThat(connectors()).isZero();
                assertThat((long) Thread.getAllStackTraces().size()).isLessThanOrEqualTo(threads + 8);
                assertThat(descriptors())
                        .as("descriptors, of which there were %s", descriptors)
                        .hasSizeLessThanOrEqualTo(descriptors.size() + 2);
            });
            assertThat(runtime.events().getQueue()).isEmpty();
        }
    }

    private static void comeAndGo(TransportRuntime runtime, int pairs) {
        for (int i = 0; i < pairs; i++) {
            try (TestPeer offerer = new TestPeer(runtime, TestSettings.hosts(), true, 1).gather();
                    TestPeer answerer = new TestPeer(runtime, TestSettings.hosts(), false, 2).gather()) {
                TestPeer.describe(offerer, answerer, i % 2 == 0);
                offerer.awaitState(LinkState.CONNECTED);
                answerer.awaitState(LinkState.CONNECTED);
            }
        }
    }

    /** Threads that read sockets, which there are as long as the sockets are open. */
    private static long connectors() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("IceConnector"))
                .count();
    }

    /** What this process holds open, as the system names it. */
    private static List<String> descriptors() {
        Path own = Path.of("/proc/self/fd");
        if (!Files.isDirectory(own)) {
            return List.of();
        }
        List<String> names = new ArrayList<>();
        try (Stream<Path> all = Files.list(own)) {
            for (Path each : all.toList()) {
                try {
                    names.add(Files.readSymbolicLink(each).toString());
                } catch (NoSuchFileException e) {
                    // closed just now, as is that of the listing itself
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return names;
    }

    @Test
    void warmthIsThereBeforeTheFirstLink() throws InterruptedException {
        try (TransportRuntime runtime = new TransportRuntime(new SecureRandom(), Clock.systemUTC(), System::nanoTime)) {
            assertThat(TransportWarmth.warm(runtime, TestSettings.hosts())).isTrue();
            long began = System.nanoTime();
            comeAndGo(runtime, 1);
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(2));
        }
    }
}
