package dev.peerscribe.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import dev.peerscribe.codec.Codec;
import dev.peerscribe.media.AudioBlock;
import dev.peerscribe.media.EncodedFrame;
import dev.peerscribe.media.FakeSentFrame;
import dev.peerscribe.media.FakeSentFrame.Facts;
import dev.peerscribe.media.MediaFrame;
import dev.peerscribe.media.TrackKind;
import dev.peerscribe.media.VideoPicture;
import dev.peerscribe.recording.TestPicture;
import dev.peerscribe.sender.Clip;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.util.unit.DataSize;

/** Real frames of real encoders on their way into an output that takes decoded ones. */
@Timeout(30)
class TrackDecoderTest {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final int WIDTH = 160;
    private static final int HEIGHT = 120;
    private static final int RATE = 30;
    /** Frames from one key frame to the next. */
    private static final int KEYS = 15;

    private static final int ROOM = 10;
    private static final long FRAME = 1_000_000_000L / RATE;
    private static final long BEGUN = 1_000_000_000_000L;

    private final AtomicLong now = new AtomicLong(BEGUN);
    private final List<Given> given = new CopyOnWriteArrayList<>();
    private final List<TrackKind> dropped = new CopyOnWriteArrayList<>();
    private final List<FakeSentFrame> sent = new ArrayList<>();
    /** The output takes nothing before it is open. */
    private final CountDownLatch open = new CountDownLatch(1);

    private volatile boolean waiting;
    private final TrackDecoder decoder = decoder(ROOM);

    /** What the output got, with a sum of its luma, or its loudness. */
    private record Given(long nanos, int width, int height, int rotation, double content) {}

    private TrackDecoder decoder(int room) {
        return new TrackDecoder(
                new TrackDecoder.Name("m1", "0123456789abcdef"),
                new RelayProperties.Queue(room, DataSize.ofMegabytes(1), room),
                this::take,
                dropped::add,
                now::get);
    }

