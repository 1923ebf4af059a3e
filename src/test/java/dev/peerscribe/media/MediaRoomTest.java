package dev.peerscribe.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.peerscribe.identity.MeetingTrust;
import dev.peerscribe.identity.PeerKey;
import dev.peerscribe.media.FakeConnection.Sent;
import dev.peerscribe.media.MediaEvent.PeerLeft;
import dev.peerscribe.media.MediaEvent.TrackClosed;
import dev.peerscribe.media.MediaEvent.TrackOpened;
import dev.peerscribe.signaling.IceCandidate;
import dev.peerscribe.signaling.SdpType;
import dev.peerscribe.signaling.SessionDescription;
import dev.peerscribe.signaling.SignalingEvent;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The whole room on real threads and the real engine, with signalling played by the test. */
@Timeout(120)
class MediaRoomTest {
    private static final Duration SOON = Duration.ofSeconds(15);
    private static final PeerKey ALICE = TestKeys.key();

    private final TestMedia media = new TestMedia();
    private final WebRtcEngine engine = new WebRtcEngine(TestMedia.properties(), media.metrics);
    private final FakeConnection connection = new FakeConnection();
    private final List<MediaEvent> events = new CopyOnWriteArrayList<>();
    private final MediaSessionRegistry sessions = new MediaSessionRegistry(
            TestMedia.engines(engine),
            TestMedia.properties(),
            media.metrics,
            ThreadLane::new,
            Clock.systemUTC(),
            event -> events.add((MediaEvent) event));

    @BeforeEach
    void start() {
        engine.start();
        sessions.start();
    }

    @AfterEach
    void stop() {
        sessions.stop();
        assertThat(engine.links()).isZero();
        await().atMost(SOON).until(() -> engine.heldPictures().get() == 0);
        engine.stop();
        assertThat(threads()).noneMatch(name -> name.startsWith("media-"));
        assertThat(media.count("peerscribe.media.callback.failures")).isZero();
    }

