package dev.peerscribe.passthrough;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jitsi.srtp.SrtpContextFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is unprotected, what is refused, and what it costs; with bytes and a clock alone. */
class SrtpTest {
    private static final int SOURCE = 0x0102_0304;
    private static final long SECOND = 1_000_000_000L;

    private final TransportCounters counters = new TransportCounters();
    private final byte[] material = new byte[2 * (16 + 12)];
    private SrtpContextFactory sender;
    private SrtpReceiver receiver;
    private long now = 5 * SECOND;

    @BeforeEach
    void haveKeys() {
        JitsiLibraries.prepare();
        new Random(1).nextBytes(material);
        sender = new SrtpKeys(SrtpProfile.AEAD_AES_128_GCM, material.clone(), true).sending(JitsiLibraries.logger());
        receiver = new SrtpReceiver(new SrtpKeys(SrtpProfile.AEAD_AES_128_GCM, material.clone(), false), counters);
    }

    private byte[] rtp(int source, int sequence) throws GeneralSecurityException {
        byte[] packet = Packets.rtp(source, sequence);
        byte[] room = Arrays.copyOf(packet, packet.length + SrtpSender.EXPANSION);
        PacketView view = new PacketView().over(room, 0, packet.length);
        var _ = sender.deriveContext(source, 0).transformPacket(view);
        return Arrays.copyOf(room, view.getLength());
    }

    private int take(byte[] packet) {
        return receiver.rtp(packet, 0, packet.length, now);
    }

    @ParameterizedTest
    @EnumSource(SrtpProfile.class)
    void feedbackIsUnprotectedWhereverItLies(SrtpProfile profile) throws GeneralSecurityException {
        byte[] keys = new byte[SrtpKeys.materialLength(profile)];
        new Random(2).nextBytes(keys);
        SrtpSender feedback = new SrtpSender(new SrtpKeys(profile, keys.clone(), true), SOURCE);
        SrtpReceiver other = new SrtpReceiver(new SrtpKeys(profile, keys.clone(), false), counters);
        byte[] report = Packets.receiverReport(SOURCE, 7);
        byte[] buffer = new byte[200];
        System.arraycopy(report, 0, buffer, 30, report.length);
        int length = feedback.protectRtcp(buffer, 30, report.length);
        assertThat(length).isEqualTo(report.length + profile.tagLength() + 4);
        assertThat(other.rtcp(buffer, 30, length, now)).isEqualTo(report.length);
        assertThat(Arrays.copyOfRange(buffer, 30, 30 + report.length)).isEqualTo(report);
    }

    @ParameterizedTest
    @EnumSource(SrtpProfile.class)
    void feedbackThatIsNotEncryptedIsRefused(SrtpProfile profile) throws GeneralSecurityException {
        byte[] keys = new byte[SrtpKeys.materialLength(profile)];
        SrtpSender feedback = new SrtpSender(new SrtpKeys(profile, keys.clone(), true), SOURCE);
        SrtpReceiver other = new SrtpReceiver(new SrtpKeys(profile, keys.clone(), false), counters);
        byte[] buffer = Arrays.copyOf(Packets.receiverReport(SOURCE, 7), 100);
        int length = feedback.protectRtcp(buffer, 0, 32);
        buffer[length - profile.trailerAfterIndex() - 4] &= 0x7f;
        assertThat(other.rtcp(buffer, 0, length, now)).isEqualTo(SrtpReceiver.REFUSED);
        assertThat(counters.snapshot().malformed()).isEqualTo(1);
    }

