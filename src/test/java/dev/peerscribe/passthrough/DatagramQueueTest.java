package dev.peerscribe.passthrough;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class DatagramQueueTest {
    private static final int CHANGE_CIPHER_SPEC = 20;
    private static final int HANDSHAKE = 22;
    private static final int EPOCH = 4;
    private static final int RECORD = 13 + DatagramQueue.PROTECTION;

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
    void alertsThatNobodyAuthenticatedAreLeftOut() throws IOException {
        byte[] datagram = new byte[15 + 13 + 15];
        System.arraycopy(alert(0), 0, datagram, 0, 15);
        System.arraycopy(record(HANDSHAKE, 0), 0, datagram, 15, 13);
        System.arraycopy(alert(0), 0, datagram, 28, 15);
        queue.offer(alert(0), 0, 15);
        queue.offer(datagram, 0, datagram.length);
        byte[] authentic = Arrays.copyOf(alert(1), 15 + DatagramQueue.PROTECTION);
        authentic[12] += DatagramQueue.PROTECTION;
        queue.offer(authentic, 0, authentic.length);
        byte[] buffer = new byte[queue.getReceiveLimit()];
        assertThat(queue.receive(buffer, 0, buffer.length, 1000)).isEqualTo(13);
        assertThat(buffer[0]).isEqualTo((byte) HANDSHAKE);
        assertThat(queue.receive(buffer, 0, buffer.length, 1000)).isEqualTo(authentic.length);
        assertThat(buffer[EPOCH]).isEqualTo((byte) 1);
        assertThat(queue.receive(buffer, 0, buffer.length, 1)).isNegative();
    }

    @Test
    void recordsTooShortForTheirProtectionAreLeftOut() throws IOException {
        for (int length = 0; length < DatagramQueue.PROTECTION; length++) {
            byte[] record = Arrays.copyOf(record(HANDSHAKE, 1), 13 + length);
            record[12] = (byte) length;
            queue.offer(record, 0, record.length);
        }
        byte[] buffer = new byte[queue.getReceiveLimit()];
        assertThat(queue.receive(buffer, 0, buffer.length, 1)).isNegative();
    }

    private static byte[] alert(int epoch) {
        byte[] alert = Arrays.copyOf(record(21, epoch), 15);
        alert[12] = 2;
        return alert;
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
        byte[] record = Arrays.copyOf(record(type, epoch), RECORD);
        record[12] = DatagramQueue.PROTECTION;
        queue.offer(record, 0, RECORD);
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
            assertThat(queue.receive(buffer, 0, buffer.length, 1000)).isEqualTo(RECORD);
            received.add(buffer[0] + "/" + buffer[4]);
        }
        return received;
    }
}
