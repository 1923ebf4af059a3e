package dev.peerscribe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.peerscribe.Call.Recorded;
import dev.peerscribe.codec.Codec;
import dev.peerscribe.faults.UdpFaultProxy.Side;
import dev.peerscribe.faults.UdpFaults;
import dev.peerscribe.sender.Clip;
import dev.peerscribe.sender.SenderClip;
import dev.peerscribe.sender.SenderSettings;
import dev.peerscribe.sender.SenderStudio;
import dev.peerscribe.sender.SentAgainstRecorded.Stream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the engine that does not decode puts into files: the sender's own frames, bit for bit, whatever the network does to
 * them. All calls of a test are in one meeting at the same time, each over a network of its own.
 */
@Timeout(120)
class PassthroughFilesIT {
    private static final Logger log = LoggerFactory.getLogger(PassthroughFilesIT.class);
    /** Seconds that nobody notices. */
    private static final double IN_SYNC = 0.04;

    private static final double RIGHT_LENGTH = 0.3;
    /** Frames that may be on their way when a call ends, or come before the first key frame that is whole. */
    private static final int AT_THE_EDGES = 12;

    private static final int SECONDS = 4;

    @TempDir
    Path folder;

    private final SenderStudio studio = new SenderStudio();
    private final Map<String, Call> calls = new LinkedHashMap<>();
    private final Map<Codec, SenderClip> clips = new EnumMap<>(Codec.class);
    private RunningAgent agent;

    @BeforeEach
    void start() throws IOException {
        agent = RunningAgent.start(folder.resolve("recordings"), "--peerscribe.media.engine=passthrough");
    }

    @AfterEach
    void stop() {
        calls.values().forEach(Call::close);
        studio.close();
        agent.close();
    }

    @Test
    void framesAreTheSendersOwnWhateverTheCodec() throws IOException {
        call("VP8", Codec.VP8, SenderSettings.named("VP8"));
        call("VP9", Codec.VP9, SenderSettings.named("VP9").trickling());
        call("H264", Codec.H264, SenderSettings.named("H264"));
        call("AV1", Codec.AV1, SenderSettings.named("AV1").withoutTransportCc());
        for (Call call : calls.values()) {
            call.sends(240);
        }
        SoftAssertions softly = new SoftAssertions();
        for (Map.Entry<String, Recorded> each : leave().entrySet()) {
            Recorded recorded = each.getValue();
            Stream video = recorded.against().video();
            Stream audio = recorded.against().audio();
            softly.assertThat(recorded.probe().decodeErrors())
                    .as("%s: decode errors", each.getKey())
                    .isZero();
            softly.assertThat(video.sent() - video.recorded())
                    .as("%s: pictures missed", each.getKey())
                    .isZero();
            softly.assertThat(audio.sent() - audio.recorded())
                    .as("%s: sound missed", each.getKey())
                    .isZero();
            softly.assertThat(video.foreign() + audio.foreign())
                    .as("%s: not as it was sent", each.getKey())
                    .isZero();
            softly.assertThat(video.before() + video.after())
                    .as("%s: before and after what was recorded", each.getKey())
                    .isLessThanOrEqualTo(2);
            inSync(softly, each.getKey(), recorded);
            softly.assertThat(recorded.durationSeconds())
                    .as("%s: seconds", each.getKey())
                    .isBetween(video.sent() / 30.0 - RIGHT_LENGTH, video.sent() / 30.0 + RIGHT_LENGTH);
        }
        softly.assertAll();
    }

    @Test
    void aBadNetworkCostsAsFewFramesAsCanBe() throws IOException {
        call("2 % lost", Codec.VP8, SenderSettings.named("2 % lost"))
                .network()
                .faults(UdpFaults.none().losing(0.02));
        call("5 % lost", Codec.H264, SenderSettings.named("5 % lost"))
                .network()
                .faults(UdpFaults.none().losing(0.05));
        call(
                        "5 % lost, repeated as they were",
                        Codec.VP9,
                        SenderSettings.named("5 % lost, repeated as they were").withoutRtx())
                .network()
                .faults(UdpFaults.none().losing(0.05));
        call("late and lost", Codec.AV1, SenderSettings.named("late and lost"))
                .network()
                .faults(UdpFaults.none().losing(0.02).delaying(Duration.ofMillis(40)));
        call("shuffled", Codec.VP8, SenderSettings.named("shuffled"))
                .network()
                .faults(UdpFaults.none().shuffling(Duration.ofMillis(20)).doubling(0.1));
        call("video late", Codec.VP8, SenderSettings.named("video late").withVideoLate(Duration.ofMillis(200)));
        for (Call call : calls.values()) {
            call.sends(400);
        }
        SoftAssertions softly = new SoftAssertions();
        Map<String, Double> shares = Map.of(
                "2 % lost", 0.99,
                "5 % lost", 0.97,
                "5 % lost, repeated as they were", 0.97,
                "late and lost", 0.99,
                "shuffled", 1.0,
                "video late", 1.0);
        for (Map.Entry<String, Recorded> each : leave().entrySet()) {
            Stream video = each.getValue().against().video();
            softly.assertThat(video.share()).as(each.getKey()).isGreaterThanOrEqualTo(shares.get(each.getKey()));
            // Else a file of one frame would have all that was sent meanwhile.
            softly.assertThat(video.before() + video.after())
                    .as("%s: before and after what was recorded", each.getKey())
                    .isLessThanOrEqualTo(AT_THE_EDGES);
            softly.assertThat(video.sent()).as("%s: long enough", each.getKey()).isGreaterThan(380);
            softly.assertThat(video.foreign())
                    .as("%s: not as it was sent", each.getKey())
                    .isZero();
            softly.assertThat(each.getValue().probe().decodeErrors())
                    .as("%s: decode errors", each.getKey())
                    .isZero();
            inSync(softly, each.getKey(), each.getValue());
        }
        softly.assertAll();
    }

