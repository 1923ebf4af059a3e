package dev.peerscribe.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import tools.jackson.databind.json.JsonMapper;

/** What guests leave behind. The receiver's own connections leak in the library, so they are given back here too. */
@EnabledOnOs(OS.LINUX)
@Timeout(300)
class GuestComesAndGoesIT {
    private static final int ROUNDS = 50;
    private static final int WARM_UP = 10;

    @Test
    void fiftyGuestsThatComeAndGoLeaveNoThreadNoDescriptorAndNoMemory() throws Exception {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        OpenRelay relay =
                new OpenRelay(TestProperties.relay(), new RelayMeters(registry), new EnvelopeStamp(new JsonMapper()));
        relay.start();
        ReceivingPeer.Engine engine = new ReceivingPeer.Engine();
        RecorderSignaling signaling = new RecorderSignaling(engine);
        DemoGuests guests = new DemoGuests(
                TestProperties.demo(), relay, signaling, Clock.systemUTC(), new SecureRandom(), registry);
        guests.start();
        try {
            Usage before = Usage.now();
            for (int i = 0; i < WARM_UP + ROUNDS; i++) {
                if (i == WARM_UP) {
                    before = Usage.now();
                }
                GuestSnapshot guest = guests.invite(new GuestInvitation("/", null, null));
                String connection = "guest-" + guest.id();
                await().atMost(Duration.ofSeconds(10)).until(() -> signaling.receiver(connection) != null);
                ReceivingPeer receiver = Objects.requireNonNull(signaling.receiver(connection));
                await().atMost(Duration.ofSeconds(10)).until(() -> receiver.frames() > 2);
                guests.dismiss(guest.id());
                signaling.forget(connection);
            }
            Usage first = before;
            await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
                Usage after = Usage.now();
                assertThat(after.threads()).isLessThanOrEqualTo(first.threads() + 3);
                assertThat(after.descriptors()).isLessThanOrEqualTo(first.descriptors() + 5);
            });
            Usage after = Usage.now();
            System.out.printf("before %s, after %d guests %s%n", first, ROUNDS, after);
            assertThat(after.residentKilobytes() - first.residentKilobytes()).isLessThan(ROUNDS * 700L);
        } finally {
            guests.stop();
            signaling.close();
            engine.close();
            relay.stop();
        }
    }

    /** What the process holds, by the kernel's count. */
    record Usage(long threads, long descriptors, long residentKilobytes) {
        static Usage now() throws IOException {
            System.gc();
            try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"));
                    Stream<Path> tasks = Files.list(Path.of("/proc/self/task"));
                    Stream<String> status = Files.lines(Path.of("/proc/self/status"))) {
                long resident = status.filter(line -> line.startsWith("VmRSS:"))
                        .map(line -> line.replaceAll("\\D", ""))
                        .mapToLong(Long::parseLong)
                        .sum();
                return new Usage(tasks.count(), descriptors.count(), resident);
            }
        }
    }
}
