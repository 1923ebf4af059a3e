package dev.peerscribe.passthrough;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ClientFlightTest {
    private static final int CERTIFICATE = 11;
    private static final int CLIENT_KEY_EXCHANGE = 16;
    private static final int CERTIFICATE_VERIFY = 15;

    private final ClientFlight flight = new ClientFlight();

    @Test
    void isWholeWithItsThreeMessagesInWhateverDatagrams() {
        add(record(22, 0, message(CERTIFICATE, 300, 0, 300)), record(22, 0, message(CLIENT_KEY_EXCHANGE, 33, 0, 33)));
        assertThat(flight.isWhole()).isFalse();
        add(record(22, 0, message(CERTIFICATE_VERIFY, 74, 0, 74)));
        assertThat(flight.isWhole()).isTrue();
    }

    @Test
    void isWholeWithSeveralMessagesInOneRecordAndFragments() {
        add(record(22, 0, message(CERTIFICATE, 300, 0, 200)));
        add(record(22, 0, message(CERTIFICATE, 300, 200, 100), message(CLIENT_KEY_EXCHANGE, 33, 0, 33)));
        add(record(22, 0, message(CERTIFICATE_VERIFY, 74, 0, 70)));
        assertThat(flight.isWhole()).isFalse();
        add(record(22, 0, message(CERTIFICATE_VERIFY, 74, 70, 4)));
        assertThat(flight.isWhole()).isTrue();
    }

    @Test
    void aRepetitionDoesNotCountTwice() {
        for (int i = 0; i < 2; i++) {
            add(record(22, 0, message(CERTIFICATE, 300, 0, 150)));
        }
        add(record(22, 0, message(CLIENT_KEY_EXCHANGE, 33, 0, 33), message(CERTIFICATE_VERIFY, 74, 0, 74)));
        assertThat(flight.isWhole()).isFalse();
        add(record(22, 0, message(CERTIFICATE, 300, 150, 150)));
        assertThat(flight.isWhole()).isTrue();
    }

    @Test
    void whatIsEncryptedOrNoHandshakeIsNothingOfIt() {
        add(record(22, 1, message(CERTIFICATE, 300, 0, 300)));
        add(record(23, 0, message(CERTIFICATE, 300, 0, 300)));
        add(record(22, 0, message(CLIENT_KEY_EXCHANGE, 33, 0, 33), message(CERTIFICATE_VERIFY, 74, 0, 74)));
        assertThat(flight.isWhole()).isFalse();
    }

    @Test
    void whatIsCutShortIsReadAsFarAsItGoes() {
        byte[] whole = record(22, 0, message(CERTIFICATE, 300, 0, 300));
        for (int length = 0; length < whole.length; length++) {
            flight.add(Arrays.copyOf(whole, length));
        }
        assertThat(flight.isWhole()).isFalse();
    }

    private void add(byte[]... records) {
        flight.add(joined(records));
    }

    private static byte[] record(int type, int epoch, byte[]... messages) {
        byte[] body = joined(messages);
        byte[] header = {
            (byte) type, -2, -3, 0, (byte) epoch, 0, 0, 0, 0, 0, 0, (byte) (body.length >> 8), (byte) body.length
        };
        return joined(header, body);
    }

    private static byte[] message(int type, int length, int offset, int fragment) {
        byte[] header = {
            (byte) type,
            0,
            (byte) (length >> 8),
            (byte) length,
            0,
            1,
            0,
            (byte) (offset >> 8),
            (byte) offset,
            0,
            (byte) (fragment >> 8),
            (byte) fragment
        };
        return joined(header, new byte[fragment]);
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
