package dev.peerscribe;

import dev.peerscribe.Call.Recorded;
import dev.peerscribe.codec.Codec;
import dev.peerscribe.hostile.Flood;
import dev.peerscribe.hostile.Liar;
import dev.peerscribe.hostile.SocketLosses;
import dev.peerscribe.hostile.Stranger;
import dev.peerscribe.sender.Clip;
import dev.peerscribe.sender.SenderClip;
import dev.peerscribe.sender.SenderSettings;
import dev.peerscribe.sender.SenderStudio;
import dev.peerscribe.sender.SentAgainstRecorded.Stream;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Packets that nobody should send, a million where {@link TrueNumbers} are asked for, into calls that are recorded at that time by the engine that does not decode. */
@Timeout(120)
class HostilePacketsIT {
    private static final Logger log = LoggerFactory.getLogger(HostilePacketsIT.class);
    /** By strangers, and as many by peers. */
    private static final int PACKETS = TrueNumbers.orFewer(500_000, 120_000);

    private static final int PER_SECOND = 40_000;
    private static final int SECONDS = 4;
    private static final List<Codec> CODECS = List.of(Codec.VP8, Codec.VP9, Codec.H264, Codec.AV1);
    /** Frames that may be on their way when a call ends, or come before the first key frame that is whole. */
    private static final int AT_THE_EDGES = 12;

    /** Bytes that may be held more than before, in the heap and outside. */
    private static final long MORE_MEMORY = 64 << 20;

    private static final int MORE_THREADS = 8;

    @TempDir
    Path folder;

    private final SenderStudio studio = new SenderStudio();
    private final List<Call> calls = new ArrayList<>();
    private final long seed = Long.getLong("peerscribe.test.seed", System.nanoTime());
    private RunningAgent agent;
    private MeterRegistry meters;

    @BeforeEach
    void start() throws IOException {
        agent = RunningAgent.start(folder.resolve("recordings"), "--peerscribe.media.engine=passthrough");
        meters = agent.bean(MeterRegistry.class);
        log.info("-Dpeerscribe.test.seed={}", seed);
    }

    @AfterEach
    void stop() {
        calls.forEach(Call::close);
        studio.close();
        agent.close();
    }

    @Test
    void whatStrangersSendInAPeersNameCostsItsRecordingNothing() throws IOException {
        Call call = call("Ada", Codec.VP8);
        ready(30);
        Stranger stranger = new Stranger(call.sender().transport(), seed);
        Held before = Held.now();
        long lost = SocketLosses.now();

        Flood.send(List.of(stranger::send), PACKETS, PER_SECOND);
        call.sends(call.sender().video().size() + 60);

        Map<String, Long> dropped = counted("peerscribe.passthrough.packets.dropped");
        log.info("dropped {}", dropped);
        SoftAssertions softly = new SoftAssertions();
        // Handshake messages that look sound are let go within the library, which does not count.
        softly.assertThat(sum(dropped)).as("received, and dropped").isGreaterThan(PACKETS * 9L / 10);
        softly.assertThat(dropped)
                .extractingByKeys("malformed", "unauthentic", "replayed", "source-refused", "stranger")
                .allMatch(count -> count > PACKETS / 500);
        log.info("lost {} in sockets", SocketLosses.now() - lost);
        softly.assertThat(SocketLosses.now() - lost)
                .as("lost between the sockets of this machine")
                .isLessThan(PACKETS / 10);
        nothingLeft(softly, before);
        intact(softly, "Ada", call.recorded(agent, folder.resolve("recordings")));
        softly.assertAll();
    }

