package dev.peerscribe.passthrough;

import static dev.peerscribe.passthrough.DtlsBytes.CERTIFICATE;
import static dev.peerscribe.passthrough.DtlsBytes.CERTIFICATE_VERIFY;
import static dev.peerscribe.passthrough.DtlsBytes.CLIENT_KEY_EXCHANGE;
import static dev.peerscribe.passthrough.DtlsBytes.joined;
import static dev.peerscribe.passthrough.DtlsBytes.message;
import static dev.peerscribe.passthrough.DtlsBytes.record;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ClientFlightTest {
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
    void fragmentsMayOvertakeEachOther() {
        add(record(22, 0, message(CLIENT_KEY_EXCHANGE, 33, 0, 33), message(CERTIFICATE_VERIFY, 74, 40, 34)));
        add(record(22, 0, message(CERTIFICATE, 300, 200, 100)));
        add(record(22, 0, message(CERTIFICATE_VERIFY, 74, 0, 40)));
        assertThat(flight.isWhole()).isFalse();
        add(record(22, 0, message(CERTIFICATE, 300, 0, 200)));
        assertThat(flight.isWhole()).isTrue();
    }

    @Test
    void whoHasNoCertificateProvesNone() {
        add(record(22, 0, message(CERTIFICATE, 3, 0, 3), message(CLIENT_KEY_EXCHANGE, 33, 0, 33)));
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
}
