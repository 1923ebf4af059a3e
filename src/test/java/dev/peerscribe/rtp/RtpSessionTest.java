package dev.peerscribe.rtp;

import static dev.peerscribe.rtp.SimulatedCall.MILLI;
import static dev.peerscribe.rtp.SimulatedCall.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import dev.peerscribe.rtp.SimulatedCall.Received;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

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
        return (double) call.of(stream.mid).size() / stream.captured.size();
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
    void statisticsSayWhatHappened() {
        SimulatedCall call = call(8);
        call.there.loss = 0.02;
        call.runTo(20 * SECOND);
        Map<String, StreamStatistics> all = call.session.statistics().stream()
                .collect(java.util.stream.Collectors.toMap(StreamStatistics::mid, one -> one));
        StreamStatistics pictures = all.get("1");
        assertThat(pictures.framesReceived()).isEqualTo(call.of("1").size());
        assertThat(pictures.retransmissions()).isBetween(1L, (long) picture.retransmissions);
    }
}