    @Test
    void aPeerIsAnsweredSeenAndHeardAndCanChat() {
        AtomicInteger pictures = new AtomicInteger();
        AtomicInteger blocks = new AtomicInteger();
        try (SyntheticPeer alice = new SyntheticPeer(320, 240, 30)) {
            sessions.open(connection, Negotiation.ANSWER, MeetingTrust.ofAnybody(), EngineKind.WEBRTC);
            alice.addTracks();
            join(alice);
            for (TrackOpened track : of(TrackOpened.class)) {
                var unused = sessions.attach("m", track.peerId(), track.trackId(), frame -> {
                    (track.kind() == TrackKind.VIDEO ? pictures : blocks).incrementAndGet();
                    frame.close();
                });
                assertThat(unused).isNotNull();
            }
            await().atMost(SOON).until(() -> pictures.get() > 30 && blocks.get() > 100);
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(
                                    sessions.peers("m").getFirst().tracks())
                            .hasSize(2)
                            .allSatisfy(track -> {
                                assertThat(track.codec()).isIn("VP8", "opus");
                                assertThat(track.bytes()).isPositive();
                                if (track.kind() == TrackKind.AUDIO) {
                                    assertThat(track.level()).isBetween(0.1, 0.25); // a sine of 8000 is 0.17
                                } else {
                                    assertThat(track.width()).isEqualTo(320);
                                }
                            }));
            await().atMost(SOON).until(() -> sessions.broadcastText("m", "hello") == 1);
            await().atMost(SOON).until(() -> alice.texts().contains("hello"));
            assertThat(alice.sendText("hi")).isTrue();
            await().atMost(SOON).until(() -> connection.texts.contains("s1:hi"));

            await().atMost(SOON)
                    .until(() -> of(MediaEvent.SpeakingChanged.class).stream()
                            .anyMatch(MediaEvent.SpeakingChanged::speaking));

            alice.mutePictures(true);
            alice.muteSound(true);
            await().atMost(SOON)
                    .until(() ->
                            sessions.peers("m").getFirst().tracks().stream().anyMatch(TrackSnapshot::muted));
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(of(MediaEvent.TrackMuteChanged.class))
                            .extracting(MediaEvent.TrackMuteChanged::kind, MediaEvent.TrackMuteChanged::muted)
                            .containsExactlyInAnyOrder(
                                    Tuple.tuple(TrackKind.VIDEO, true), Tuple.tuple(TrackKind.AUDIO, true)));
            assertThat(of(MediaEvent.SpeakingChanged.class).getLast().speaking())
                    .isFalse();
            alice.muteSound(false);
            await().atMost(SOON)
                    .until(() -> of(MediaEvent.SpeakingChanged.class).getLast().speaking());
            assertThat(of(MediaEvent.TrackMuteChanged.class).getLast().muted()).isFalse();
        }
    }

    @Test
    void mediaUnderAnotherCertificateThanTheSignedOneNeverFlows() {
        AtomicInteger frames = new AtomicInteger();
        try (SyntheticPeer mallory = new SyntheticPeer(160, 120, 15)) {
            sessions.open(connection, Negotiation.ANSWER, MeetingTrust.ofAnybody(), EngineKind.WEBRTC);
            mallory.addTracks();
            described(underAnotherCertificate(mallory.offer()));
            await().atMost(SOON).until(() -> connection.descriptions().size() == 1);
            mallory.accept(connection.descriptions().getFirst());
            for (TrackOpened track : of(TrackOpened.class)) {
                var attached = sessions.attach("m", track.peerId(), track.trackId(), frame -> {
                    frames.incrementAndGet();
                    frame.close();
                });
                assertThat(attached).isNotNull();
            }
            carry(mallory, () -> !of(PeerLeft.class).isEmpty());
        }
        assertThat(of(PeerLeft.class)).extracting(PeerLeft::reason).containsExactly("transport-failed");
        assertThat(of(MediaEvent.PeerStateChanged.class))
                .extracting(MediaEvent.PeerStateChanged::to)
                .doesNotContain(PeerState.CONNECTED);
        assertThat(frames).hasValue(0);
    }

    @Test
    void aPeerThatGoesAwayLeavesWithItsTracksClosedBefore() {
        sessions.open(connection, Negotiation.ANSWER, MeetingTrust.ofAnybody(), EngineKind.WEBRTC);
        try (SyntheticPeer alice = new SyntheticPeer(160, 120, 15)) {
            alice.addTracks();
            join(alice);
        }
        await().atMost(Duration.ofSeconds(40)).until(() -> !of(PeerLeft.class).isEmpty());
        assertThat(of(TrackClosed.class)).hasSize(2);
        assertThat(sessions.peers("m")).isEmpty();
    }

    @Test
    void theAgentsOwnOfferIsAnsweredAndMediaComes() {
        AtomicInteger frames = new AtomicInteger();
        try (SyntheticPeer alice = new SyntheticPeer(160, 120, 15)) {
            sessions.open(connection, Negotiation.OFFER, MeetingTrust.ofAnybody(), EngineKind.WEBRTC);
            await().atMost(SOON).until(() -> !connection.descriptions().isEmpty());
            SessionDescription answer = alice.answer(connection.descriptions().getFirst());
            described(answer);
            trickle(alice);
            await().atMost(SOON).until(() -> of(TrackOpened.class).size() == 2);
            for (TrackOpened track : of(TrackOpened.class)) {
                var attached = sessions.attach("m", track.peerId(), track.trackId(), frame -> {
                    frames.incrementAndGet();
                    frame.close();
                });
                assertThat(attached).isNotNull();
            }
            await().atMost(SOON).until(() -> frames.get() > 100);
        }
    }

    @Test
    void eightSessionsLeaveNoThreadAndNoDescriptor() {
        for (int i = 0; i < 3; i++) {
            oneSession();
        }
        Set<String> threads = nativeThreads();
        long descriptors = descriptors();
        for (int i = 0; i < 8; i++) {
            oneSession();
        }
        await().atMost(SOON).untilAsserted(() -> {
            assertThat(nativeThreads()).hasSizeLessThanOrEqualTo(threads.size() + 2);
            assertThat(descriptors()).isLessThanOrEqualTo(descriptors + 5);
        });
    }

    private void oneSession() {
        int opened = of(TrackOpened.class).size();
        try (SyntheticPeer alice = new SyntheticPeer(160, 120, 15)) {
            connection.sent.clear();
            sessions.open(connection, Negotiation.ANSWER, MeetingTrust.ofAnybody(), EngineKind.WEBRTC);
            alice.addTracks();
            join(alice);
            await().atMost(SOON).until(() -> of(TrackOpened.class).size() == opened + 2);
            sessions.close("m");
        }
        assertThat(of(TrackClosed.class)).hasSize(opened + 2);
        assertThat(engine.links()).isZero();
    }

    private void join(SyntheticPeer alice) {
        described(alice.offer());
        await().atMost(SOON)
                .until(() -> connection.descriptions().stream()
                        .anyMatch(description -> description.type() == SdpType.ANSWER));
        alice.accept(connection.descriptions().getLast());
        trickle(alice);
        await().atMost(SOON).until(alice::isConnected);
        await().atMost(SOON).until(() -> sessions.peers("m").getFirst().state() == PeerState.CONNECTED);
    }

    private void described(SessionDescription description) {
        sessions.on(TestSdp.received("m", "s1", ALICE, description));
    }

    /** Carries candidates both ways; what the agent sends is polled, as a relay would hand it on. */
    private void trickle(SyntheticPeer alice) {
        carry(alice, alice::isConnected);
    }

    private void carry(SyntheticPeer alice, BooleanSupplier until) {
        alice.onCandidate(candidate -> sessions.on(new SignalingEvent.CandidateReceived("m", "s1", candidate)));
        AtomicInteger passed = new AtomicInteger();
        await().atMost(SOON).pollInterval(Duration.ofMillis(10)).until(() -> {
            // A part of a list that is written to meanwhile cannot be walked through.
            List<Sent> sentUntilNow = List.copyOf(connection.sent);
            for (Sent sent : sentUntilNow.subList(passed.get(), sentUntilNow.size())) {
                passed.incrementAndGet();
                if (sent.message() instanceof IceCandidate candidate) {
                    alice.add(candidate);
                }
            }
            return until.getAsBoolean();
        });
    }

    /** The description, as somebody would sign it who holds another certificate than the transport shows. */
    private static SessionDescription underAnotherCertificate(SessionDescription description) {
        Pattern fingerprint = Pattern.compile("a=fingerprint:sha-256 (..)");
        String sdp = fingerprint
                .matcher(description.sdp())
                .replaceAll(found ->
                        "a=fingerprint:sha-256 " + "%02X".formatted(Integer.parseInt(found.group(1), 16) ^ 1));
        assertThat(sdp).isNotEqualTo(description.sdp());
        return new SessionDescription(description.type(), sdp);
    }

    private <T extends MediaEvent> List<T> of(Class<T> type) {
        return events.stream().filter(type::isInstance).map(type::cast).toList();
    }

    private static Set<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(Thread::isAlive)
                .map(Thread::getName)
                .collect(Collectors.toSet());
    }

    /** Every thread of the process, those that Java does not know included. */
    private static Set<String> nativeThreads() {
        try (var tasks = Files.list(Path.of("/proc/self/task"))) {
            return tasks.map(Path::toString).collect(Collectors.toSet());
        } catch (java.io.IOException e) {
            return threads();
        }
    }

    private static long descriptors() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                ? unix.getOpenFileDescriptorCount()
                : 0;
    }
}