    @Test
    void recordingGoesOnWhereTheNetworkWasAwayOrIsAnother() throws IOException {
        Call blackout = call("blackout", Codec.VP8, SenderSettings.named("blackout"));
        Call restarted = call("ICE restart", Codec.VP8, SenderSettings.named("ICE restart"));
        Call moved = call("another path", Codec.H264, SenderSettings.named("another path"));
        Call rebound = call("another port", Codec.VP9, SenderSettings.named("another port"));
        for (Call call : calls.values()) {
            call.sends(60);
        }
        blackout.network().blackout(Duration.ofSeconds(2));
        restarted.sender().restartIce();
        move(moved);
        rebind(rebound);
        for (Call call : calls.values()) {
            call.sends(call.sender().video().size() + 240);
        }
        Map<String, Recorded> recorded = leave();

        SoftAssertions softly = new SoftAssertions();
        for (Map.Entry<String, Recorded> each : recorded.entrySet()) {
            Recorded of = each.getValue();
            softly.assertThat(of.probe().decodeErrors())
                    .as("%s: decode errors", each.getKey())
                    .isZero();
            softly.assertThat(of.against().video().foreign())
                    .as("%s: not as it was sent", each.getKey())
                    .isZero();
            softly.assertThat(of.against().video().after())
                    .as("%s: not recorded at the end", each.getKey())
                    .isLessThanOrEqualTo(1);
            inSync(softly, each.getKey(), of);
        }
        softly.assertThat(Objects.requireNonNull(recorded.get("blackout"))
                        .against()
                        .video()
                        .longestHole())
                .as("back within a second of the end of a blackout")
                .isBetween(1.9, 3.0);
        softly.assertThat(Objects.requireNonNull(recorded.get("blackout")).gaps())
                .as("gaps of a blackout")
                .anyMatch(gap -> gap.get("kind").asString().equals("VIDEO"));
        softly.assertThat(Objects.requireNonNull(recorded.get("ICE restart"))
                        .against()
                        .video()
                        .share())
                .as("an ICE restart costs nothing")
                .isEqualTo(1);
        softly.assertThat(Objects.requireNonNull(recorded.get("another path"))
                        .against()
                        .video()
                        .longestHole())
                .as("on another path by an ICE restart")
                .isLessThan(2);
        softly.assertThat(Objects.requireNonNull(recorded.get("another port"))
                        .against()
                        .video()
                        .longestHole())
                .as("from another port, found by checks alone")
                .isLessThan(8);
        softly.assertAll();
    }

    /** As a machine does that changed its network: everything comes from elsewhere, and it offers a restart. */
    private static void move(Call call) throws IOException {
        rebind(call);
        call.sender().restartIce();
    }

    private static void rebind(Call call) throws IOException {
        call.network().rebind(Side.SENDER);
    }

    private Call call(String name, Codec codec, SenderSettings settings) {
        SenderClip clip = clips.computeIfAbsent(
                codec, it -> new SenderClip(Clip.video(it, 320, 180, 30, SECONDS, 60, 300_000), Clip.sound(SECONDS)));
        Call call = Call.join(studio, agent.relay(), clip, settings);
        calls.put(name, call);
        return call;
    }

    private Map<String, Recorded> leave() throws IOException {
        calls.values().forEach(call -> call.sender().close());
        Map<String, Recorded> recorded = new LinkedHashMap<>();
        for (Map.Entry<String, Call> call : calls.entrySet()) {
            Recorded each = call.getValue().recorded(agent, folder.resolve("recordings"));
            log.info("{}: {}; {}", call.getKey(), each, call.getValue().sender().opinion());
            assertThat(call.getValue().sender().opinion().malformed()).isEmpty();
            recorded.put(call.getKey(), each);
        }
        log.info("the senders were late by {} ms at worst", studio.worstLatenessNanos() / 1_000_000);
        return recorded;
    }

    private static void inSync(SoftAssertions softly, String name, Recorded recorded) {
        softly.assertThat(Math.abs(recorded.against().soundLateness()))
                .as("%s: sound against picture", name)
                .isLessThanOrEqualTo(IN_SYNC);
    }
}
