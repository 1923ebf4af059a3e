package dev.peerscribe.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The numbers of receiver reports, by hand. */
class ReceptionStatisticsTest {
    private static final long MILLI = 1_000_000L;
    private static final long BEGIN = 5_000_000_000L;

    private final ReceptionStatistics statistics = new ReceptionStatistics(90_000);
    private final byte[] block = new byte[24];

    @Test
    void lossIsWhatWasExpectedLessWhatCame() {
        for (int i = 0; i < 100; i++) {
            if (i % 4 != 3) {
                statistics.received(0x10000 + 65_500 + i, 0, BEGIN);
            }
        }
        statistics.write(block, 0, 0xCAFE, BEGIN);
        // 65500 to 65598 are 99, of which those from 65503 to 65595 by fours are missing, 24: 24 * 256 / 99 = 62
        assertThat(Bytes.i32(block, 0)).isEqualTo(0xCAFE);
        assertThat(block[4] & 0xff).isEqualTo(62);
        assertThat(Bytes.i32(block, 4) & 0xff_ffff).isEqualTo(24);
        assertThat(Bytes.i32(block, 8)).as("one cycle, then 62").isEqualTo(0x1_003E);

        for (int i = 99; i < 199; i++) {
            statistics.received(0x10000 + 65_500 + i, 0, BEGIN);
        }
        statistics.write(block, 0, 0xCAFE, BEGIN);
        assertThat(block[4] & 0xff).as("nothing in this interval").isZero();
        assertThat(Bytes.i32(block, 4) & 0xff_ffff).isEqualTo(24);
    }

    @Test
    void packetsThatComeTwiceMakeTheLossNegativeAndTheFractionNothing() {
        for (int i = 0; i < 10; i++) {
            statistics.received(0x10000 + i, 0, BEGIN);
            statistics.received(0x10000 + i, 0, BEGIN);
        }
        statistics.write(block, 0, 1, BEGIN);
        assertThat(block[4]).isZero();
        assertThat(Bytes.i32(block, 4) & 0xff_ffff).isEqualTo(-10 & 0xff_ffff);
        assertThat(statistics.packetsLost()).isEqualTo(-10);
    }

    @Test
    void jitterIsSmoothedByASixteenth() {
        // transit times of 0, 10 and 10 ms: differences of 900 and 0 units of the timestamp
        statistics.received(0x10000, 0, BEGIN);
        statistics.received(0x10001, 1800, BEGIN + 30 * MILLI);
        statistics.write(block, 0, 1, BEGIN);
        assertThat(Bytes.i32(block, 12)).as("900 / 16").isEqualTo(56);
        statistics.received(0x10002, 3600, BEGIN + 50 * MILLI);
        statistics.write(block, 0, 1, BEGIN);
        assertThat(Bytes.i32(block, 12)).as("56.25 - 56.25 / 16").isEqualTo(52);
        assertThat(statistics.jitterSeconds()).isEqualTo(52 / 90_000.0);
    }

    @Test
    void theLastSenderReportAndItsAgeAreTold() {
        statistics.received(0x10000, 0, BEGIN);
        statistics.write(block, 0, 1, BEGIN);
        assertThat(Bytes.i32(block, 16)).isZero();
        assertThat(Bytes.i32(block, 20)).isZero();
        statistics.senderReport(0x1234_5678, BEGIN);
        statistics.write(block, 0, 1, BEGIN + 5_250 * MILLI);
        assertThat(Bytes.i32(block, 16)).isEqualTo(0x1234_5678);
        assertThat(Bytes.i32(block, 20)).as("5.25 s").isEqualTo(0x0005_4000);
    }

    @Test
    void aRowThatBeginsAnewIsNoLoss() {
        for (int i = 0; i < 10; i++) {
            statistics.received(0x10000 + 2 * i, 0, BEGIN);
        }
        statistics.restarted();
        statistics.received(0x20000, 0, BEGIN);
        statistics.write(block, 0, 1, BEGIN);
        assertThat(Bytes.i32(block, 4)).isZero();
        assertThat(statistics.packetsReceived()).isEqualTo(11);
        assertThat(statistics.packetsLost()).isEqualTo(9);
    }
}
