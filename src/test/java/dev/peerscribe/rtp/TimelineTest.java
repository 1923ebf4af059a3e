package dev.peerscribe.rtp;

import static dev.peerscribe.rtp.SimulatedCall.MILLI;
import static dev.peerscribe.rtp.SimulatedCall.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import dev.peerscribe.rtp.SimulatedCall.Received;
import java.util.List;
import java.util.LongSummaryStatistics;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When frames are to be shown: sound and picture together, without jumps, whatever clocks and networks do. */
class TimelineTest {
    private final SimulatedStream picture = new SimulatedStream(true, "1", 0x1111_0000);
    private final SimulatedStream sound = new SimulatedStream(false, "0", 0x2222_0000);

    private SimulatedCall call(long seed) {
        picture.packetsAFrame = 1;
        picture.encodingDelay = 80 * MILLI;
        sound.encodingDelay = 5 * MILLI;
        SimulatedCall call = new SimulatedCall(seed).with(picture, sound);
        call.session.receive(List.of(call.section("0", false), call.section("1", true)));
        return call;
    }

    @Test
    void soundAndPictureMeetOnceBothHaveAReport() {
        SimulatedCall call = call(1);
        call.runTo(30 * SECOND);
        double before = lateness(call, picture, 0, 400 * MILLI) - lateness(call, sound, 0, 400 * MILLI);
        double after =
                lateness(call, picture, 8 * SECOND, 30 * SECOND) - lateness(call, sound, 8 * SECOND, 30 * SECOND);
        assertThat(before / MILLI).isBetween(70.0, 80.0);
        assertThat(after / MILLI).isBetween(-2.0, 2.0);
        assertSmooth(call, picture, 0.11);
        assertSmooth(call, sound, 0.11);
    }

    @Test
    void aReportThatComesLateBringsNoJump() {
        picture.firstReport = 60 * SECOND;
        sound.firstReport = 61 * SECOND;
        SimulatedCall call = call(2);
        call.runTo(100 * SECOND);
        assertSmooth(call, picture, 0.11);
        assertSmooth(call, sound, 0.11);
        assertThat((lateness(call, picture, 65 * SECOND, 100 * SECOND)
                                - lateness(call, sound, 65 * SECOND, 100 * SECOND))
                        / MILLI)
                .isBetween(-2.0, 2.0);
    }

    @Test
    void jitterOfTheNetworkDoesNotShakeTheTimeline() {
        SimulatedCall call = call(3);
        call.there.jitter = 200 * MILLI;
        call.there.reorders = true;
        call.runTo(60 * SECOND);
        assertSmooth(call, picture, 0.11);
        assertSmooth(call, sound, 0.11);
        assertShown(call, picture, 12 * SECOND, 25, 45);
        assertShown(call, sound, 12 * SECOND, 25, 45);
    }

    @Test
    void clocksThatDriftAreFollowedForAnHour() {
        picture.frameInterval = SECOND / 5;
        sound.frameInterval = 60 * MILLI;
        picture.ppm = -60;
        sound.ppm = 100;
        SimulatedCall call = call(4);
        call.senderPpm = 80;
        call.tick = 20 * MILLI;
        call.there.jitter = 30 * MILLI;
        call.runTo(3600 * SECOND);
        assertShown(call, picture, 15 * SECOND, 20, 40);
        assertShown(call, sound, 15 * SECOND, 20, 40);
        for (long at = 15 * SECOND; at < 3600 * SECOND; at += 300 * SECOND) {
            double apart = lateness(call, picture, at, at + 10 * SECOND) - lateness(call, sound, at, at + 10 * SECOND);
            assertThat(apart / MILLI).isBetween(-5.0, 5.0);
        }
    }

    @Test
    void withoutAnyReportSoundAndPictureAreWhereTheyArrive() {
        picture.firstReport = 1000 * SECOND;
        sound.firstReport = 1000 * SECOND;
        picture.ppm = 100;
        SimulatedCall call = call(5);
        call.there.jitter = 30 * MILLI;
        call.runTo(120 * SECOND);
        assertShown(call, picture, 10 * SECOND, 100, 120);
    }

