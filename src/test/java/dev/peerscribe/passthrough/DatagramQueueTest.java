package dev.peerscribe.passthrough;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DatagramQueueTest {
    private static final int CHANGE_CIPHER_SPEC = 20;
    private static final int HANDSHAKE = 22;

    private final DatagramQueue queue = new DatagramQueue((buffer, offset, length) -> {}, new TransportCounters());

    @Test
    void aChangeOfKeysThatOvertookAProofComesAfterIt() throws IOException {
        queue.keepOrder();
        offer(CHANGE_CIPHER_SPEC, 0);
        offer(HANDSHAKE, 1);
        offer(HANDSHAKE, 0);
        assertThat(receive(3)).containsExactly("22/0", "20/0", "22/1");
    }

    @Test
    void otherwiseEverythingComesAsItCame() throws IOException {
        offer(CHANGE_CIPHER_SPEC, 0);
        offer(HANDSHAKE, 1);
        offer(HANDSHAKE, 0);
        assertThat(receive(3)).containsExactly("20/0", "22/1", "22/0");
    }

    @Test
    void whatIsFullDropsAndCounts() {
        TransportCounters counters = new TransportCounters();
        DatagramQueue small = new DatagramQueue((buffer, offset, length) -> {}, counters);
        for (int i = 0; i <= DatagramQueue.CAPACITY; i++) {
            small.offer(record(HANDSHAKE, 0), 0, 13);
        }
        assertThat(counters.snapshot().overflow()).isEqualTo(1);
    }

    private void offer(int type, int epoch) {
        queue.offer(record(type, epoch), 0, 13);
    }

    private static byte[] record(int type, int epoch) {
        byte[] record = new byte[13];
        record[0] = (byte) type;
        record[4] = (byte) epoch;
        return record;
    }

    private List<String> receive(int datagrams) throws IOException {
        List<String> received = new ArrayList<>();
        byte[] buffer = new byte[queue.getReceiveLimit()];
        for (int i = 0; i < datagrams; i++) {
            assertThat(queue.receive(buffer, 0, buffer.length, 1000)).isEqualTo(13);
            received.add(buffer[0] + "/" + buffer[4]);
        }
        return received;
    }
}
