package dev.peerscribe.recording;

import static dev.peerscribe.recording.RecordingBench.MEETING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.OperatingSystemMXBean;
import dev.peerscribe.media.AudioBlock;
import dev.peerscribe.media.TrackKind;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class ArrivalClockTest {
    @TempDir
    Path directory;

    /** The engine's clock was measured at 47,780 samples a second; one that is fast must do too. */
    @ParameterizedTest
    @ValueSource(ints = {47_780, 48_000, 48_200})
    void soundOfAWrongClockStaysWithThePicturesForAMinute(int samplesASecond) throws Exception {
        double worst = worstSkew(samplesASecond, 0, 60);
        assertThat(worst).isLessThan(0.04);
    }

    @Test
    void blocksThatArriveUnevenlyDoNotMoveTheSound() throws Exception {
        assertThat(worstSkew(47_780, 0.03, 30)).isLessThan(0.04);
    }

    @Test
    void aHoleBecomesSilenceAndWhatFollowsIsInItsPlace() throws Exception {
        try (RecordingBench bench = new RecordingBench(directory)) {
            String id = startSound(bench);
            for (int i = 0; i < 1000; i++) {
                double t = i / 100.0;
                // 0.5 s are missing in the third second, and 70 ms in the seventh
                if (!(t >= 3.3 && t < 3.8) && !(t >= 7.4 && t < 7.47)) {
                    bench.block("aa11", t, 480);
                }
            }
            RecordingSnapshot recording = bench.stop(id);
            MediaProbe probe = MediaProbe.of(bench.path(recording, 0));
            assertThat(probe.decodeErrors()).isZero();
            List<Double> beeps = probe.beeps(0.1);
            assertThat(beeps).hasSize(10);
            for (int i = 0; i < 10; i++) {
                assertThat(beeps.get(i)).isCloseTo(i, within(0.035));
            }
        }
    }

    @Test
    void soundThatComesInABurstIsNotLaidBehindItself() throws Exception {
        try (RecordingBench bench = new RecordingBench(directory)) {
            String id = startSound(bench);
            for (int i = 0; i < 800; i++) {
                double t = i / 100.0;
                // held up for half a second, then all at once
                double arrives = t >= 3.3 && t < 3.8 ? 3.8 : t;
                sound(bench, t, arrives, 480);
            }
            RecordingSnapshot recording = bench.stop(id);
            MediaProbe probe = MediaProbe.of(bench.path(recording, 0));
            assertThat(probe.soundEnd()).isCloseTo(8, within(0.1));
            List<Double> late =
                    probe.beeps(0.1).stream().filter(beep -> beep > 4.5).toList();
            assertThat(late).hasSize(3);
            for (double beep : late) {
                assertThat(beep).isCloseTo(Math.rint(beep), within(0.045));
            }
        }
    }

    @Test
    void longNothingIsCheap() throws Exception {
        try (RecordingBench bench = new RecordingBench(directory)) {
            String id = startSound(bench);
            for (int i = 0; i < 200; i++) {
                bench.block("aa11", i / 100.0, 480);
            }
            long begun = processorNanos();
            for (int i = 0; i < 200; i++) {
                bench.block("aa11", 1000 + i / 100.0, 480);
            }
            RecordingSnapshot recording = bench.stop(id);
            assertThat(processorNanos() - begun).isLessThan(5 * RecordingBench.SECOND);
            assertThat(recording.files().getFirst().bytes()).isLessThan(1_000_000);
            MediaProbe probe = MediaProbe.of(bench.path(recording, 0));
            assertThat(probe.decodeErrors()).isZero();
            assertThat(probe.durationSeconds()).isCloseTo(1002, within(0.1));
            List<Double> beeps = probe.beeps(0.1);
            assertThat(beeps).hasSize(4);
            assertThat(beeps.getLast()).isCloseTo(1001, within(0.035));
        }
    }

    @Test
    void otherRatesAndStereoAreTaken() throws Exception {
        try (RecordingBench bench = new RecordingBench(directory)) {
            String id = startSound(bench);
            for (int i = 0; i < 300; i++) {
                // mono at 48 kHz, then stereo at 44.1 kHz: the file stays as it was begun
                if (i < 150) {
                    bench.block("aa11", i / 100.0, 480);
                } else {
                    byte[] pcm = new byte[441 * 4];
                    for (int s = 0; s < 441; s++) {
                        short value = (short) (9000 * Math.sin(2 * Math.PI * 700 * (i * 441 + s) / 44_100));
                        pcm[4 * s] = pcm[4 * s + 2] = (byte) value;
                        pcm[4 * s + 1] = pcm[4 * s + 3] = (byte) (value >> 8);
                    }
                    bench.send("aa11", "audio", new AudioBlock(bench.at(i / 100.0), pcm, 44_100, 2));
                }
            }
            RecordingSnapshot recording = bench.stop(id);
            MediaProbe probe = MediaProbe.of(bench.path(recording, 0));
            assertThat(probe.decodeErrors()).isZero();
            assertThat(probe.soundEnd()).isCloseTo(3, within(0.05));
            assertThat(probe.rms(2.5)).isBetween(0.15, 0.3);
        }
    }

    /** The largest distance between a flash and its beep, where blocks of 480 samples come at a wrong rate. */
    private double worstSkew(int samplesASecond, double jitter, int seconds) throws Exception {
        Random random = new Random(5);
        try (RecordingBench bench = new RecordingBench(directory)) {
            bench.sessions.open(MEETING, "aa11", "video", TrackKind.VIDEO);
            String id = startSound(bench);
            bench.attached("aa11", "video");
            double blockSeconds = 480.0 / samplesASecond;
            int picture = 0;
            for (long i = 0; (i + 1) * blockSeconds < seconds; i++) {
                double heard = i * blockSeconds;
                while (picture / 10.0 <= heard) {
                    bench.picture("aa11", picture++ / 10.0, 160, 90);
                }
                // The engine squeezes what is heard between heard and heard + blockSeconds into 480 samples.
                sound(bench, heard, heard + random.nextDouble() * jitter, 480);
            }
            RecordingSnapshot recording = bench.stop(id);
            MediaProbe probe = MediaProbe.of(bench.path(recording, 0));
            List<Double> flashes = probe.flashes(120);
            List<Double> beeps = probe.beeps(0.1);
            assertThat(probe.decodeErrors()).isZero();
            assertThat(flashes).hasSize(seconds);
            assertThat(beeps).hasSize(seconds);
            assertThat(recording.gaps()).isEmpty();
            double worst = 0;
            for (int i = 0; i < seconds; i++) {
                worst = Math.max(worst, Math.abs(flashes.get(i) - beeps.get(i)));
            }
            return worst;
        }
    }

    private static void sound(RecordingBench bench, double heard, double arrives, int samples) {
        byte[] pcm = new byte[samples * 2];
        boolean beep = heard - Math.floor(heard + 1e-9) < 0.1 - 1e-9;
        for (int i = 0; beep && i < samples; i++) {
            short value = (short) (12_000 * Math.sin(2 * Math.PI * 1000 * i / 48_000));
            pcm[2 * i] = (byte) value;
            pcm[2 * i + 1] = (byte) (value >> 8);
        }
        bench.send("aa11", "audio", new AudioBlock(bench.at(arrives), pcm, 48_000, 1));
    }

    /** What this process took of the processors, which other processes do not make longer. */
    private static long processorNanos() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
    }

    private static String startSound(RecordingBench bench) {
        bench.sessions.open(MEETING, "aa11", "audio", TrackKind.AUDIO);
        String id = bench.service.start(MEETING, "Meeting", null, null, null).id();
        bench.attached("aa11", "audio");
        return id;
    }
}
