package dev.peerscribe.rtp;

import static dev.peerscribe.rtp.SimulatedCall.MILLI;
import static dev.peerscribe.rtp.SimulatedCall.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import dev.peerscribe.codec.Codec;
import dev.peerscribe.codec.FrameBufferPool;
import dev.peerscribe.rtp.SimulatedCall.Received;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A session that receives over good and bad networks, on virtual time. */
class RtpSessionTest {
    private final SimulatedStream picture = new SimulatedStream(true, "1", 0x1111_0000);
    private final SimulatedStream sound = new SimulatedStream(false, "0", 0x2222_0000);

    private SimulatedCall call(long seed) {
        SimulatedCall call = new SimulatedCall(seed).with(picture, sound);
        call.session.receive(List.of(call.section("0", false), call.section("1", true)));
        return call;
    }

    @Test
    void onACleanPathEveryFrameComesOutInOrder() {
        SimulatedCall call = call(1);
        call.runTo(10 * SECOND);
        assertWhole(call, picture);
        assertWhole(call, sound);
        assertThat(call.frames).extracting(Received::loss).containsOnly(Loss.NONE);
        assertThat(call.nacks).isZero();
        assertThat(call.plis).isZero();
        assertThat(call.session.refusals()).isEmpty();
        assertThat(call.of("0")).extracting(Received::audioLevel).containsOnly(17);
    }

    @Test
    void twoPercentLossCostsNextToNothing() {
        SimulatedCall call = call(2);
        call.there.loss = 0.02;
        call.back.loss = 0.02;
        call.runTo(60 * SECOND);
        call.assertDecodable("1");
        assertThat(share(call, picture)).isGreaterThan(0.99);
        assertThat(call.nacks).isBetween(200, 1000);
    }

    @Test
    void fivePercentLossCostsLittle() {
        SimulatedCall call = call(3);
        call.there.loss = 0.05;
        call.back.loss = 0.05;
        call.runTo(60 * SECOND);
        call.assertDecodable("1");
        assertThat(share(call, picture)).isGreaterThan(0.97);
    }

    @Test
    void withoutRetransmissionsOnASourceOfTheirOwnLossIsRepairedToo() {
        picture.rtx = false;
        SimulatedCall call = call(4);
        call.there.loss = 0.03;
        call.runTo(30 * SECOND);
        call.assertDecodable("1");
        assertThat(share(call, picture)).isGreaterThan(0.99);
    }

    @Test
    void jitterWithReorderLosesNothingAndHardlyAsks() {
        SimulatedCall call = call(5);
        call.there.jitter = 20 * MILLI;
        call.there.reorders = true;
        call.runTo(30 * SECOND);
        assertWhole(call, picture);
        assertWhole(call, sound);
        assertThat(call.nacks).isLessThan(200);
        assertThat(call.plis).isZero();
    }

    @Test
    void packetsThatComeTwiceAreTakenOnce() {
        SimulatedCall call = call(6);
        call.there.duplication = 0.3;
        call.there.jitter = 5 * MILLI;
        call.there.reorders = true;
        call.runTo(10 * SECOND);
        assertWhole(call, picture);
    }

    @Test
    void afterABlackoutFramesComeAgainWithinASecondAndTheGapIsTold() {
        SimulatedCall call = call(7);
        call.there.awayFrom = 5 * SECOND;
        call.there.awayTo = 7 * SECOND;
        call.back.awayFrom = 5 * SECOND;
        call.back.awayTo = 7 * SECOND;
        call.runTo(12 * SECOND);
        call.assertDecodable("1");
        Received back = call.of("1").stream()
                .filter(frame -> frame.at() >= 7 * SECOND)
                .findFirst()
                .orElseThrow();
        assertThat(back.key()).isTrue();
        assertThat(back.loss()).isEqualTo(Loss.KEY_FRAME);
        assertThat(back.at()).isLessThan(8 * SECOND);
        Received heard = call.of("0").stream()
                .filter(frame -> frame.at() >= 7 * SECOND)
                .findFirst()
                .orElseThrow();
        assertThat(heard.loss()).isEqualTo(Loss.NETWORK);
        assertThat(call.of("1").stream().filter(frame -> frame.loss() != Loss.NONE))
                .hasSize(1);
    }