    private void take(MediaFrame frame) {
        try (frame) {
            waiting = true;
            open.await();
            given.add(
                    switch (frame) {
                        case VideoPicture picture ->
                            new Given(
                                    picture.presentationNanos(),
                                    picture.width(),
                                    picture.height(),
                                    picture.rotation(),
                                    luma(picture));
                        case AudioBlock block ->
                            new Given(
                                    block.presentationNanos(),
                                    block.samples(),
                                    block.channels(),
                                    block.sampleRate(),
                                    loudness(block));
                        case EncodedFrame _ -> throw new AssertionError("it takes decoded frames only");
                    });
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @AfterEach
    void nothingIsLeft() throws InterruptedException {
        open.countDown();
        decoder.close();
        assertThat(decoder.awaitEnd(SOON)).isTrue();
        assertThat(decoder.isOver()).isTrue();
        assertThat(sent).allMatch(frame -> frame.holds() == 0);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "OPUS")
    void eachPictureIsDecodedInItsOrderAndAtItsTime(Codec codec) {
        open.countDown();
        for (int i = 0; i < 2 * KEYS; i++) {
            send(picture(codec, i));
            awaitGiven(i + 1);
        }
        assertThat(given).extracting(Given::nanos).containsExactlyElementsOf(times(0, 2 * KEYS));
        assertThat(given).allMatch(each -> each.width() == WIDTH && each.height() == HEIGHT && each.rotation() == 0);
        // It moves, and is no black.
        assertThat(given).extracting(Given::content).doesNotHaveDuplicates().allMatch(luma -> luma > 20);
        assertThat(dropped).isEmpty();
        assertThat(requests()).isZero();
    }

    @Test
    void soundIsAsLongAndAsLoudAsItWas() {
        open.countDown();
        Clip clip = Clip.sound(1);
        for (int i = 0; i < 50; i++) {
            send(FakeSentFrame.of(
                    FakeSentFrame.sound(BEGUN + i * 20_000_000L),
                    clip.frames().get(i).bytes()));
            awaitGiven(i + 1);
        }
        assertThat(given)
                .extracting(Given::nanos)
                .containsExactlyElementsOf(IntStream.range(0, 50)
                        .mapToObj(i -> BEGUN + i * 20_000_000L)
                        .toList());
        // 960 samples, two channels, 48 kHz.
        assertThat(given).allMatch(each -> each.width() == 960 && each.height() == 2 && each.rotation() == 48_000);
        assertThat(given.subList(5, 50))
                .allSatisfy(each -> assertThat(each.content())
                        .isCloseTo(given.get(20).content(), within(0.05))
                        .isGreaterThan(0.05));
    }

    @Test
    void picturesBeginWithAKeyFrameWhichIsAskedForOnce() {
        open.countDown();
        for (int i = 5; i < KEYS + 3; i++) {
            send(picture(Codec.VP8, i));
            drained();
        }
        awaitGiven(3);
        assertThat(given).extracting(Given::nanos).containsExactlyElementsOf(times(KEYS, KEYS + 3));
        assertThat(sent.getFirst().requests()).isEqualTo(1);
        assertThat(requests()).isEqualTo(1);
        assertThat(dropped).as("what could not be shown anyhow").isEmpty();
    }

    @Test
    void aKeyFrameIsAskedForAgainWhereNoneCameForASecond() {
        open.countDown();
        send(picture(Codec.VP8, 5));
        drained();
        now.addAndGet(999_000_000);
        send(picture(Codec.VP8, 6));
        drained();
        assertThat(requests()).isEqualTo(1);
        now.addAndGet(1_000_000);
        send(picture(Codec.VP8, 7));
        await().atMost(SOON).until(() -> requests() == 2);
    }

    @Test
    void whatFindsNoRoomIsCountedAndNothingThatBuildsOnItIsShown() {
        List<Given> whole = reference(4 * KEYS);
        send(picture(Codec.VP8, 0));
        await().atMost(SOON).until(() -> waiting);
        // One is with the output, ten wait, and there is no room for three.
        for (int i = 1; i < KEYS - 1; i++) {
            send(picture(Codec.VP8, i));
        }
        assertThat(dropped).hasSize(KEYS - 2 - ROOM).containsOnly(TrackKind.VIDEO);
        open.countDown();
        awaitGiven(1 + ROOM);
        // Which builds on those, and is therefore left out too.
        send(picture(Codec.VP8, KEYS - 1));
        drained();
        assertThat(dropped).hasSize(KEYS - 1 - ROOM);
        assertThat(sent.getLast().requests()).isEqualTo(1);
        for (int i = KEYS; i < 2 * KEYS; i++) {
            send(picture(Codec.VP8, i));
            awaitGiven(1 + ROOM + i + 1 - KEYS);
        }
        List<Given> expected = new ArrayList<>(whole.subList(0, 1 + ROOM));
        expected.addAll(whole.subList(KEYS, 2 * KEYS));
        assertThat(given).containsExactlyElementsOf(expected);
        assertThat(given.size() + dropped.size()).isEqualTo(sent.size());
    }

    @Test
    void aKeyFrameFindsRoomAndWhatWasBeforeItGoes() {
        List<Given> whole = reference(4 * KEYS);
        send(picture(Codec.VP8, 0));
        await().atMost(SOON).until(() -> waiting);
        for (int i = 1; i <= KEYS; i++) {
            send(picture(Codec.VP8, i));
        }
        assertThat(dropped).hasSize(KEYS - 1);
        open.countDown();
        awaitGiven(2);
        assertThat(given).containsExactly(whole.getFirst(), whole.get(KEYS));
        assertThat(requests())
                .as("nothing was missing that had to be asked for")
                .isZero();
    }

    @Test
    void ofSoundTheOldestGoes() {
        Clip clip = Clip.sound(1);
        for (int i = 0; i < ROOM + 5; i++) {
            send(FakeSentFrame.of(
                    FakeSentFrame.sound(BEGUN + i * 20_000_000L),
                    clip.frames().get(i).bytes()));
            await().atMost(SOON).until(() -> waiting);
        }
        assertThat(dropped).hasSize(4).containsOnly(TrackKind.AUDIO);
        open.countDown();
        awaitGiven(1 + ROOM);
        assertThat(given.get(1).nanos()).isEqualTo(BEGUN + 5 * 20_000_000L);
        assertThat(given.getLast().nanos()).isEqualTo(BEGUN + (ROOM + 4) * 20_000_000L);
    }

    @Test
    void whatCannotBeDecodedIsLeftOutAndAKeyFrameGoesOn() {
        List<Given> whole = reference(2 * KEYS);
        open.countDown();
        for (int i = 0; i < 2 * KEYS; i++) {
            byte[] bytes =
                    i == 5 ? new byte[] {1, 2} : clip(Codec.VP8).frames().get(i).bytes();
            send(FakeSentFrame.of(facts(Codec.VP8, i), bytes));
            drained();
        }
        awaitGiven(5 + KEYS);
        List<Given> expected = new ArrayList<>(whole.subList(0, 5));
        expected.addAll(whole.subList(KEYS, 2 * KEYS));
        assertThat(given).containsExactlyElementsOf(expected);
        assertThat(dropped).hasSize(KEYS - 5);
        assertThat(sent.get(5).requests()).isEqualTo(1);
        assertThat(requests()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(names = "OPUS", mode = EnumSource.Mode.EXCLUDE)
    void whatSaysThatItIsHugeReachesNoDecoder(Codec codec) {
        open.countDown();
        send(picture(codec, 0, facts -> facts.sized(65_536, 65_536)));
        drained();
        await().atMost(SOON).until(() -> dropped.size() == 1);
        assertThat(given).isEmpty();
        send(picture(codec, 0));
        awaitGiven(1);
    }

    @Test
    void whoseKeyFramesCannotBeDecodedIsSeldomAskedForMore() {
        open.countDown();
        for (int second = 0; second < 9; second++) {
            send(FakeSentFrame.of(facts(Codec.H264, 0), new byte[] {0, 0, 0, 1, 0x65, 9, 9, 9}));
            send(picture(Codec.H264, 1));
            drained();
            now.addAndGet(1_000_000_000);
        }
        await().atMost(SOON).until(() -> dropped.size() == 18);
        assertThat(requests()).isEqualTo(1);
        now.addAndGet(1_000_000_000);
        send(picture(Codec.H264, 2));
        await().atMost(SOON).until(() -> requests() == 2);
        // The next that can be decoded is.
        send(picture(Codec.H264, KEYS));
        awaitGiven(1);
    }

    @Test
    void anotherCodecAnotherSizeAndATurnedCameraGoOnWithTheirKeyFrames() {
        open.countDown();
        send(picture(Codec.VP8, 0));
        send(picture(Codec.H264, KEYS, facts -> facts.turned(90)));
        drained();
        Clip larger = Clip.video(Codec.H264, 320, 180, RATE, 1, KEYS, 300_000);
        send(FakeSentFrame.of(
                FakeSentFrame.picture(Codec.H264, BEGUN + 2 * KEYS * FRAME, true, 320, 180),
                larger.frames().getFirst().bytes()));
        awaitGiven(3);
        assertThat(given).extracting(Given::width).containsExactly(WIDTH, WIDTH, 320);
        assertThat(given).extracting(Given::rotation).containsExactly(0, 90, 0);
        assertThat(dropped).isEmpty();
    }

    @Test
    void whatIsFarAheadOfItsTimeIsNotShown() {
        open.countDown();
        send(picture(Codec.VP8, 0));
        send(picture(Codec.VP8, 1, facts -> facts.at(BEGUN + 10_100_000_000L)));
        send(picture(Codec.VP8, 2));
        awaitGiven(2);
        assertThat(given).extracting(Given::nanos).containsExactly(BEGUN, BEGUN + 2 * FRAME);
        assertThat(dropped).containsExactly(TrackKind.VIDEO);
    }

    @Test
    void whatComesDecodedGoesOnAtOnceAndWithoutAThread() {
        open.countDown();
        decoder.accept(TestPicture.plain(BEGUN, WIDTH, HEIGHT, 200, 3));
        assertThat(given).hasSize(1);
        decoder.close();
        assertThat(decoder.isOver()).isTrue();
    }

    @Test
    void nothingIsGivenOnceItIsClosedWhateverWaits() throws InterruptedException {
        for (int i = 0; i < 8; i++) {
            send(picture(Codec.VP9, i));
        }
        await().atMost(SOON).until(() -> waiting);
        Thread closing = Thread.ofPlatform().start(decoder::close);
        // Until the one that is being given on was taken; the others wait no longer.
        open.countDown();
        assertThat(closing.join(SOON)).isTrue();
        int before = given.size();
        send(picture(Codec.VP9, 8));
        assertThat(decoder.awaitEnd(SOON)).isTrue();
        assertThat(given).hasSize(before);
        assertThat(dropped).isEmpty();
    }

    /** What the output gets where there is always room. */
    private List<Given> reference(int frames) {
        List<Given> all = new ArrayList<>();
        CountDownLatch done = new CountDownLatch(frames);
        try (TrackDecoder free = new TrackDecoder(
                new TrackDecoder.Name("m1", "fedcba9876543210"),
                new RelayProperties.Queue(frames, DataSize.ofMegabytes(10), frames),
                frame -> {
                    try (VideoPicture picture = (VideoPicture) frame) {
                        all.add(new Given(picture.presentationNanos(), WIDTH, HEIGHT, 0, luma(picture)));
                        done.countDown();
                    }
                },
                kind -> {
                    throw new AssertionError("there is room");
                },
                now::get)) {
            for (int i = 0; i < frames; i++) {
                free.accept(picture(Codec.VP8, i));
            }
            await().atMost(SOON).until(() -> done.getCount() == 0);
        }
        return all;
    }

    private void send(FakeSentFrame frame) {
        sent.add(frame);
        decoder.accept(frame);
    }

    private static FakeSentFrame picture(Codec codec, int number) {
        return picture(codec, number, facts -> facts);
    }

    private static FakeSentFrame picture(Codec codec, int number, UnaryOperator<Facts> change) {
        return FakeSentFrame.of(
                change.apply(facts(codec, number)),
                clip(codec).frames().get(number).bytes());
    }

    private static Facts facts(Codec codec, int number) {
        return FakeSentFrame.picture(codec, BEGUN + number * FRAME, number % KEYS == 0, WIDTH, HEIGHT);
    }

    private static Clip clip(Codec codec) {
        return Clip.video(codec, WIDTH, HEIGHT, RATE, 2, KEYS, 200_000);
    }

    private static List<Long> times(int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> BEGUN + i * FRAME).toList();
    }

    private void awaitGiven(int count) {
        await().atMost(SOON).pollInterval(Duration.ofMillis(2)).until(() -> given.size() >= count);
    }

    /** Waits until nothing waits any more. */
    private void drained() {
        await().atMost(SOON)
                .pollInterval(Duration.ofMillis(2))
                .until(() -> sent.stream().allMatch(frame -> frame.holds() == 0));
    }

    private int requests() {
        return sent.stream().mapToInt(FakeSentFrame::requests).sum();
    }

    private static double luma(VideoPicture picture) {
        ByteBuffer y = picture.y();
        double sum = 0;
        for (int row = 0; row < picture.height(); row++) {
            for (int x = 0; x < picture.width(); x++) {
                sum += y.get(y.position() + row * picture.strideY() + x) & 0xff;
            }
        }
        return sum / (picture.width() * picture.height());
    }

    private static double loudness(AudioBlock block) {
        ByteBuffer pcm = ByteBuffer.wrap(block.pcm()).order(java.nio.ByteOrder.LITTLE_ENDIAN);
        double sum = 0;
        for (int i = 0; i < block.pcm().length; i += 2) {
            sum += Math.pow(pcm.getShort(i) / 32_768.0, 2);
        }
        return Math.sqrt(2 * sum / block.pcm().length);
    }
}