    @Test
    void whatPeersProtectThemselvesHarmsNobodyElseAndTheirOwnRecordingGoesOn() throws IOException {
        Call bystander = call("Grace", Codec.VP8);
        for (Codec codec : CODECS) {
            call(codec.encodingName(), codec);
        }
        ready(30);
        List<Call> lying = calls.subList(1, calls.size());
        List<Liar> liars = new ArrayList<>();
        for (Call call : lying) {
            liars.add(new Liar(call.sender().transport(), seed + liars.size()));
        }
        Held before = Held.now();
        long lost = SocketLosses.now();

        Flood.send(liars.stream().<Runnable>map(liar -> liar::send).toList(), PACKETS, PER_SECOND);
        int then = lying.getFirst().sender().video().size();
        for (Call call : lying) {
            call.sends(then + 120); // by which their true sources are the chosen ones again
        }
        calls.forEach(call -> call.sender().close());
        Recorded unharmed = bystander.recorded(agent, folder.resolve("recordings"));

        SoftAssertions softly = new SoftAssertions();
        intact(softly, "Grace", unharmed);
        for (int i = 0; i < lying.size(); i++) {
            String name = CODECS.get(i).encodingName();
            Recorded recorded = lying.get(i).recorded(agent, folder.resolve("recordings"));
            log.info("{}: {}", name, recorded);
            softly.assertThat(recorded.probe().readErrors())
                    .as("%s: read errors", name)
                    .isZero();
            softly.assertThat(recorded.probe().pictures())
                    .as("%s: decoded pictures", name)
                    .hasSizeGreaterThan(150);
            softly.assertThat(recorded.against().video().after())
                    .as("%s: pictures at the end", name)
                    .isLessThanOrEqualTo(AT_THE_EDGES);
            // Its times are shifted by lies, so that it cannot be held against what was sent; but it goes on to the
            // end.
            softly.assertThat(recorded.gaps())
                    .extracting(gap -> gap.get("cause").asString())
                    .as("%s: gaps", name)
                    .doesNotContain("NO_MEDIA", "MUTE", "PEER_AWAY");
        }
        log.info("lost {} in sockets", SocketLosses.now() - lost);
        softly.assertThat(SocketLosses.now() - lost)
                .as("lost between the sockets of this machine")
                .isLessThan(PACKETS / 10);
        nothingLeft(softly, before);
        Map<String, Long> refused = counted("peerscribe.passthrough.packets.refused");
        long received = count("peerscribe.passthrough.packets.received");
        int sent = liars.stream().mapToInt(Liar::media).sum();
        log.info("refused {}, received {} of {}", refused, received, sent);
        softly.assertThat(refused)
                .extractingByKeys("padding", "unknown-section", "unknown-payload-type", "unknown-original", "rtcp")
                .allMatch(count -> count > PACKETS / 500);
        softly.assertThat(received).as("RTP packets received").isGreaterThan(sent / 2L);
        softly.assertAll();
    }

    /** Waits until all are being recorded, and their packets are there to be sent again otherwise. */
    private void ready(int pictures) {
        for (Call call : calls) {
            call.sends(pictures);
            call.sender().transport().recentlyClear();
        }
        for (Call call : calls) {
            call.sends(call.sender().video().size() + pictures);
        }
    }

    private void nothingLeft(SoftAssertions softly, Held before) {
        Held after = Held.now();
        log.info("held {}, then {}", before, after);
        softly.assertThat(after.heap() - before.heap()).as("heap").isLessThan(MORE_MEMORY);
        softly.assertThat(after.direct() - before.direct()).as("direct memory").isLessThan(MORE_MEMORY);
        softly.assertThat(after.threads() - before.threads()).as("threads").isLessThanOrEqualTo(MORE_THREADS);
        softly.assertThat(count("peerscribe.passthrough.mistakes"))
                .as("mistakes")
                .isZero();
        softly.assertThat(count("peerscribe.passthrough.failures"))
                .as("links that failed")
                .isZero();
    }

    private static void intact(SoftAssertions softly, String name, Recorded recorded) {
        log.info("{}: {}", name, recorded);
        Stream video = recorded.against().video();
        Stream audio = recorded.against().audio();
        softly.assertThat(video.share()).as("%s: pictures", name).isGreaterThanOrEqualTo(0.99);
        softly.assertThat(audio.share()).as("%s: sound", name).isGreaterThanOrEqualTo(0.99);
        softly.assertThat(video.foreign() + audio.foreign())
                .as("%s: not as it was sent", name)
                .isZero();
        softly.assertThat(video.before() + video.after())
                .as("%s: before and after what was recorded", name)
                .isLessThanOrEqualTo(AT_THE_EDGES);
        softly.assertThat(recorded.probe().decodeErrors())
                .as("%s: decode errors", name)
                .isZero();
    }

    private Call call(String name, Codec codec) {
        SenderClip clip = new SenderClip(Clip.video(codec, 320, 180, 30, SECONDS, 60, 300_000), Clip.sound(SECONDS));
        Call call = Call.joinDirectly(studio, agent.relay(), clip, SenderSettings.named(name));
        calls.add(call);
        return call;
    }

    private Map<String, Long> counted(String meter) {
        Map<String, Long> counts = new TreeMap<>();
        for (Meter each : meters.find(meter).meters()) {
            each.measure()
                    .forEach(one -> counts.put(String.valueOf(each.getId().getTag("cause")), (long) one.getValue()));
        }
        return counts;
    }

    private long count(String meter) {
        return sum(counted(meter));
    }

    private static long sum(Map<String, Long> counts) {
        return counts.values().stream().mapToLong(each -> each).sum();
    }

    /** What this process holds. */
    private record Held(long heap, long direct, int threads) {
        static Held now() {
            System.gc();
            long direct = ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                    .mapToLong(BufferPoolMXBean::getMemoryUsed)
                    .sum();
            return new Held(
                    ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(),
                    direct,
                    Thread.getAllStackTraces().size());
        }
    }
}