    private static double share(SimulatedCall call, SimulatedStream stream) {
        int underWay = 20;
        return (double) call.of(stream.mid).size() / (stream.captured.size() - underWay);
    }

    /** Every frame came, in order, but for those that are under way. */
    private static void assertWhole(SimulatedCall call, SimulatedStream stream) {
        List<Received> frames = call.of(stream.mid);
        for (int i = 0; i < frames.size(); i++) {
            assertThat(frames.get(i).number()).isEqualTo(i);
        }
        assertThat(frames).hasSizeGreaterThan(stream.captured.size() - 5);
    }

    @Test
    void sequenceNumbersAndTimestampsWrapUnnoticed() {
        picture.sequence = 65_530;
        picture.timestampOffset = 0xffff_ffffL - 90_000;
        sound.sequence = 0;
        sound.timestampOffset = -48_000;
        SimulatedCall call = call(9);
        call.there.jitter = 10 * MILLI;
        call.there.reorders = true;
        call.there.loss = 0.01;
        call.runTo(10 * SECOND);
        assertWhole(call, picture);
        call.assertDecodable("0");
        assertThat(call.of("0")).hasSizeGreaterThan(480);
    }

    @Test
    void aSourceThatIsSilentForMinutesGoesOn() {
        picture.ends = 5 * SECOND;
        SimulatedStream later = new SimulatedStream(true, "1", picture.ssrc);
        later.begins = 305 * SECOND;
        later.sequence = 1000 + (150 * 8 + 16);
        later.frame = 150;
        later.keyWanted = false;
        for (int i = 0; i < 150; i++) {
            later.captured.add(0L);
        }
        SimulatedCall call = new SimulatedCall(29).with(picture, later);
        call.session.receive(List.of(call.section("1", true)));
        call.runTo(306 * SECOND);
        int asked = call.plis;
        call.runTo(310 * SECOND);
        call.assertDecodable("1");
        assertThat(call.plis)
                .as("forgotten after two minutes, so that a key frame is needed")
                .isEqualTo(asked);
        assertThat(asked).isEqualTo(1);
        assertThat(call.of("1")).hasSizeGreaterThan(150 + 140);
    }

    @Test
    void numbersFarFromAllBeforeAreBelievedWhenTwoFollowOneAnother() {
        ExtendedSequence sequences = new ExtendedSequence();
        assertThat(sequences.accept(10)).isEqualTo(0x1000A);
        assertThat(sequences.accept(30_000)).isEqualTo(ExtendedSequence.NOT_BELIEVED);
        assertThat(sequences.accept(11)).isEqualTo(0x1000B);
        assertThat(sequences.accept(30_000)).isEqualTo(ExtendedSequence.NOT_BELIEVED);
        assertThat(sequences.restarted()).isFalse();
        assertThat(sequences.accept(30_001)).isEqualTo(0x10000 + 30_001);
        assertThat(sequences.restarted()).isTrue();
        assertThat(sequences.accept(29_999)).isEqualTo(0x10000 + 29_999);
        assertThat(sequences.near(30_010)).isEqualTo(0x10000 + 30_010);
        assertThat(sequences.highest()).isEqualTo(0x10000 + 30_001);
    }

    @Test
    void aRowThatBeginsAnewIsFollowedAfterAKeyFrame() {
        picture.ends = 5 * SECOND;
        SimulatedStream restarted = new SimulatedStream(true, "1", picture.ssrc);
        restarted.begins = 5 * SECOND;
        restarted.sequence = 40_000;
        restarted.timestampOffset = 12345;
        SimulatedCall call = call(30).with(restarted);
        call.runTo(10 * SECOND);
        assertThat(call.of("1")).hasSizeGreaterThan(280);
        assertThat(call.of("1").getLast().presentation()).isBetween(9900 * MILLI, 10_050 * MILLI);
    }

