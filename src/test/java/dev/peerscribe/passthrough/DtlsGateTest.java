package dev.peerscribe.passthrough;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DtlsGateTest {
    private static final int APPLICATION_DATA = 23;

    private final TransportCounters counters = new TransportCounters();
    private final DtlsGate gate = new DtlsGate(counters);

    @Test
    void alertsThatNobodyAuthenticatedAreLeftOutOfADatagram() {
        byte[] hello = record(DtlsRecord.HANDSHAKE, 0, 40);
        assertThat(admit(record(DtlsRecord.ALERT, 0, 2), hello, record(DtlsRecord.ALERT, 0, 2)))
                .isEqualTo(hello);
        assertThat(admit(record(DtlsRecord.ALERT, 0, 2))).isEmpty();
        assertThat(counters.snapshot().unauthentic()).isEqualTo(3);
        byte[] authentic = record(DtlsRecord.ALERT, 1, 2 + DtlsGate.PROTECTION);
        assertThat(admit(authentic)).isEqualTo(authentic);
    }

    @Test
    void recordsShorterThanTheirProtectionAreLeftOut() {
        for (int length = 0; length < DtlsGate.PROTECTION; length++) {
            assertThat(admit(record(DtlsRecord.HANDSHAKE, 1, length))).isEmpty();
        }
        assertThat(counters.snapshot().unauthentic()).isEqualTo(DtlsGate.PROTECTION);
        assertThat(admit(record(DtlsRecord.HANDSHAKE, 1, DtlsGate.PROTECTION))).isNotEmpty();
    }

    @Test
    void onceThereAreKeysAClientHearsNothingInTheClear() {
        gate.established();
        for (int type = DtlsRecord.CHANGE_CIPHER_SPEC; type <= APPLICATION_DATA; type++) {
            assertThat(admit(record(type, 0, 30))).as("type %d", type).isEmpty();
        }
    }

    @Test
    void onceThereAreKeysAServerHearsAClientsRepetition() {
        gate.server();
        gate.established();
        assertThat(admit(record(DtlsRecord.HANDSHAKE, 0, 30))).isNotEmpty();
        assertThat(admit(record(DtlsRecord.CHANGE_CIPHER_SPEC, 0, 1))).isEmpty();
        assertThat(admit(record(APPLICATION_DATA, 0, 30))).isEmpty();
    }

    @Test
    void aMessageLongerThanAnyTakesNoRoom() {
        assertThat(admit(message(DtlsGate.MAX_MESSAGE))).isNotEmpty();
        assertThat(admit(message(DtlsGate.MAX_MESSAGE + 1))).isEmpty();
        assertThat(admit(message(0xFFFFFF))).isEmpty();
        assertThat(counters.snapshot().malformed()).isEqualTo(2);
    }

    @Test
    void whatIsNoRecordIsLeftOutAndWhatIsCutShortIsTheLibrarys() {
        byte[] hello = record(DtlsRecord.HANDSHAKE, 0, 40);
        assertThat(admit(hello, new byte[12])).isEqualTo(hello);
        assertThat(counters.snapshot().malformed()).isEqualTo(1);
        assertThat(gate.admit(hello, 0, 20)).hasSize(20);
    }

    private byte[] admit(byte[]... records) {
        byte[] datagram = DtlsBytes.joined(records);
        return gate.admit(datagram, 0, datagram.length);
    }

    /** A fragment of one byte of a message that claims a length. */
    private static byte[] message(int length) {
        return DtlsBytes.record(DtlsRecord.HANDSHAKE, 0, DtlsBytes.message(DtlsBytes.CERTIFICATE, length, 0, 1));
    }

    private static byte[] record(int type, int epoch, int length) {
        return DtlsBytes.record(type, epoch, new byte[length]);
    }
}