    @Test
    void aSenderThatSetsItsClockIsFollowedWithoutAJump() {
        SimulatedCall call = call(6);
        call.runTo(20 * SECOND);
        call.senderStep = 37 * SECOND;
        call.runTo(60 * SECOND);
        assertSmooth(call, picture, 0.11);
        assertSmooth(call, sound, 0.11);
        double apart =
                lateness(call, picture, 40 * SECOND, 60 * SECOND) - lateness(call, sound, 40 * SECOND, 60 * SECOND);
        assertThat(apart / MILLI).isBetween(-2.0, 2.0);
    }

    @Test
    void timestampsThatBeginAnewArePlacedWhereTheyArrive() {
        SimulatedCall call = call(7);
        call.runTo(20 * SECOND);
        picture.timestampOffset -= 1_000_000_000L;
        call.runTo(40 * SECOND);
        picture.timestampOffset += 2_000_000_000L;
        call.runTo(60 * SECOND);
        assertThat(call.of("1")).hasSizeGreaterThan(picture.captured.size() - 5);
        assertShown(call, picture, 0, 20, 110);
    }

    @Test
    void aClockThatStoodStillDuringAPauseIsNoticed() {
        for (long firstReport : new long[] {SECOND / 2, 1000 * SECOND}) {
            SimulatedStream before = new SimulatedStream(true, "1", 0x1111_0000);
            before.firstReport = firstReport;
            before.ends = 10 * SECOND;
            SimulatedStream after = new SimulatedStream(true, "1", 0x1111_0000);
            after.firstReport = 1000 * SECOND;
            after.begins = 25 * SECOND;
            after.sequence = before.sequence + 300 * 8 + 16;
            after.timestampOffset = before.timestampOffset - 15 * 90_000;
            SimulatedCall call = new SimulatedCall(10).with(before, after);
            call.session.receive(List.of(call.section("1", true)));
            call.runTo(40 * SECOND);
            List<Received> frames = call.of("1").stream()
                    .filter(frame -> frame.at() > 26 * SECOND)
                    .toList();
            assertThat(frames).hasSizeGreaterThan(400);
            for (Received frame : frames) {
                assertThat(Math.abs(error(frame, after) - 25 * MILLI)).isLessThan(20 * MILLI);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {400, 900, 1_600, 2_400, 6_000})
    void soundWhoseClockStoodStillWhileThePictureWentOnIsPutRightWithinAMoment(long millis) {
        SimulatedStream after = mutedFor(millis);
        SimulatedCall call = new SimulatedCall(12).with(picture, sound, after);
        call.session.receive(List.of(call.section("0", false), call.section("1", true)));
        call.runTo(80 * SECOND);
        assertHeardInTime(call, after, 300 * MILLI);
        assertShown(call, picture, 10 * SECOND, 15, 35);
    }

    @ParameterizedTest
    @ValueSource(longs = {400, 900, 1_600, 2_400})
    void soundAloneWhoseClockStoodStillIsPutRightByTheNextReport(long millis) {
        SimulatedStream after = mutedFor(millis);
        SimulatedCall call = new SimulatedCall(13).with(sound, after);
        call.session.receive(List.of(call.section("0", false)));
        call.runTo(80 * SECOND);
        assertHeardInTime(call, after, after.firstReport + 100 * MILLI);
    }

    /** The sound is to end at half a minute and to go on later, as that of a browser whose microphone is taken away. */
    private SimulatedStream mutedFor(long millis) {
        picture.packetsAFrame = 1;
        sound.ends = 30 * SECOND;
        sound.firstReport = 5 * SECOND; // so that the last one is that of the end
        SimulatedStream after = new SimulatedStream(false, "0", sound.ssrc);
        after.begins = 30 * SECOND + millis * MILLI;
        after.sequence = sound.sequence + 30 * 50;
        after.timestampOffset = sound.timestampOffset - millis * 48;
        return after;
    }

    /** All of the sound is heard where it belongs, but for the first while. */
    private static void assertHeardInTime(SimulatedCall call, SimulatedStream sound, long butFor) {
        List<Received> heard = call.of("0").stream()
                .filter(frame -> frame.at() > sound.begins + butFor)
                .toList();
        assertThat(heard).hasSizeGreaterThan(2_000);
        for (Received frame : heard) {
            assertThat(error(frame, sound) / MILLI).as(frame.toString()).isBetween(15L, 35L);
        }
    }

    @Test
    void soundThatWaitedForItsSenderIsNoClockThatStoodStill() {
        SimulatedCall call = call(14);
        call.there.reorders = true; // the picture does not wait for the sound
        call.runTo(30 * SECOND);
        sound.heldUntil = 31 * SECOND;
        call.runTo(60 * SECOND);
        assertSmooth(call, sound, 0.11);
        assertSmooth(call, picture, 0.11);
    }

    @Test
    void aNetworkThatGetsSlowAfterASilenceIsNoClockThatStoodStill() {
        SimulatedCall call = call(15);
        call.runTo(30 * SECOND);
        call.there.delay += 500 * MILLI;
        call.runTo(40 * SECOND);
        call.there.delay -= 500 * MILLI;
        call.runTo(60 * SECOND);
        assertSmooth(call, sound, 0.11);
        assertSmooth(call, picture, 0.11);
    }

    @Test
    void aBurstAfterAStallIsSpacedAsItWasMade() {
        SimulatedCall call = call(8);
        call.runTo(20 * SECOND);
        call.there.delay += 2 * SECOND; // whatever is sent now, and for two seconds, comes at once
        call.runTo(20 * SECOND + 50 * MILLI);
        call.there.delay -= 2 * SECOND;
        call.runTo(30 * SECOND);
        assertSmooth(call, picture, 0.11);
        assertShown(call, picture, 12 * SECOND, 25, 45);
    }

    @Test
    void aQueueThatEmptiesSlowlyIsNoClockThatStoodStill() {
        picture.firstReport = 1000 * SECOND;
        sound.firstReport = 1000 * SECOND;
        SimulatedCall call = call(11);
        call.runTo(20 * SECOND);
        for (int i = 100; i >= 0; i--) {
            call.there.delay = 25 * MILLI + i * 50L * MILLI; // five seconds late, then less and less
            call.runTo(20 * SECOND + (101 - i) * 50L * MILLI);
        }
        call.runTo(40 * SECOND);
        assertShown(call, picture, SECOND, 100, 112);
    }

    @Test
    void anotherPathOfAnotherLengthIsFollowedSlowly() {
        SimulatedCall call = call(9);
        call.runTo(30 * SECOND);
        call.there.delay += 60 * MILLI;
        call.runTo(90 * SECOND);
        call.there.delay -= 60 * MILLI;
        call.runTo(120 * SECOND);
        assertSmooth(call, picture, 0.11);
        assertThat(lateness(call, sound, 60 * SECOND, 90 * SECOND) / MILLI).isBetween(85.0, 95.0);
        assertThat(lateness(call, sound, 100 * SECOND, 120 * SECOND) / MILLI).isBetween(25.0, 35.0);
    }

    /** The time between frames is that between their making, but for a share of it. */
    private static void assertSmooth(SimulatedCall call, SimulatedStream stream, double share) {
        List<Received> frames = call.of(stream.mid);
        for (int i = 1; i < frames.size(); i++) {
            Received before = frames.get(i - 1);
            Received frame = frames.get(i);
            long made = stream.captured.get(frame.number()) - stream.captured.get(before.number());
            long shown = frame.presentation() - before.presentation();
            double most = Math.max(share * made, share * (frame.at() - before.at())) + MILLI;
            assertThat((double) Math.abs(shown - made))
                    .as("%s after %s", frame, before)
                    .isLessThan(most);
        }
    }

    /** All that was made after some time is shown so many milliseconds later than it was made. */
    private static void assertShown(SimulatedCall call, SimulatedStream stream, long after, double least, double most) {
        LongSummaryStatistics errors = call.of(stream.mid).stream()
                .filter(frame -> stream.captured.get(frame.number()) >= after)
                .mapToLong(frame -> error(frame, stream))
                .summaryStatistics();
        assertThat(errors.getCount()).isPositive();
        assertThat((double) errors.getMin() / MILLI).isGreaterThan(least);
        assertThat((double) errors.getMax() / MILLI).isLessThan(most);
    }

    private static long error(Received frame, SimulatedStream stream) {
        return frame.presentation() - stream.captured.get(frame.number());
    }

    /** How much later than they were made frames are shown on average. */
    private static double lateness(SimulatedCall call, SimulatedStream stream, long from, long to) {
        return call.frames.stream()
                .filter(frame ->
                        frame.at() >= from && frame.at() < to && frame.mid().equals(stream.mid))
                .mapToLong(frame -> error(frame, stream))
                .average()
                .orElseThrow();
    }
}
