package dev.peerscribe.recording;

import static dev.peerscribe.media.TrackKind.AUDIO;
import static dev.peerscribe.media.TrackKind.VIDEO;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import dev.peerscribe.codec.Codec;
import dev.peerscribe.media.FakeSentFrame;
import dev.peerscribe.media.FakeSentFrame.Facts;
import dev.peerscribe.media.MediaSink;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class EncodedFaultsTest {
    @TempDir
    Path directory;

    @Test
    void aDiskThatDoesNotKeepUpLosesPicturesUpToTheNextKeyFrameAndSaysSo() throws Exception {
        CountDownLatch slow = new CountDownLatch(1);
        CountDownLatch done = new CountDownLatch(1);
        RecordingMetrics metrics = new RecordingMetrics(new SimpleMeterRegistry());
        GapLog gaps = new GapLog(metrics, RecordingBench.START);
        RecordingProperties properties = RecordingBench.properties(directory, VideoCodec.VP8);
        ParticipantRecorder recorder = new ParticipantRecorder(
                new SlowDisk(directory, slow), properties.format(), properties, metrics, gaps, new Done(done));
        recorder.start();
        MediaSink sink = recorder.open(VIDEO, 0);
        TestClip clip = TestClip.pictures(Codec.VP8, 320, 180);
        int most = properties.queue().encodedFrames();
        // The first is on its way to a file that does not open; of the others so many find room.
        sink.accept(clip.frame(0, at(0)));
        await().until(() -> recorder.queued() == 0);
        for (int i = 1; i <= most + 95; i++) {
            sink.accept(clip.frame(i, at(i)));
        }
        assertThat(recorder.queued()).isEqualTo(most);
        slow.countDown();
        await().until(() -> recorder.queued() == 0);
        for (int i = most + 96; i < most + 180; i++) {
            sink.accept(clip.frame(i, at(i)));
        }
        recorder.end(at(most + 180) - RecordingBench.EPOCH);
        done.await();

        // 1001 are followed by a hole to 1096, and that by deltas up to the next key frame, which is the 1110th.
        MediaProbe probe = MediaProbe.of(directory.resolve("file-1.webm"));
        assertThat(probe.decodeErrors()).isZero();
        assertThat(probe.pictures()).hasSize(1 + most + 70);
        assertThat(gaps.snapshot()).singleElement().satisfies(gap -> {
            assertThat(gap.cause()).isEqualTo(RecordingGap.Cause.DISK);
            assertThat(Duration.between(gap.from(), gap.to())).isEqualTo(Duration.ofNanos(at(1110) - at(1000)));
        });
        assertThat(FakeSentFrame.OPEN).hasValue(0);
    }

    @Test
    void aDiskThatIsFullForAWhileCostsThatWhileOnly() throws Exception {
        Path full = Path.of("/dev/full");
        try (RecordingBench bench = new RecordingBench(directory)) {
            SentCall call = SentCall.recorded(bench, VIDEO, AUDIO);
            String id = bench.service
                    .ofMeeting(RecordingBench.MEETING)
                    .orElseThrow()
                    .id();
            Files.createSymbolicLink(directory.resolve(id).resolve("aa11-1.webm"), full);
            call.talk(TestClip.pictures(Codec.VP8, 320, 180), 0, 8);
            RecordingSnapshot recording = call.stop();

            assertThat(recording.state()).isEqualTo(RecordingState.COMPLETE);
            assertThat(recording.error()).containsIgnoringCase("no space left");
            assertThat(recording.gaps()).isNotEmpty().allMatch(gap -> gap.cause() == RecordingGap.Cause.DISK);
            assertThat(EncodedRecordingTest.only(recording).name()).isEqualTo("aa11-2.webm");
            MediaProbe probe = MediaProbe.of(bench.path(recording, 0));
            assertThat(probe.decodeErrors()).isZero();
            assertThat(probe.pictures()).hasSizeGreaterThanOrEqualTo(30);
            RecordingFilesTest.assertInSync(
                    probe,
                    recording.files().getFirst().offsetSeconds(),
                    probe.flashes(120).size(),
                    0.02);
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "OPUS")
    void whatAKilledProcessLeavesIsMadeWhole(Codec codec) throws Exception {
        try (RecordingBench bench = new RecordingBench(directory)) {
            SentCall call = SentCall.recorded(bench, VIDEO, AUDIO);
            String id = bench.service
                    .ofMeeting(RecordingBench.MEETING)
                    .orElseThrow()
                    .id();
            call.talk(TestClip.pictures(codec, 320, 180), 0, 5.4, facts -> facts.turned(270));
            String extension = codec == Codec.H264 ? "mkv" : "webm";
            Path left = directory.resolve("left-1." + extension);
            await().ignoreExceptions().atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
                Files.deleteIfExists(left);
                Files.copy(directory.resolve(id).resolve("aa11-1." + extension), left);
                assertThat(MediaProbe.of(left).packets().getLast().seconds()).isGreaterThan(4.3);
            });
            cut(left, Files.size(left) - 37);
            assertThat(MediaProbe.of(left).indexEntries()).isLessThan(2);

            Remux.Result result = Remux.repair(left);
            assertThat(result.tracks())
                    .containsExactly(
                            new RecordedTrack(VIDEO, codec.name(), 320, 180, 270),
                            new RecordedTrack(AUDIO, "OPUS", null, null, null));
            MediaProbe probe = MediaProbe.of(left);
            assertThat(probe.decodeErrors() + probe.readErrors()).isZero();
            assertThat(probe.rotation()).isEqualTo(270);
            assertThat(probe.durationSeconds()).isCloseTo(result.durationMillis() / 1000.0, within(0.05));
            assertThat(probe.indexEntries()).isGreaterThanOrEqualTo(3);
            EncodedRecordingTest.assertHolds(
                    probe, codec, 0, call.pictures.subList(0, probe.pictures().size()), call.sounds.subList(0, (int)
                            probe.packets().stream()
                                    .filter(packet -> !packet.video())
                                    .count()));
            call.stop();
        }
    }

    @Test
    void nonsenseIsLeftOutAndTheRestIsRecorded() throws Exception {
        try (RecordingBench bench = new RecordingBench(directory)) {
            SentCall call = SentCall.recorded(bench, VIDEO, AUDIO);
            TestClip clip = TestClip.pictures(Codec.H264, 320, 180);
            byte[] bytes = clip.bytes(0);
            Facts key = clip.facts(0, bench.at(0.5));
            Facts sound = FakeSentFrame.sound(bench.at(0.5));
            byte[] noise = new byte[300];
            new Random(5).nextBytes(noise);
            // no file can begin with these
            for (byte[] configuration : new byte[][] {null, {}, {1}, noise, new byte[1 << 20], startCodes()}) {
                push(bench, FakeSentFrame.of(key.configured(configuration), bytes));
            }
            push(bench, FakeSentFrame.of(FakeSentFrame.picture(Codec.AV1, bench.at(0.5), true, 320, 180), bytes));
            push(
                    bench,
                    FakeSentFrame.of(
                            FakeSentFrame.picture(Codec.AV1, bench.at(0.5), true, 320, 180)
                                    .configured(noise),
                            bytes));
            call.talk(clip, 1, 2);
            Facts next = clip.facts(0, bench.at(2));
            push(bench, FakeSentFrame.of(next, new byte[0]));
            push(bench, FakeSentFrame.of(next.sized(0, 180), bytes));
            push(bench, FakeSentFrame.of(next.sized(320, -1), bytes));
            push(bench, FakeSentFrame.of(next.sized(1 << 20, 1 << 20), bytes));
            push(bench, FakeSentFrame.of(next.turned(45), bytes));
            push(bench, FakeSentFrame.of(next, new byte[(4 << 20) + 1]));
            push(bench, FakeSentFrame.of(sound, new byte[0]));
            push(bench, FakeSentFrame.of(sound.at(bench.at(2)), new byte[] {3}));
            for (long time : new long[] {Long.MIN_VALUE, -1, 0, bench.at(-1), bench.at(3600), Long.MAX_VALUE}) {
                push(bench, FakeSentFrame.of(next.at(time), bytes));
                push(bench, FakeSentFrame.of(sound.at(time), TestClip.sound().bytes(0)));
            }
            push(bench, FakeSentFrame.of(next.at(bench.at(1.5)), bytes));
            call.talk(clip, 2, 4);
            RecordingSnapshot recording = call.stop();

            assertThat(recording.error()).isNull();
            assertThat(EncodedRecordingTest.only(recording).name()).isEqualTo("aa11-1.mkv");
            MediaProbe probe = MediaProbe.of(bench.path(recording, 0));
            assertThat(probe.decodeErrors()).isZero();
            EncodedRecordingTest.assertHolds(
                    probe, Codec.H264, recording.files().getFirst().offsetSeconds(), call.pictures, call.sounds);
            assertThat(bench.dropped(VIDEO, "late")).isEqualTo(1);
            assertThat(bench.dropped(VIDEO, "invalid") + bench.dropped(VIDEO, "key_frame"))
                    .isGreaterThanOrEqualTo(14);
            assertThat(bench.dropped(AUDIO, "invalid")).isGreaterThanOrEqualTo(4);
        }
    }

    @Test
    void garbageInsideOfFramesEndsNoRecording() throws Exception {
        Random random = new Random(9);
        for (Codec codec : new Codec[] {Codec.VP8, Codec.VP9, Codec.H264, Codec.AV1}) {
            try (RecordingBench bench = new RecordingBench(directory)) {
                SentCall call = SentCall.recorded(bench, VIDEO, AUDIO);
                TestClip clip = TestClip.pictures(codec, 320, 180);
                for (int i = 0; i < 240; i++) {
                    byte[] bytes = clip.bytes(i).clone();
                    for (int j = 0; i > 0 && j < 20; j++) {
                        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
                    }
                    byte[] cut = i % 7 == 3 ? Arrays.copyOf(bytes, 1 + random.nextInt(bytes.length)) : bytes;
                    call.send(FakeSentFrame.of(clip.facts(i, bench.at(i / 30.0)), cut));
                    call.sound(5 * i / 3);
                }
                RecordingSnapshot recording = call.stop();
                assertThat(recording.error()).as(codec.name()).isNull();
                assertThat(recording.files()).as(codec.name()).hasSize(1);
                assertThat(MediaProbe.of(bench.path(recording, 0)).soundEnd()).isCloseTo(8, within(0.1));
            }
        }
    }

    @Test
    void timesThatStandStillOrGoBackALittleAreMovedOnByAMillisecond() throws Exception {
        try (RecordingBench bench = new RecordingBench(directory)) {
            SentCall call = SentCall.recorded(bench, VIDEO, AUDIO);
            TestClip clip = TestClip.pictures(Codec.VP8, 320, 180);
            call.sound(0);
            for (double seconds : new double[] {0, 0.040, 0.040, 0.030, 0.0404, 0.100}) {
                call.send(clip.frame(call.pictures.size(), bench.at(seconds)));
            }
            RecordingSnapshot recording = call.stop();
            assertThat(MediaProbe.of(bench.path(recording, 0)).packets().stream()
                            .filter(MediaProbe.Packet::video)
                            .map(packet -> Math.round(packet.seconds() * 1000)))
                    .containsExactly(0L, 40L, 41L, 42L, 43L, 100L);
        }
    }

    @Test
    void aWriterIsWokenAFewTimesASecondOnly() {
        try (RecordingBench bench = new RecordingBench(directory)) {
            SentCall call = SentCall.recorded(bench, VIDEO, AUDIO);
            TestClip clip = TestClip.pictures(Codec.VP8, 320, 180);
            call.talk(clip, 0, 0.2);
            long thread = Thread.getAllStackTraces().keySet().stream()
                    .filter(each -> each.getName().equals("recording-aa11"))
                    .findFirst()
                    .orElseThrow()
                    .threadId();
            await().until(() -> bench.queued() == 0);
            long before = waits(thread);
            long begun = System.nanoTime();
            // as fast as a call is, for a second
            for (int i = 0; i < 80; i++) {
                int number = i;
                await().pollInterval(Duration.ofMillis(1))
                        .until(() -> System.nanoTime() - begun > number * 12_500_000L);
                call.sound(20 + i);
            }
            assertThat(waits(thread) - before).isBetween(2L, 12L);
            call.stop();
        }
    }

    private static long waits(long thread) {
        return ManagementFactory.getThreadMXBean().getThreadInfo(thread).getWaitedCount();
    }

    private static void push(RecordingBench bench, FakeSentFrame frame) {
        bench.sessions.push("aa11", frame.codec().isVideo() ? "video" : "audio", frame);
    }

    private static byte[] startCodes() {
        byte[] codes = new byte[64];
        for (int i = 3; i < codes.length; i += 4) {
            codes[i] = 1;
        }
        return codes;
    }

    private static void cut(Path file, long size) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(size);
        }
    }

    private static long at(int picture) {
        return RecordingBench.EPOCH + Math.round(picture / 30.0 * RecordingBench.SECOND);
    }

    private record SlowDisk(Path folder, CountDownLatch ready) implements ParticipantRecorder.Participant {
        @Override
        public String recording() {
            return "test";
        }

        @Override
        public String peer() {
            return "aa11";
        }

        @Override
        public String peerName() {
            return "Name";
        }

        @Override
        public Path nextFile(String extension) {
            try {
                ready.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return folder.resolve("file-1." + extension);
        }

        @Override
        public Instant startedAt() {
            return RecordingBench.START;
        }

        @Override
        public long epochNanos() {
            return RecordingBench.EPOCH;
        }

        @Override
        public long now() {
            return at(1000);
        }
    }

    private record Done(CountDownLatch latch) implements ParticipantRecorder.Owner {
        @Override
        public void fileOpened() {}

        @Override
        public void done(ParticipantRecorder recorder) {
            latch.countDown();
        }
    }
}