    @Test
    void whatWasSentAsVp8AndOpusComesOutBitForBit() {
        List<byte[]> frames = new ArrayList<>();
        RtpSession session = new RtpSession(
                1,
                "cname",
                new FrameBufferPool(),
                new RtpSession.Output() {
                    @Override
                    public void frame(String mid, ReceivedFrame received) {
                        byte[] bytes = new byte[received.frame().data().size()];
                        received.frame().data().view().get(bytes);
                        received.frame().data().close();
                        frames.add(bytes);
                    }

                    @Override
                    public void rtcp(byte[] datagram, int offset, int length) {}
                },
                RtpSettings.defaults(),
                new Random(1));
        SimulatedCall call = new SimulatedCall(31);
        session.receive(List.of(call.section("0", false), call.section("1", true)));
        byte[] frame = new byte[2500];
        new Random(2).nextBytes(frame);
        System.arraycopy(new byte[] {0, 0, 0, (byte) 0x9d, 0x01, 0x2a, 64, 0, 48, 0}, 0, frame, 0, 10);
        for (int part = 0; part < 3; part++) {
            int from = part * 1000;
            int length = Math.min(1000, frame.length - from);
            byte[] packet = new byte[12 + 1 + length];
            Bytes.put16(packet, 0, 0x8000 | (part == 2 ? 0x80 : 0) | SimulatedStream.VP8);
            Bytes.put16(packet, 2, part);
            Bytes.put32(packet, 8, 1);
            packet[12] = (byte) (part == 0 ? 0x10 : 0);
            System.arraycopy(frame, from, packet, 13, length);
            session.rtp(packet, 0, packet.length, 10 * MILLI);
        }
        byte[] opus = {(byte) 0x80, SimulatedStream.OPUS, 0, 1, 0, 0, 0, 0, 0, 0, 0, 2, 0x78, 1, 2, 3};
        session.rtp(opus, 0, opus.length, 10 * MILLI);
        session.tick(50 * MILLI);
        assertThat(frames).containsExactly(frame, new byte[] {0x78, 1, 2, 3});
        session.close();
    }

