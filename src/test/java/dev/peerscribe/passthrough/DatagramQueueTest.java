package dev.peerscribe.passthrough;

import static dev.peerscribe.passthrough.DtlsBytes.joined;
import static dev.peerscribe.passthrough.DtlsBytes.message;
import static dev.peerscribe.passthrough.DtlsBytes.record;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DatagramQueueTest {
    private static final byte[] HALF = record(
            DtlsRecord.HANDSHAKE,
            0,
            message(DtlsBytes.CERTIFICATE, 300, 0, 300),
            message(DtlsBytes.CLIENT_KEY_EXCHANGE, 33, 0, 33));
    private static final byte[] PROOF =
            record(DtlsRecord.HANDSHAKE, 0, message(DtlsBytes.CERTIFICATE_VERIFY, 74, 0, 74));
    private static final byte[] FINISHED = record(DtlsRecord.HANDSHAKE, 1, new byte[40]);

    private final DatagramQueue queue = new DatagramQueue((buffer, offset, length) -> {}, new TransportCounters());

    @Test
    void aChangeOfKeysThatOvertookAProofComesAfterIt() throws IOException {
        queue.serve();
        offer(HALF);
        offer(record(DtlsRecord.CHANGE_CIPHER_SPEC, 0, new byte[1]));
        offer(FINISHED);
        offer(PROOF);
        assertThat(receive(4)).containsExactly("22/0", "22/0", "20/0", "22/1");
    }

    @Test
    void aChangeOfKeysIsParted() throws IOException {
        queue.serve();
        offer(joined(HALF, record(DtlsRecord.CHANGE_CIPHER_SPEC, 0, new byte[1]), FINISHED));
        offer(PROOF);
        assertThat(receive(3)).containsExactly("22/0", "22/0", "20/0");
    }

    @Test
    void aChangeOfKeysWhoseProofIsLostIsLostToo() throws IOException {
        queue.serve();
        offer(HALF);
        offer(record(DtlsRecord.CHANGE_CIPHER_SPEC, 0, new byte[1]));
        offer(FINISHED);
        assertThat(receive(1)).containsExactly("22/0");
        assertThat(queue.receive(new byte[2_048], 0, 2_048, 10_000)).isNegative();
        offer(PROOF);
        offer(record(DtlsRecord.CHANGE_CIPHER_SPEC, 0, new byte[1]));
        assertThat(receive(2)).containsExactly("22/0", "20/0");
    }

    @Test
    void otherwiseEverythingComesAsItCame() throws IOException {
        offer(record(DtlsRecord.CHANGE_CIPHER_SPEC, 0, new byte[DtlsGate.PROTECTION]));
        offer(record(DtlsRecord.HANDSHAKE, 1, new byte[DtlsGate.PROTECTION]));
        offer(record(DtlsRecord.HANDSHAKE, 0, new byte[DtlsGate.PROTECTION]));
        assertThat(receive(3)).containsExactly("20/0", "22/1", "22/0");
    }

    @Test
    void whatIsFullDropsAndCounts() {
        TransportCounters counters = new TransportCounters();
        DatagramQueue small = new DatagramQueue((buffer, offset, length) -> {}, counters);
        for (int i = 0; i <= DatagramQueue.CAPACITY; i++) {
            small.offer(HALF, 0, HALF.length);
        }
        assertThat(counters.snapshot().overflow()).isEqualTo(1);
    }

    private void offer(byte[] datagram) {
        queue.offer(datagram, 0, datagram.length);
    }

    private List<String> receive(int datagrams) throws IOException {
        List<String> received = new ArrayList<>();
        byte[] buffer = new byte[queue.getReceiveLimit()];
        for (int i = 0; i < datagrams; i++) {
            assertThat(queue.receive(buffer, 0, buffer.length, 1000)).isPositive();
            received.add(buffer[0] + "/" + buffer[4]);
        }
        return received;
    }
}
