package dev.peerscribe.rtp;

import static dev.peerscribe.rtp.SimulatedCall.MILLI;
import static dev.peerscribe.rtp.SimulatedCall.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import dev.peerscribe.rtp.SimulatedCall.Received;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Of several layers of one picture one is handed over, the best that comes. */
class SimulcastTest {
    private final SimulatedStream low = layer("l", 0x1000, 320);
    private final SimulatedStream middle = layer("m", 0x2000, 640);
    private final SimulatedStream high = layer("h", 0x3000, 1280);

    private static SimulatedStream layer(String rid, int ssrc, int width) {
        SimulatedStream stream = new SimulatedStream(true, "1", ssrc);
        stream.rid = rid;
        stream.width = width;
        stream.height = width * 9 / 16;
        stream.packetsAFrame = Math.max(1, width / 160);
        stream.timestampOffset = ssrc * 1000L;
        return stream;
    }

    private SimulatedCall call(long seed) {
        SimulatedCall call = new SimulatedCall(seed).with(low, middle, high);
        call.session.receive(List.of(call.section("1", true)));
        return call;
    }

    @Test
    void theLargestLayerIsHandedOver() {
        SimulatedCall call = call(1);
        call.runTo(5 * SECOND);
        assertThat(width(call, 0, 5 * SECOND)).containsOnly(1280);
        assertThat(call.frames).hasSizeGreaterThan(145);
        assertThat(call.plis).isZero();
        assertContinuous(call);
    }

    @Test
    void whatIsHeldAtTheBeginningIsGivenBack() {
        SimulatedCall call = call(6);
        call.runTo(80 * MILLI);
        assertThat(call.pool.lent()).isPositive();
        assertThat(call.frames).isEmpty();
        call.session.close();
        assertThat(call.pool.lent()).isZero();
    }

    @Test
    void whenTheChosenLayerStallsTheNextOneTakesOver() {
        SimulatedCall call = call(2);
        high.ends = 4 * SECOND;
        call.runTo(8 * SECOND);
        assertThat(width(call, 5 * SECOND, 8 * SECOND)).containsOnly(640);
        Received first = call.frames.stream()
                .filter(frame -> frame.at() > 4100 * MILLI)
                .findFirst()
                .orElseThrow();
        assertThat(first.key()).isTrue();
        assertThat(first.at()).isLessThan(5 * SECOND);
        assertThat(first.loss()).isEqualTo(Loss.KEY_FRAME);
        assertContinuous(call);
    }

    @Test
    void aKeyFrameOfTheNextLayerIsAskedForAtOnce() {
        SimulatedCall call = call(7);
        high.ends = 4 * SECOND;
        long stalled = 4 * SECOND + call.there.delay + Section.STALLED;
        call.runTo(stalled);
        assertThat(call.plis).isZero();
        call.runTo(stalled + call.tick + call.back.delay);
        assertThat(call.plis).isEqualTo(1);
        call.runTo(6 * SECOND);
        assertThat(call.plis).isEqualTo(1);
        assertThat(middle.keyFrames).isEqualTo(2);
    }

    @Test
    void aLayerThatSaysGoodbyeIsFollowedByTheNextOneAtOnce() {
        SimulatedCall call = call(8);
        high.ends = 4 * SECOND;
        call.runTo(4 * SECOND + 50 * MILLI);
        byte[] bye = new byte[8];
        Bytes.put32(bye, 0, 0x81CB_0001);
        Bytes.put32(bye, 4, high.ssrc);
        call.session.rtcp(bye, 0, 8, call.now);
        call.runTo(call.now + call.tick + call.back.delay);
        assertThat(call.plis).isEqualTo(1);
        call.runTo(6 * SECOND);
        assertThat(width(call, 4 * SECOND + 200 * MILLI, 6 * SECOND)).containsOnly(640);
        assertContinuous(call);
    }

    @Test
    void aLayerThatMovesToAnotherSectionIsFollowedByTheNextOneAtOnce() {
        SimulatedStream moved = new SimulatedStream(true, "2", high.ssrc);
        high.ends = 4 * SECOND;
        moved.begins = 4 * SECOND;
        SimulatedCall call = new SimulatedCall(9).with(low, middle, high, moved);
        call.session.receive(List.of(call.section("1", true), call.section("2", true)));
        call.runTo(4 * SECOND + 120 * MILLI);
        assertThat(middle.keyFrames).isEqualTo(2);
        call.runTo(6 * SECOND);
        assertThat(call.of("1").stream().filter(frame -> frame.at() > 4 * SECOND + 200 * MILLI))
                .extracting(Received::width)
                .containsOnly(640);
    }

    @Test
    void aLayerThatComesBackIsTakenAtItsKeyFrame() {
        SimulatedCall call = call(3);
        SimulatedStream again = layer("h", 0x3000, 1280);
        high.ends = 4 * SECOND;
        again.begins = 8 * SECOND;
        again.sequence = 5000;
        again.keyWanted = false;
        again.frame = 1;
        again.captured.add(0L);
        call.with(again);
        call.runTo(12 * SECOND);
        assertThat(width(call, 6 * SECOND, 8 * SECOND)).containsOnly(640);
        assertThat(width(call, 9 * SECOND, 12 * SECOND)).containsOnly(1280);
        assertContinuous(call);
        assertThat(again.keyFrames).isBetween(1, 2);
    }

    @Test
    void lossOnALayerIsRepairedByItsOwnRetransmissions() {
        SimulatedCall call = call(4);
        call.there.loss = 0.02;
        call.runTo(20 * SECOND);
        assertThat(width(call, 2 * SECOND, 20 * SECOND)).containsOnly(1280);
        assertThat(high.retransmissions).isGreaterThan(50);
        assertThat(low.retransmissions).isLessThan(20);
        assertThat(call.frames).hasSizeGreaterThan(20 * 30 - 20);
        assertContinuous(call);
    }

    @Test
    void layersThatAreOnlySignalledBySourceAreLayersToo() {
        low.rid = null;
        high.rid = null;
        SimulatedCall call = new SimulatedCall(5).with(low, high);
        call.session.receive(
                List.of(call.section("1", true, SimulatedCall.signalled(low), SimulatedCall.signalled(high))));
        call.there.loss = 0.02;
        call.runTo(10 * SECOND);
        assertThat(width(call, 2 * SECOND, 10 * SECOND)).containsOnly(1280);
        assertThat(call.session.statistics().getFirst().retransmissions()).isPositive();
        assertContinuous(call);
    }

    private static List<Integer> width(SimulatedCall call, long from, long to) {
        return call.frames.stream()
                .filter(frame -> frame.at() >= from && frame.at() < to)
                .map(Received::width)
                .distinct()
                .toList();
    }

    /** Time goes on through every switch, which is at a key frame. */
    private static void assertContinuous(SimulatedCall call) {
        for (int i = 1; i < call.frames.size(); i++) {
            Received before = call.frames.get(i - 1);
            Received frame = call.frames.get(i);
            assertThat(frame.presentation()).isGreaterThan(before.presentation());
            if (frame.width() != before.width()) {
                assertThat(frame.key()).isTrue();
            } else if (!frame.key()) {
                assertThat(frame.number()).isEqualTo(before.number() + 1);
            }
        }
    }
}
