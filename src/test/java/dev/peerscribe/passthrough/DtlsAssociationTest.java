package dev.peerscribe.passthrough;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two associations over a wire that loses, repeats and mixes up their datagrams. */
@Timeout(60)
class DtlsAssociationTest {
    private final DtlsCertificate certificate = DtlsCertificate.make(new SecureRandom(), Clock.systemUTC());
    private final TransportCounters counters = new TransportCounters();
    private final ScheduledExecutorService wire = Executors.newSingleThreadScheduledExecutor();
    private final List<End> ends = new ArrayList<>();

    @AfterEach
    void closes() {
        ends.forEach(end -> end.association.close());
        wire.shutdownNow();
    }

    @Test
    void aServerRepeatsItsLastFlightForAClientThatMissedIt() {
        AtomicInteger lost = new AtomicInteger();
        End client = new End(true, (datagram, to) -> to.queue.offer(datagram, 0, datagram.length));
        End server = new End(false, (datagram, to) -> {
            if (datagram[0] != DtlsRecord.CHANGE_CIPHER_SPEC || lost.incrementAndGet() > 2) {
                to.queue.offer(datagram, 0, datagram.length);
            }
        });
        connect(client, server);
        assertThat(lost).hasValueGreaterThan(2);
    }

    @Test
    void datagramsMixedUpRepeatedAndLostDelayAHandshakeOnly() {
        for (int seed = 0; seed < 40; seed++) {
            Random chance = new Random(seed);
            Wire bad = (datagram, to) -> {
                for (int copies = chance.nextInt(10) == 0 ? 2 : 1; copies > 0; copies--) {
                    if (chance.nextInt(20) > 0) {
                        var _ = wire.schedule(
                                () -> to.queue.offer(datagram, 0, datagram.length),
                                chance.nextInt(20),
                                TimeUnit.MILLISECONDS);
                    }
                }
            };
            start(new End(true, bad), new End(false, bad));
        }
        haveKeys(Duration.ofSeconds(12));
    }

    @Test
    void aMessageThatClaimsToBeHugeTakesNoRoomAndEndsNothing() {
        AtomicInteger sent = new AtomicInteger();
        End client = new End(true, (datagram, to) -> {
            // Before each datagram of the client's: fragments of messages of 16 MiB that never come whole.
            for (int message = 0; message < 16; message++) {
                byte[] huge = huge(message);
                to.queue.offer(huge, 0, huge.length);
                sent.incrementAndGet();
            }
            to.queue.offer(datagram, 0, datagram.length);
        });
        connect(client, new End(false, (datagram, to) -> to.queue.offer(datagram, 0, datagram.length)));
        assertThat(counters.snapshot().malformed()).isEqualTo(sent.get());
    }

    private static byte[] huge(int message) {
        byte[] record =
                DtlsBytes.record(DtlsRecord.HANDSHAKE, 0, DtlsBytes.message(DtlsBytes.CERTIFICATE, 0xFFFFFF, 0, 1));
        record[DtlsRecord.HEADER + 5] = (byte) message;
        return record;
    }

    private void connect(End client, End server) {
        start(client, server);
        haveKeys(Duration.ofSeconds(8));
    }

    private static void start(End client, End server) {
        client.other = server;
        server.other = client;
        server.association.start();
        client.association.start();
    }

    private void haveKeys(Duration within) {
        await().atMost(within)
                .untilAsserted(() ->
                        assertThat(ends).allSatisfy(end -> assertThat(end.told).containsExactly("keys")));
    }

    /** What becomes of a datagram. */
    @FunctionalInterface
    private interface Wire {
        void send(byte[] datagram, End to);
    }

    private final class End implements DtlsAssociation.Listener {
        private final List<String> told = new CopyOnWriteArrayList<>();
        private final DatagramQueue queue;
        private final DtlsAssociation association;
        private volatile @Nullable End other;

        End(boolean client, Wire out) {
            queue = new DatagramQueue(
                    (buffer, offset, length) -> out.send(
                            Arrays.copyOfRange(buffer, offset, offset + length), Objects.requireNonNull(other)),
                    counters);
            association = new DtlsAssociation(
                    certificate,
                    client,
                    List.of(certificate.fingerprint()),
                    List.of(SrtpProfile.values()),
                    Duration.ofSeconds(12),
                    queue,
                    this);
            ends.add(this);
        }

        @Override
        public void onKeys(SrtpKeys keys) {
            told.add("keys");
        }

        @Override
        public void onFailure(TransportFailure failure) {
            told.add(failure.name());
        }

        @Override
        public void onPeerClosed() {
            told.add("closed");
        }
    }
}