    @Test
    void aSourceThatTakesThePlaceOfAnotherGoesOn() {
        picture.ends = 5 * SECOND;
        sound.ends = 5 * SECOND;
        SimulatedStream next = new SimulatedStream(true, "1", 0x3333_0000);
        next.begins = 5 * SECOND + 20 * MILLI;
        next.width = 640;
        next.timestampOffset = 77;
        SimulatedStream nextSound = new SimulatedStream(false, "0", 0x4444_0000);
        nextSound.begins = 5 * SECOND + 20 * MILLI;
        SimulatedCall call = call(10).with(next, nextSound);
        call.there.loss = 0.01;
        call.runTo(10 * SECOND);
        List<Received> frames = call.of("1");
        assertThat(frames).hasSizeGreaterThan(290);
        assertThat(frames.getLast().width()).isEqualTo(640);
        for (int i = 1; i < frames.size(); i++) {
            assertThat(frames.get(i).presentation() - frames.get(i - 1).presentation())
                    .isBetween(1L, 120 * MILLI);
        }
        assertThat(call.of("0")).hasSizeGreaterThan(480);
        assertThat(next.retransmissions).isPositive();
        assertThat(call.session.statistics()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aSourceWhosePlaceWasTakenIsTakenBackWhenTheOtherIsSilent(boolean video) {
        SimulatedStream first = new SimulatedStream(video, video ? "1" : "0", 0x1111);
        SimulatedStream other = new SimulatedStream(video, first.mid, 0x9999);
        other.begins = 2 * SECOND;
        other.ends = 4 * SECOND;
        SimulatedCall call = new SimulatedCall(31).with(first, other);
        call.session.receive(List.of(call.section(first.mid, video)));
        call.runTo(7 * SECOND);
        assertThat(call.of(first.mid))
                .filteredOn(frame -> frame.at() > 5 * SECOND)
                .hasSizeGreaterThan(55);
    }

    @Test
    void withoutAKeyFrameAtTheBeginningOneIsAskedForAndWaitedFor() {
        picture.keyWanted = false;
        picture.frame = 1;
        picture.captured.add(0L);
        SimulatedCall call = call(11);
        call.runTo(2 * SECOND);
        Received first = call.of("1").getFirst();
        assertThat(first.key()).isTrue();
        assertThat(first.loss()).isEqualTo(Loss.NONE);
        assertThat(first.at()).isLessThan(300 * MILLI);
        assertThat(call.plis).isEqualTo(1);
        assertThat(statistics(call, "1").framesDropped()).containsKey(DropCause.WITHHELD);
    }

    @Test
    void whereOnlyFirIsNegotiatedItIsSent() {
        picture.keyWanted = false;
        picture.frame = 1;
        picture.captured.add(0L);
        SimulatedCall call = new SimulatedCall(12).with(picture).answering(FeedbackKind.FIR);
        call.session.receive(List.of(call.section("1", true)));
        call.runTo(SECOND);
        assertThat(call.firs).isEqualTo(1);
        assertThat(call.plis).isZero();
        assertThat(call.of("1")).isNotEmpty();
    }

    @Test
    void aSenderThatMakesNoKeyFrameIsAskedLessAndLess() {
        picture.keyWanted = false;
        picture.frame = 1;
        SimulatedCall call = call(13);
        call.answersKeyFrames = false;
        call.runTo(20 * SECOND);
        assertThat(call.plis).isBetween(8, 12);
        assertThat(call.of("1")).isEmpty();
    }

    @Test
    void withoutNackLossIsMadeGoodByAKeyFrame() {
        SimulatedCall call = new SimulatedCall(14).with(picture).answering(FeedbackKind.PLI);
        call.session.receive(List.of(call.section("1", true)));
        call.there.loss = 0.002;
        call.runTo(30 * SECOND);
        call.assertDecodable("1");
        assertThat(call.nacks).isZero();
        assertThat(call.plis).isPositive();
        assertThat(call.of("1")).hasSizeGreaterThan(600);
        assertThat(call.of("1").stream().filter(frame -> frame.loss() != Loss.NONE))
                .hasSize((int) call.of("1").stream().filter(Received::key).count() - 1);
    }

    @Test
    void whatTheSenderDoesNotRepeatIsGivenUpAndAKeyFrameAskedFor() {
        SimulatedCall call = call(15);
        call.repeats = false;
        call.there.awayFrom = picture.frameInterval * 150;
        call.there.awayTo = call.there.awayFrom + 1;
        call.runTo(10 * SECOND);
        call.assertDecodable("1");
        int lost = 8;
        assertThat(call.nacks).isEqualTo(10 * lost);
        assertThat(call.plis).isEqualTo(1);
        List<Received> after =
                call.of("1").stream().filter(frame -> frame.loss() != Loss.NONE).toList();
        assertThat(after).hasSize(1);
        assertThat(after.getFirst().loss()).isEqualTo(Loss.KEY_FRAME);
        assertThat(after.getFirst().at() - call.there.awayTo).isLessThan(1700 * MILLI);
    }

    @Test
    void aGoodbyeLetsGoOfWhatWaits() {
        SimulatedCall call = call(16);
        call.there.loss = 0.05;
        call.runTo(5 * SECOND);
        call.streams.clear();
        byte[] bye = new byte[12];
        Bytes.put32(bye, 0, 0x82CB_0002);
        Bytes.put32(bye, 4, picture.ssrc);
        Bytes.put32(bye, 8, sound.ssrc);
        call.session.rtcp(bye, 0, 12, call.now);
        assertThat(call.session.waitingBytes()).isZero();
        int asked = call.plis;
        call.runTo(10 * SECOND);
        assertThat(call.plis).isLessThanOrEqualTo(asked + 1);
    }

    @Test
    void aSourceThatWasSwitchedOffAndOnAgainIsAskedForKeyFramesAsBefore() {
        SimulatedCall call = call(18);
        call.runTo(2 * SECOND);
        byte[] bye = new byte[8];
        Bytes.put32(bye, 0, 0x81CB_0001);
        Bytes.put32(bye, 4, picture.ssrc);
        call.session.rtcp(bye, 0, 8, call.now);
        call.runTo(4 * SECOND);
        int asked = call.plis;
        call.session.requestKeyFrame("1");
        call.runTo(5 * SECOND);
        assertThat(call.plis).isGreaterThan(asked);
    }

    @Test
    void aSourceThatMovesToAnotherSectionIsFollowed() {
        SimulatedStream moved = new SimulatedStream(true, "2", picture.ssrc);
        picture.ends = 2 * SECOND;
        moved.begins = 2 * SECOND;
        SimulatedCall call = new SimulatedCall(17).with(picture, moved);
        call.session.receive(List.of(call.section("1", true), call.section("2", true)));
        call.runTo(4 * SECOND);
        assertThat(call.of("1")).hasSizeGreaterThan(55);
        assertThat(call.of("2")).hasSizeGreaterThan(55);
    }

    @Test
    void rotationStaysUntilItChanges() {
        picture.rotation = 1;
        SimulatedCall call = call(18);
        call.runTo(SECOND);
        picture.rotation = -1;
        call.runTo(2 * SECOND);
        picture.rotation = 0;
        call.runTo(3 * SECOND);
        assertThat(call.of("1").get(10).rotation()).isEqualTo(90);
        assertThat(call.of("1").get(45).rotation()).isEqualTo(90);
        assertThat(call.of("1").getLast().rotation()).isZero();
    }

    @Test
    void aLongRoundTripIsLearnedFromRetransmissionsAlone() {
        SimulatedCall call = new SimulatedCall(20).with(picture).answering(FeedbackKind.NACK, FeedbackKind.PLI);
        call.session.receive(List.of(call.section("1", true)));
        call.there.delay = 120 * MILLI;
        call.back.delay = 120 * MILLI;
        call.there.loss = 0.03;
        call.runTo(40 * SECOND);
        assertThat(share(call, picture)).isGreaterThan(0.98);
    }

    @Test
    void aPathThatChangesIsNotPunished() {
        SimulatedCall call = call(21);
        call.runTo(5 * SECOND);
        call.there.awayFrom = 5 * SECOND;
        call.there.awayTo = 8 * SECOND;
        call.back.awayFrom = 5 * SECOND;
        call.back.awayTo = 8 * SECOND;
        call.runTo(8 * SECOND);
        call.session.pathChanged(call.now);
        call.runTo(12 * SECOND);
        Received back = call.of("1").stream()
                .filter(frame -> frame.at() >= 8 * SECOND)
                .findFirst()
                .orElseThrow();
        assertThat(back.at()).isLessThan(8 * SECOND + 500 * MILLI);
        assertThat(lastRemb(call)).isGreaterThan(19_000_000L);
        call.assertDecodable("1");
    }

    @Test
    void heavyLossLowersWhatTheSenderMaySendAndItComesBack() {
        SimulatedCall call = call(22);
        call.runTo(5 * SECOND);
        assertThat(lastRemb(call)).isBetween(19_900_000L, 20_000_000L);
        call.there.loss = 0.3;
        call.runTo(15 * SECOND);
        assertThat(lastRemb(call)).isBetween(150_000L, 3_000_000L);
        call.there.loss = 0;
        call.runTo(40 * SECOND);
        assertThat(lastRemb(call)).isBetween(19_900_000L, 20_000_000L);
    }

    @Test
    void aFloodOfSourcesIsRefused() {
        SimulatedCall call = call(23);
        call.runTo(SECOND);
        byte[] packet = new byte[40];
        packet[0] = (byte) 0x80;
        packet[1] = SimulatedStream.OPUS;
        for (int i = 0; i < 10_000; i++) {
            Bytes.put32(packet, 8, 0x7000_0000 + i);
            call.session.rtp(packet, 0, packet.length, call.now);
        }
        assertThat(call.session.refusals().get(Refusal.TOO_MANY_SOURCES)).isGreaterThan(9_900L);
        call.runTo(3 * SECOND);
        assertThat(call.of("1")).hasSizeGreaterThan(80);
    }

    @Test
    void packetsOfNoSectionAreRefusedAndCounted() {
        SimulatedCall call = new SimulatedCall(24).with(picture, sound);
        call.session.receive(List.of(call.section("1", true)));
        call.runTo(SECOND);
        assertThat(call.session.refusals()).containsOnlyKeys(Refusal.UNKNOWN_SECTION);
        assertThat(call.of("1")).isNotEmpty();
    }

    @Test
    void sectionsThatGoLetGoOfEverythingAndThoseThatStayGoOn() {
        SimulatedCall call = call(25);
        call.there.loss = 0.05;
        call.runTo(3 * SECOND);
        call.session.receive(List.of(call.section("0", false)));
        int pictures = call.of("1").size();
        int sounds = call.of("0").size();
        call.runTo(6 * SECOND);
        assertThat(call.of("1")).hasSize(pictures);
        assertThat(call.of("0")).hasSizeGreaterThan(sounds + 130);
        assertThat(call.session.statistics()).hasSize(1);
        call.session.receive(List.of(call.section("0", false), call.section("1", true)));
        call.runTo(9 * SECOND);
        assertThat(call.of("1")).hasSizeGreaterThan(pictures + 75);
    }

    @Test
    void whatIsClosedHoldsNothingAndTakesNothing() {
        SimulatedCall call = call(26);
        call.there.loss = 0.2;
        call.runTo(3 * SECOND + 7 * MILLI);
        assertThat(call.pool.lent()).isPositive();
        assertThat(call.session.waitingBytes()).isPositive();
        call.session.close();
        call.session.close();
        assertThat(call.pool.lent()).isZero();
        assertThat(call.session.waitingBytes()).isZero();
        int frames = call.frames.size();
        call.runTo(5 * SECOND);
        assertThat(call.frames).hasSize(frames);
        assertThat(call.pool.lent()).isZero();
    }

    @Test
    void statisticsSayWhatHappened() {
        SimulatedCall call = call(8);
        call.there.loss = 0.02;
        call.there.jitter = 10 * MILLI;
        call.runTo(20 * SECOND);
        StreamStatistics pictures = statistics(call, "1");
        assertThat(pictures.codec()).contains(Codec.VP8);
        assertThat(pictures.framesReceived()).isEqualTo(call.of("1").size());
        assertThat(pictures.packetsReceived() + pictures.packetsLost())
                .isBetween(picture.packets - 30, picture.packets);
        assertThat(pictures.packetsLost()).isBetween(50L, 150L);
        assertThat(pictures.retransmissions()).isBetween(1L, (long) picture.retransmissions);
        assertThat(pictures.nacks()).isBetween((long) call.nacks, call.nacks + 20L);
        assertThat(pictures.keyFrameRequests()).isGreaterThanOrEqualTo(call.plis);
        assertThat(pictures.width()).isEqualTo(1280);
        assertThat(pictures.height()).isEqualTo(720);
        assertThat(pictures.bitsPerSecond()).isBetween(1_700_000L, 2_200_000L);
        assertThat(pictures.jitterSeconds()).isBetween(0.0005, 0.02);
        StreamStatistics sounds = statistics(call, "0");
        assertThat(sounds.codec()).contains(Codec.OPUS);
        assertThat(sounds.width()).isZero();
        assertThat(sounds.packetsLost()).isBetween(5L, 50L);
    }

    @Test
    void aPictureThatStandsStillIsAFreeze() {
        picture.ends = 4 * SECOND;
        SimulatedStream later = new SimulatedStream(true, "1", picture.ssrc);
        later.begins = 5 * SECOND;
        later.sequence = (1000 + 4 * 30 * 8 + 16) & 0xffff;
        SimulatedCall call = call(27).with(later);
        call.runTo(8 * SECOND);
        assertThat(statistics(call, "1").freezes()).isEqualTo(1);
    }

    @Test
    void compoundRtcpBeginsWithAReportAndTheName() {
        SimulatedCall call = new SimulatedCall(28).with(picture);
        ReceiveSection section = call.section("1", true);
        call.session.receive(List.of(new ReceiveSection(
                "1", true, section.payloadTypes(), section.extensions(), List.of(), List.of(), false)));
        call.there.loss = 0.05;
        call.runTo(5 * SECOND);
        assertThat(call.feedback).hasSizeGreaterThan(50).allSatisfy(datagram -> {
            assertThat(datagram[1] & 0xff).isEqualTo(201);
            int description = 4 + 4 * Bytes.u16(datagram, 2);
            assertThat(datagram[description + 1] & 0xff).isEqualTo(202);
            assertThat(new String(datagram, description + 10, 5, java.nio.charset.StandardCharsets.US_ASCII))
                    .isEqualTo("cname");
        });
    }

    private static StreamStatistics statistics(SimulatedCall call, String mid) {
        return call.session.statistics().stream()
                .filter(one -> one.mid().equals(mid))
                .findFirst()
                .orElseThrow();
    }

    private static long lastRemb(SimulatedCall call) {
        long found = -1;
        for (byte[] datagram : call.feedback) {
            for (int at = 0; at < datagram.length; at += 4 + 4 * Bytes.u16(datagram, at + 2)) {
                if ((datagram[at + 1] & 0xff) == 206 && (datagram[at] & 0x1f) == 15) {
                    int word = Bytes.i32(datagram, at + 16);
                    assertThat(word >>> 24).as("one source of pictures").isEqualTo(1);
                    found = (long) (word & 0x3ffff) << (word >> 18 & 0x3f);
                }
            }
        }
        return found;
    }
}