    @Test
    void aPacketOfAnyLengthIsRefusedWithoutAnException() throws GeneralSecurityException {
        byte[] whole = rtp(SOURCE, 1);
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThat(receiver.rtp(cut, 0, length, now)).isEqualTo(SrtpReceiver.REFUSED);
            byte[] feedback = cut.clone();
            assertThat(receiver.rtcp(feedback, 0, length, now)).isEqualTo(SrtpReceiver.REFUSED);
            now += SECOND;
        }
        assertThat(take(whole)).isEqualTo(whole.length - 16);
    }

    @Test
    void mutatedPacketsAreRefusedWithoutAnException() throws GeneralSecurityException {
        byte[] whole = rtp(SOURCE, 1);
        Random random = new Random(3);
        for (int i = 0; i < 3_000; i++) {
            byte[] bad = whole.clone();
            bad[random.nextInt(40)] ^= (byte) (1 + random.nextInt(255));
            assertThat(take(bad)).isEqualTo(SrtpReceiver.REFUSED);
            now += SECOND / 50;
        }
        assertThat(take(whole.clone())).isPositive();
        assertThat(take(whole)).isEqualTo(SrtpReceiver.REFUSED);
        assertThat(counters.snapshot().replayed()).isEqualTo(1);
    }

    @Test
    void forgedSourcesAreTriedOnlySoManyASecondAndNeverKept() throws GeneralSecurityException {
        assertThat(take(rtp(SOURCE, 1))).isPositive();
        for (int i = 0; i < 10 * SrtpContexts.TRIES_PER_SECOND; i++) {
            byte[] forged = Packets.rtp(1_000 + i, 1);
            assertThat(take(forged)).isEqualTo(SrtpReceiver.REFUSED);
        }
        assertThat(counters.snapshot().sourceRefused()).isGreaterThanOrEqualTo(9 * SrtpContexts.TRIES_PER_SECOND);
        assertThat(take(rtp(SOURCE, 2))).as("a known source goes on").isPositive();
        now += SECOND;
        assertThat(take(rtp(77, 1))).as("and a new one is taken a second later").isPositive();
    }

    @Test
    void aFullTableMakesRoomForANewSourceWhenOneHasBeenIdle() {
        SrtpContexts<String> table = new SrtpContexts<>();
        for (int i = 0; i < SrtpContexts.MAX_SOURCES; i++) {
            assertThat(table.add(i, "source " + i, i)).isTrue();
        }
        assertThat(table.add(-1, "one more", 30 * SECOND)).isFalse();
        assertThat(table.find(0, 30 * SECOND)).isEqualTo("source 0");
        assertThat(table.add(-1, "one more", 61 * SECOND)).isTrue();
        assertThat(table.find(-1, 61 * SECOND)).isEqualTo("one more");
        assertThat(table.find(0, 61 * SECOND)).isEqualTo("source 0");
        assertThat(table.find(1, 61 * SECOND))
                .as("the one that was idle longest")
                .isNull();
    }

    @Test
    void mediaThatOvertakeTheHandshakeWaitInOrder() throws GeneralSecurityException {
        List<Integer> sequences = new ArrayList<>();
        MediaGate gate = new MediaGate(
                counters,
                new MediaGate.Media() {
                    @Override
                    public void onRtp(byte[] buffer, int offset, int length, long nanos) {
                        sequences.add((int) ByteBuffer.wrap(buffer).getShort(offset + 2));
                    }

                    @Override
                    public void onRtcp(byte[] buffer, int offset, int length, long nanos) {
                        throw new AssertionError("no feedback was sent");
                    }
                },
                (buffer, offset, length) -> {});
        int waits = EarlyPackets.MAX_BYTES / (Packets.rtp(1, 1).length + 16);
        for (int i = 0; i < waits + 10; i++) {
            byte[] packet = rtp(SOURCE, i);
            gate.packet(packet, 0, packet.length, now);
        }
        assertThat(sequences).isEmpty();
        assertThat(counters.snapshot().overflow()).isEqualTo(10);
        gate.open(new SrtpKeys(SrtpProfile.AEAD_AES_128_GCM, material.clone(), false), 1);
        assertThat(sequences).hasSize(waits).isSorted();
        byte[] next = rtp(SOURCE, waits + 10);
        gate.packet(next, 0, next.length, now);
        assertThat(sequences).last().isEqualTo(waits + 10);
        gate.close();
        byte[] late = rtp(SOURCE, waits + 11);
        gate.packet(late, 0, late.length, now);
        assertThat(sequences).hasSize(waits + 1);
    }
}
