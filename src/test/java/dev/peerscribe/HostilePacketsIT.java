package dev.peerscribe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.peerscribe.Call.Recorded;
import dev.peerscribe.codec.Codec;
import dev.peerscribe.sender.Clip;
import dev.peerscribe.sender.SenderClip;
import dev.peerscribe.sender.SenderSettings;
import dev.peerscribe.sender.SenderStudio;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A million packets that are wrong, into sessions that are recorded meanwhile. */
@Timeout(120)
class HostilePacketsIT {
    private static final Logger log = LoggerFactory.getLogger(HostilePacketsIT.class);

    private static final int PACKETS = 500_000;
    private static final long SEED = 42;
    private static final int SECONDS = 4;
    private static final int AT_THE_EDGES = 12;
    private static final long MEBIBYTE = 1 << 20;

    @TempDir
    Path folder;

    private final SenderStudio studio = new SenderStudio();
    private RunningAgent agent;
    private Call victim;
    private Call bystander;

    @BeforeEach
    void start() throws IOException {
        agent = RunningAgent.start(folder.resolve("recordings"), "--peerscribe.media.engine=passthrough");
        victim = join("victim", Codec.VP8);
        bystander = join("bystander", Codec.H264);
        victim.sends(60);
        bystander.sends(60);
    }

    @AfterEach
    void stop() {
        victim.close();
        bystander.close();
        studio.close();
        agent.close();
    }

    @Test
    void whoHasNoKeysCostsNoFrame() throws IOException {
        int threads = Thread.activeCount();
        long heap = heap();
        new HostilePackets(victim.sender().transport(), SEED).outsider(PACKETS);
        log.info("dropped: {}", dropped());
        // A sixth is DTLS and a sixth STUN, some of which nobody counts.
        assertThat(dropped("peerscribe.passthrough.packets.dropped")).isGreaterThan(0.9 * PACKETS * 4 / 6);
        nothingGrew(threads, heap);
        goOn();
        assertThat(complete(victim)).isGreaterThanOrEqualTo(0.99);
        assertThat(complete(bystander)).isGreaterThanOrEqualTo(0.99);
        noMistakes();
    }

    @Test
    void whoHasThemHarmsNobodyButItself() throws IOException {
        int threads = Thread.activeCount();
        long heap = heap();
        new HostilePackets(victim.sender().transport(), SEED).insider(PACKETS);
        log.info("dropped: {}", dropped());
        nothingGrew(threads, heap);
        goOn();
        assertThat(complete(bystander)).isGreaterThanOrEqualTo(0.99);
        log.info("victim: {}", victim.recorded(agent, folder.resolve("recordings")));
        noMistakes();
    }

    private Call join(String name, Codec codec) {
        SenderClip clip = new SenderClip(Clip.video(codec, 320, 180, 30, SECONDS, 60, 300_000), Clip.sound(SECONDS));
        return Call.join(studio, agent.relay(), clip, SenderSettings.named(name));
    }

    private void goOn() {
        victim.sends(victim.sender().video().size() + 90);
        assertThat(victim.sender().lost()).isNull();
        victim.sender().close();
        bystander.sender().close();
    }

    /** The share of frames sent that is in the file, bit for bit. */
    private double complete(Call call) throws IOException {
        Recorded recorded = call.recorded(agent, folder.resolve("recordings"));
        log.info("{}", recorded);
        assertThat(recorded.probe().decodeErrors()).isZero();
        assertThat(recorded.against().video().foreign()).isZero();
        assertThat(recorded.against().video().before()
                        + recorded.against().video().after())
                .isLessThanOrEqualTo(AT_THE_EDGES);
        return recorded.against().video().share();
    }

    private static void nothingGrew(int threads, long heap) {
        assertThat(Thread.activeCount()).isLessThanOrEqualTo(threads + 3);
        assertThat(heap() - heap).as("bytes of heap kept").isLessThan(48 * MEBIBYTE);
    }

    private static long heap() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    private void noMistakes() {
        assertThat(dropped("peerscribe.passthrough.mistakes")).isZero();
        assertThat(dropped("peerscribe.passthrough.failures")).isZero();
    }

    private double dropped(String counter) {
        return agent.bean(MeterRegistry.class).find(counter).meters().stream()
                .flatMap(meter -> StreamSupport.stream(meter.measure().spliterator(), false))
                .mapToDouble(measurement -> measurement.getValue())
                .sum();
    }

    private String dropped() {
        return agent.bean(MeterRegistry.class).getMeters().stream()
                .filter(meter -> meter.getId().getName().startsWith("peerscribe.passthrough"))
                .map(meter -> meter.getId().getName() + meter.getId().getTags() + " "
                        + meter.measure().iterator().next().getValue())
                .filter(text -> !text.endsWith(" 0.0"))
                .collect(Collectors.joining("\n  ", "\n  ", ""));
    }
}
