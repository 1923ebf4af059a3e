package dev.peerscribe.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.peerscribe.signaling.IceCandidate;
import dev.peerscribe.signaling.SdpType;
import dev.peerscribe.signaling.SessionDescription;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WebRtcEngineTest {
    private static final Duration SOON = Duration.ofSeconds(15);

    private final TestMedia media = new TestMedia();
    private final WebRtcEngine engine = new WebRtcEngine(TestMedia.properties(), media.metrics);
    private final RecordingListener listener = new RecordingListener();

    @BeforeEach
    void start() {
        engine.start();
    }

    @AfterEach
    void nothingIsLeft() {
        assertThat(engine.links()).as("open links").isZero();
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(engine.heldPictures()).hasValue(0));
        engine.close();
    }

    @Test
    void picturesOfTheRightSizeAndSoundArriveAndEveryPictureIsGivenBack() throws Exception {
        AtomicInteger pictures = new AtomicInteger();
        AtomicInteger blocks = new AtomicInteger();
        AtomicLong latest = new AtomicLong(Long.MIN_VALUE);
        try (SyntheticPeer sender = new SyntheticPeer(320, 240, 30);
                PeerLink link = engine.open(listener)) {
            sender.addTracks();
            connect(sender, link);
            assertThat(listener.opened.values()).containsExactlyInAnyOrder(TrackKind.AUDIO, TrackKind.VIDEO);
            link.route(listener.open(TrackKind.VIDEO), frame -> {
                try (VideoPicture picture = (VideoPicture) frame) {
                    if (picture.width() == 320
                            && picture.height() == 240
                            && picture.y().isDirect()
                            && picture.y().capacity() >= picture.strideY() * 240
                            && picture.presentationNanos() > latest.getAndSet(picture.presentationNanos())
                            && Math.abs(picture.presentationNanos() - System.nanoTime()) < 1_000_000_000L) {
                        pictures.incrementAndGet();
                    }
                }
            });
            link.route(listener.open(TrackKind.AUDIO), frame -> {
                AudioBlock block = (AudioBlock) frame;
                if (block.sampleRate() == 48_000 && block.samples() == 480) {
                    blocks.incrementAndGet();
                }
            });
            await().atMost(SOON).until(() -> pictures.get() >= 60 && blocks.get() >= 200);
            assertThat(link.statistics())
                    .anySatisfy(track -> {
                        assertThat(track.codec()).isEqualTo("VP8");
                        assertThat(track.framesDecoded()).isPositive();
                        assertThat(track.trackId()).isEqualTo(listener.open(TrackKind.VIDEO));
                    })
                    .anySatisfy(track -> assertThat(track.codec()).isEqualTo("opus"));
            assertThat(media.count("peerscribe.media.callback.failures")).isZero();
        }
    }

    @Test
    void anOfferOfOursReceivesWhatTheAnswerSends() throws Exception {
        AtomicInteger frames = new AtomicInteger();
        try (SyntheticPeer sender = new SyntheticPeer(320, 240, 30);
                PeerLink link = engine.open(listener)) {
            SessionDescription offer = link.offer(false);
            assertThat(offer.sdp()).contains("m=audio", "m=video", "m=application", "a=recvonly");
            assertThat(offer.sdp()).doesNotContain("a=sendrecv", "a=sendonly");
            link.accept(sender.answer(offer));
            trickle(sender, link);
            for (String id : listener.openings) {
                link.route(id, frame -> {
                    frames.incrementAndGet();
                    frame.close();
                });
            }
            assertThat(listener.opened).hasSize(2);
            await().atMost(SOON).until(() -> frames.get() > 100);
            await().atMost(SOON).until(() -> link.sendText("from us"));
            await().atMost(SOON).until(() -> sender.texts().contains("from us"));
            assertThat(sender.sendText("from the peer")).isTrue();
            await().atMost(SOON).until(() -> listener.texts.contains("from the peer"));
        }
    }

    @Test
    void aPeerThatTookItsOwnOfferBackIsReceivedAndChats() throws Exception {
        try (SyntheticPeer sender = new SyntheticPeer(160, 120, 15);
                PeerLink link = engine.open(listener)) {
            sender.shareTracks();
            sender.offer();
            sender.rollback();
            goesOn(offeredAndReceiving(sender, link));
            await().atMost(SOON).until(() -> link.sendText("from us"));
            await().atMost(SOON).until(() -> sender.texts().contains("from us"));
        }
    }

    @Test
    void textGoesBothWaysOverTheDataChannel() throws Exception {
        try (SyntheticPeer sender = new SyntheticPeer(160, 120, 5);
                PeerLink link = engine.open(listener)) {
            connect(sender, link);
            await().atMost(SOON).until(() -> sender.sendText("from the peer"));
            await().atMost(SOON).until(() -> listener.texts.contains("from the peer"));
            await().atMost(SOON).until(() -> link.sendText("grüße"));
            await().atMost(SOON).until(() -> sender.texts().contains("grüße"));
        }
    }

    @Test
    void aPeerThatOpensItsChannelAgainAndAgainIsStillHeard() throws Exception {
        try (SyntheticPeer sender = new SyntheticPeer(160, 120, 5);
                PeerLink link = engine.open(listener)) {
            connect(sender, link);
            await().atMost(SOON).until(() -> sender.sendText("first"));
            for (int i = 0; i < 2 * ChannelShelf.MAX_OPEN; i++) {
                String text = "channel " + i;
                sender.reopenChannel();
                await().atMost(SOON).until(() -> sender.sendText(text));
                await().atMost(SOON).until(() -> listener.texts.contains(text));
            }
            await().atMost(SOON).until(() -> link.sendText("answer"));
            await().atMost(SOON).until(() -> sender.texts().contains("answer"));
            assertThat(media.count("peerscribe.media.texts.rejected")).isZero();
        }
    }

    @Test
    void renegotiationAddsAndRemovesATrack() throws Exception {
        try (SyntheticPeer sender = new SyntheticPeer(160, 120, 15);
                PeerLink link = engine.open(listener)) {
            sender.addTrack(false);
            connect(sender, link);
            assertThat(listener.opened.values()).containsExactly(TrackKind.AUDIO);

            sender.addTrack(true);
            sender.accept(link.answer(sender.offer()));
            String video = listener.open(TrackKind.VIDEO);
            AtomicInteger frames = new AtomicInteger();
            link.route(video, frame -> {
                frames.incrementAndGet();
                frame.close();
            });
            await().atMost(SOON).until(() -> frames.get() > 10);

            sender.sendPictures(false);
            sender.accept(link.answer(sender.offer()));
            assertThat(listener.closings).containsExactly(video);

            sender.sendPictures(true);
            sender.accept(link.answer(sender.offer()));
            String again = listener.open(TrackKind.VIDEO);
            assertThat(again).isNotEqualTo(video);

            sender.stopPictures();
            sender.accept(link.answer(sender.offer()));
            assertThat(listener.closings).containsExactly(video, again);
            assertThat(listener.openings).hasSize(3).doesNotHaveDuplicates();
        }
    }

    @Test
    void anIceRestartByThePeerKeepsTheTracks() throws Exception {
        try (SyntheticPeer sender = new SyntheticPeer(160, 120, 15);
                PeerLink link = engine.open(listener)) {
            sender.addTracks();
            connect(sender, link);
            sender.accept(link.answer(sender.offer(true)));
            AtomicInteger frames = new AtomicInteger();
            link.route(listener.open(TrackKind.VIDEO), frame -> {
                frames.incrementAndGet();
                frame.close();
            });
            await().atMost(SOON).until(() -> frames.get() > 10);
            assertThat(listener.closings).isEmpty();
            assertThat(listener.openings).hasSize(2);
        }
    }

    @Test
    void anIceRestartByUsKeepsTheTracksAndTheFrames() throws Exception {
        try (SyntheticPeer sender = new SyntheticPeer(160, 120, 15);
                PeerLink link = engine.open(listener)) {
            AtomicInteger frames = offeredAndReceiving(sender, link);
            SessionDescription restart = link.offer(true);
            assertThat(SectionIds.of(restart.sdp())).doesNotHaveDuplicates().hasSize(3);
            link.accept(sender.answer(restart));
            goesOn(frames);
            assertThat(listener.closings).isEmpty();
            assertThat(listener.states).doesNotContain(LinkState.FAILED, LinkState.DISCONNECTED);
        }
    }

    @Test
    void aRestartThatCrossesThePeersOfferIsTakenBackAndTheFramesGoOn() throws Exception {
        try (SyntheticPeer sender = new SyntheticPeer(160, 120, 15);
                PeerLink link = engine.open(listener)) {
            AtomicInteger frames = offeredAndReceiving(sender, link);
            SessionDescription ours = link.offer(true);
            SessionDescription theirs = sender.offer();
            assertThatThrownBy(() -> link.answer(theirs)).isInstanceOf(NegotiationException.class);
            link.rollback();
            sender.accept(link.answer(theirs));
            goesOn(frames);
            sender.accept(link.answer(sender.offer(true)));
            goesOn(frames);
            assertThat(listener.closings).isEmpty();
            assertThat(RemoteDescription.of(theirs).sections()).isEqualTo(SectionIds.of(ours.sdp()));
        }
    }

    @Test
    void aPeerThatHasItsLinkRefusesAnOfferThatWasForAnother() throws Exception {
        try (SyntheticPeer sender = new SyntheticPeer(160, 120, 15);
                PeerLink link = engine.open(listener);
                PeerLink other = engine.open(new RecordingListener())) {
            AtomicInteger frames = offeredAndReceiving(sender, link);
            SessionDescription notForThis = other.offer(false);
            assertThatThrownBy(() -> sender.answer(notForThis)).hasStackTraceContaining("order of m-lines");
            goesOn(frames);
        }
    }

    private AtomicInteger offeredAndReceiving(SyntheticPeer sender, PeerLink link) throws Exception {
        AtomicInteger frames = new AtomicInteger();
        link.accept(sender.answer(link.offer(false)));
        trickle(sender, link);
        link.route(listener.open(TrackKind.VIDEO), frame -> {
            frames.incrementAndGet();
            frame.close();
        });
        goesOn(frames);
        return frames;
    }

    private static void goesOn(AtomicInteger frames) {
        int then = frames.get();
        await().atMost(SOON).until(() -> frames.get() > then + 10);
    }

    @Test
    void garbageIsRefusedInOurOwnWordsAndTheLinkLives() throws Exception {
        Random random = new Random(1);
        try (SyntheticPeer sender = new SyntheticPeer(160, 120, 15);
                PeerLink link = engine.open(listener)) {
            sender.addTracks();
            SessionDescription garbage = new SessionDescription(
                    SdpType.OFFER, "v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\nm=audio 9 nonsense 0\r\nx\r\n");
            assertThatThrownBy(() -> link.answer(garbage))
                    .isInstanceOf(NegotiationException.class)
                    .hasMessage("the engine refused the remote offer");
            connect(sender, link);
            int refused = 0;
            for (int i = 0; i < 1_000; i++) {
                IceCandidate candidate = garbageCandidate(random);
                try {
                    SdpGate.check(candidate);
                    link.add(candidate);
                } catch (NegotiationException e) {
                    assertThat(e).hasMessageNotContaining(candidate.candidate());
                    refused++;
                }
            }
            assertThat(refused).isGreaterThan(500);
            AtomicInteger frames = new AtomicInteger();
            link.route(listener.open(TrackKind.VIDEO), frame -> {
                frames.incrementAndGet();
                frame.close();
            });
            await().atMost(SOON).until(() -> frames.get() > 10);
        }
    }

    @Test
    void anExceptionInASinkIsCountedAndTheProcessLives() throws Exception {
        try (SyntheticPeer sender = new SyntheticPeer(160, 120, 15);
                PeerLink link = engine.open(listener)) {
            sender.addTracks();
            connect(sender, link);
            link.route(listener.open(TrackKind.AUDIO), frame -> {
                throw new IllegalStateException("a sink's mistake");
            });
            await().atMost(SOON).until(() -> media.count("peerscribe.media.callback.failures") > 10);
        }
    }

    @Test
    void aPeerThatHangsUpIsFoundOutByTheNextStatistics() throws Exception {
        try (PeerLink link = engine.open(listener)) {
            try (SyntheticPeer sender = new SyntheticPeer(160, 120, 15)) {
                sender.addTracks();
                connect(sender, link);
                assertThat(link.statistics()).isNotEmpty();
                assertThat(listener.states).doesNotContain(LinkState.CLOSED);
            }
            await().atMost(Duration.ofSeconds(2)).until(() -> {
                link.statistics();
                return listener.states.contains(LinkState.CLOSED);
            });
            assertThat(listener.states).doesNotContain(LinkState.DISCONNECTED, LinkState.FAILED);
        }
    }

    @Test
    void aClosedLinkSaysNothingMoreAndCanBeClosedAgain() throws Exception {
        try (SyntheticPeer sender = new SyntheticPeer(160, 120, 15)) {
            PeerLink link = engine.open(listener);
            sender.addTracks();
            connect(sender, link);
            AtomicInteger frames = new AtomicInteger();
            link.route(listener.open(TrackKind.VIDEO), frame -> {
                frames.incrementAndGet();
                frame.close();
            });
            await().atMost(SOON).until(() -> frames.get() > 5);
            link.close();
            int then = frames.get();
            int states = listener.states.size();
            link.close();
            assertThat(link.sendText("x")).isFalse();
            assertThat(link.statistics()).isEmpty();
            assertThatThrownBy(() -> link.offer(false)).isInstanceOf(NegotiationException.class);
            await().during(Duration.ofMillis(500)).atMost(SOON).until(() -> frames.get() == then);
            assertThat(listener.states).hasSize(states);
        }
    }

    private void connect(SyntheticPeer sender, PeerLink link) throws Exception {
        sender.accept(link.answer(sender.offer()));
        trickle(sender, link);
        await().atMost(SOON).until(() -> sender.isConnected() && listener.states.contains(LinkState.CONNECTED));
    }

    private void trickle(SyntheticPeer sender, PeerLink link) {
        sender.onCandidate(candidate -> {
            try {
                link.add(candidate);
            } catch (NegotiationException e) {
                throw new IllegalStateException(e);
            }
        });
        listener.onCandidate = sender::add;
        listener.candidates.forEach(sender::add);
    }

    private static IceCandidate garbageCandidate(Random random) {
        StringBuilder text = new StringBuilder("candidate:1 1 udp 2113937151 192.0.2.1 5000 typ host generation 0");
        int changes = 1 + random.nextInt(4);
        for (int i = 0; i < changes; i++) {
            text.setCharAt(random.nextInt(text.length()), (char) (1 + random.nextInt(200)));
        }
        return new IceCandidate(text.toString(), random.nextBoolean() ? "0" : "zz", random.nextInt(70) - 2, null);
    }
}
