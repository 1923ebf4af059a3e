package dev.peerscribe.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;
import static org.awaitility.Awaitility.await;

import dev.onvoid.webrtc.RTCPeerConnection;
import dev.peerscribe.signaling.IceCandidate;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tracks of our own, from one link of the engine to another: what a peer is to hear is what another one receives. */
@Timeout(60)
class SendingTest {
    private static final Duration SOON = Duration.ofSeconds(15);
    private static final Set<TrackKind> BOTH = EnumSet.allOf(TrackKind.class);

    private final TestMedia media = new TestMedia();
    private final WebRtcEngine engine = new WebRtcEngine(TestMedia.properties(), media.metrics);
    private final ScheduledExecutorService feeder = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("test-feeder").daemon(true).factory());

    @BeforeEach
    void start() {
        engine.start();
    }

    @AfterEach
    void nothingIsLeft() throws Exception {
        feeder.shutdownNow();
        assertThat(feeder.awaitTermination(5, TimeUnit.SECONDS)).isTrue();
        assertThat(engine.links()).as("open links").isZero();
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(engine.heldPictures()).hasValue(0));
        engine.close();
    }

    @Test
    void whoAnsweredSendsSoundAndPictureByAnOfferOfItsOwn() throws Exception {
        try (Pair pair = new Pair()) {
            pair.connect();
            assertThat(pair.ours.isHeard()).isFalse();
            assertThat(pair.ours.push(Feed.tone(0)))
                    .as("before it was agreed on")
                    .isFalse();
            pair.ours.send(BOTH);
            pair.theirs.answerTo(pair.ours);
            assertThat(pair.ours.isHeard()).isTrue();
            feed(pair.ours);
            Heard heard = pair.theirs.heard();
            await().atMost(SOON).untilAsserted(() -> {
                assertThat(heard.pictures.get()).isGreaterThan(20);
                assertThat(heard.tones.get()).isGreaterThan(50);
            });
            assertThat(heard.luma()).isCloseTo(Feed.LUMA, offset(12));

            pair.ours.send(Set.of());
            pair.theirs.answerTo(pair.ours);
            assertThat(pair.ours.isHeard()).isFalse();
            assertThat(pair.theirs.listener.closings).hasSize(2);
        }
    }

    @Test
    void bothSidesOfOneEngineSendAtATimeAndComeAndGo() throws Exception {
        try (Pair pair = new Pair()) {
            pair.connect();
            for (int round = 0; round < 3; round++) {
                pair.ours.send(BOTH);
                pair.theirs.answerTo(pair.ours);
                pair.theirs.link.send(Set.of(TrackKind.AUDIO));
                pair.our.answerTo(pair.theirs);
                Heard there = pair.theirs.heard();
                Heard here = pair.our.heard();
                feed(pair.ours);
                feed(pair.theirs.link);
                await().atMost(SOON).until(() -> there.tones.get() > 20 && here.tones.get() > 20);
                assertThat(here.pictures).hasValue(0);
                pair.ours.send(Set.of());
                pair.theirs.answerTo(pair.ours);
                pair.theirs.link.send(Set.of());
                pair.our.answerTo(pair.theirs);
            }
            assertThat(SectionIds.of(pair.ours.offer(false).sdp()))
                    .as("sections are used again")
                    .hasSize(3 + 2 + 1)
                    .doesNotHaveDuplicates();
        }
    }

    @Test
    void whatIsReceivedGoesOnWhenTheLastOneThatSentIsGone() throws Exception {
        try (SyntheticPeer guest = new SyntheticPeer(160, 120, 15);
                End recorder = new End(engine)) {
            recorder.link.accept(guest.answer(recorder.link.offer(false)));
            guest.onCandidate(candidate -> {
                try {
                    recorder.link.add(candidate);
                } catch (NegotiationException e) {
                    throw new IllegalStateException(e);
                }
            });
            recorder.give(guest);
            Heard guests = recorder.heard();
            await().atMost(SOON).until(() -> guests.blocks.get() > 20);
            for (int round = 0; round < 3; round++) {
                try (Pair pair = new Pair()) {
                    pair.connect();
                    pair.ours.send(BOTH);
                    pair.theirs.answerTo(pair.ours);
                    Heard heard = pair.theirs.heard();
                    feed(pair.ours);
                    await().atMost(SOON).until(() -> heard.tones.get() > 10);
                }
                int then = guests.blocks.get();
                await().atMost(SOON).until(() -> guests.blocks.get() > then + 50);
            }
        }
    }

    @Test
    void nothingIsPushedAnyMoreIntoWhatTheEngineDidNotEndInTime() throws Exception {
        RTCPeerConnection connection = engine.factory().createPeerConnection(engine.configuration(), candidate -> {});
        OutgoingTracks tracks = new OutgoingTracks(engine.sound(), connection);
        try {
            tracks.send(BOTH);
            assertThat(tracks.push(Feed.PICTURE)).isTrue();
            NegotiationException late = new NegotiationException(NegotiationRule.TIMEOUT, "later");
            assertThatThrownBy(() -> tracks.whileSilent(() -> {
                        throw late;
                    }))
                    .isSameAs(late);
            assertThat(tracks.push(Feed.PICTURE)).isFalse();
            tracks.send(BOTH);
            assertThat(tracks.push(Feed.PICTURE)).isFalse();
        } finally {
            NativeReference reference = Objects.requireNonNull(NativeReference.to(connection));
            tracks.whileSilent(connection::close);
            reference.release();
            tracks.close();
        }
    }

    private void feed(PeerLink link) {
        AtomicInteger blocks = new AtomicInteger();
        var _ = feeder.scheduleAtFixedRate(
                () -> {
                    int number = blocks.getAndIncrement();
                    var _ = link.push(Feed.tone(number));
                    if (number % 4 == 0) {
                        var _ = link.push(Feed.PICTURE);
                    }
                },
                0,
                10,
                TimeUnit.MILLISECONDS);
    }

    /** What comes over a link. */
    private static final class Heard {
        final AtomicInteger pictures = new AtomicInteger();
        final AtomicInteger blocks = new AtomicInteger();
        final AtomicInteger tones = new AtomicInteger();
        private volatile int luma;

        int luma() {
            return luma;
        }

        void take(MediaFrame frame) {
            try (frame) {
                switch (frame) {
                    case AudioBlock block -> {
                        blocks.incrementAndGet();
                        if (Feed.isTone(block)) {
                            tones.incrementAndGet();
                        }
                    }
                    case VideoPicture picture -> {
                        luma = picture.y().get(picture.strideY() * (picture.height() / 2) + picture.width() / 2) & 0xff;
                        pictures.incrementAndGet();
                    }
                    case EncodedFrame _ -> throw new AssertionError("decoded frames only");
                }
            }
        }
    }

    /** One end of a call with its session thread's duties. */
    private static final class End implements AutoCloseable {
        final RecordingListener listener = new RecordingListener();
        final PeerLink link;
        private final Queue<IceCandidate> candidates = new ConcurrentLinkedQueue<>();

        End(WebRtcEngine engine) {
            listener.onCandidate = candidates::add;
            link = engine.open(listener);
        }

        /** Takes the offer of the other end and gives it the answer. */
        void answerTo(End other) throws Exception {
            other.link.accept(link.answer(other.link.offer(false)));
        }

        void answerTo(PeerLink other) throws Exception {
            other.accept(link.answer(other.offer(false)));
        }

        void give(PeerLink other) throws Exception {
            for (IceCandidate next = candidates.poll(); next != null; next = candidates.poll()) {
                other.add(next);
            }
        }

        void give(SyntheticPeer other) {
            listener.onCandidate = other::add;
            for (IceCandidate next = candidates.poll(); next != null; next = candidates.poll()) {
                other.add(next);
            }
        }

        Heard heard() {
            Heard heard = new Heard();
            listener.opened.keySet().stream()
                    .filter(id -> !listener.closings.contains(id))
                    .forEach(id -> link.route(id, heard::take));
            return heard;
        }

        @Override
        public void close() {
            link.close();
        }
    }

    /** A caller that offers, and our link that answers. */
    private final class Pair implements AutoCloseable {
        final End theirs = new End(engine);
        final End our = new End(engine);
        final PeerLink ours = our.link;

        void connect() throws Exception {
            our.answerTo(theirs);
            await().atMost(SOON).until(() -> {
                theirs.give(ours);
                our.give(theirs.link);
                return theirs.listener.states.contains(LinkState.CONNECTED)
                        && our.listener.states.contains(LinkState.CONNECTED);
            });
        }

        @Override
        public void close() {
            our.close();
            theirs.close();
        }
    }

    /** A grey picture and a tone of 1 kHz. */
    private static final class Feed {
        static final int LUMA = 180;
        static final PlainPicture PICTURE = picture();
        private static final int RATE = 48_000;
        private static final int SAMPLES = RATE / 100;

        private static PlainPicture picture() {
            PlainPicture picture = PlainPicture.black(320, 180);
            for (int i = 0; i < picture.y().capacity(); i++) {
                picture.y().put(i, (byte) LUMA);
            }
            return picture;
        }

        static AudioBlock tone(int number) {
            byte[] pcm = new byte[2 * SAMPLES];
            for (int i = 0; i < SAMPLES; i++) {
                short sample = (short) (8_000 * Math.sin(2 * Math.PI * 1_000 * (number * SAMPLES + i) / RATE));
                pcm[2 * i] = (byte) sample;
                pcm[2 * i + 1] = (byte) (sample >> 8);
            }
            return new AudioBlock(System.nanoTime(), pcm, RATE, 1);
        }

        /** Whether most of its energy is at 1 kHz (Goertzel's way). */
        static boolean isTone(AudioBlock block) {
            int count = block.samples();
            double re = 0;
            double im = 0;
            double energy = 0;
            for (int i = 0; i < count; i++) {
                int at = 2 * block.channels() * i;
                double sample = (short) ((block.pcm()[at] & 0xff) | (block.pcm()[at + 1] << 8));
                double angle = 2 * Math.PI * 1_000 * i / block.sampleRate();
                re += sample * Math.cos(angle);
                im += sample * Math.sin(angle);
                energy += sample * sample;
            }
            return energy / count > 1_000_000 && 2 * (re * re + im * im) / count > 0.8 * energy;
        }
    }
}
