package dev.peerscribe;

import static org.awaitility.Awaitility.await;

import dev.peerscribe.faults.UdpFaultProxy;
import dev.peerscribe.recording.MediaProbe;
import dev.peerscribe.sender.KnownSender;
import dev.peerscribe.sender.ProxiedRoute;
import dev.peerscribe.sender.SenderClip;
import dev.peerscribe.sender.SenderSettings;
import dev.peerscribe.sender.SenderStudio;
import dev.peerscribe.sender.SentAgainstRecorded;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A known sender in a meeting, behind a network of its own, and what was recorded of it. */
final class Call implements AutoCloseable {
    private final String name;
    private final SenderClip clip;
    /** Null where there is none between. */
    private final @Nullable UdpFaultProxy network;

    private final KnownSender sender;

    private Call(String name, SenderClip clip, @Nullable UdpFaultProxy network, KnownSender sender) {
        this.name = name;
        this.clip = clip;
        this.network = network;
        this.sender = sender;
    }

    static Call join(SenderStudio studio, URI relay, SenderClip clip, SenderSettings settings) {
        try {
            UdpFaultProxy network = new UdpFaultProxy(settings.name().hashCode());
            return new Call(
                    settings.name(),
                    clip,
                    network,
                    KnownSender.join(studio, relay, clip, settings, new ProxiedRoute(network)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** With nothing between the sender and the recorder. */
    static Call joinDirectly(SenderStudio studio, URI relay, SenderClip clip, SenderSettings settings) {
        return new Call(settings.name(), clip, null, KnownSender.join(studio, relay, clip, settings));
    }

    KnownSender sender() {
        return sender;
    }

    UdpFaultProxy network() {
        return Objects.requireNonNull(network);
    }

    /** Waits until so many pictures were sent. */
    Call sends(int pictures) {
        await(name).atMost(Duration.ofSeconds(30)).until(() -> sender.video().size() >= pictures);
        return this;
    }

    /** Leaves the meeting, and tells what is in its file. */
    Recorded recorded(RunningAgent agent, Path folder) throws IOException {
        sender.close();
        JsonNode recording = await(name)
                .atMost(Duration.ofSeconds(40))
                .until(() -> complete(agent), found -> !found.isMissingNode());
        List<JsonNode> files = new ArrayList<>();
        for (JsonNode file : recording.get("files")) {
            if (file.get("peerName").asString().equals(name)) {
                files.add(file);
            }
        }
        if (files.size() != 1) {
            throw new AssertionError(name + " has " + files.size() + " files: " + recording);
        }
        JsonNode file = files.getFirst();
        List<JsonNode> gaps = new ArrayList<>();
        for (JsonNode gap : recording.get("gaps")) {
            if (gap.get("peer").asString().equals(file.get("peer").asString())) {
                gaps.add(gap);
            }
        }
        Path path = folder.resolve(recording.get("id").asString())
                .resolve(file.get("name").asString());
        return new Recorded(
                SentAgainstRecorded.of(sender, clip, path),
                MediaProbe.of(path),
                file.get("durationSeconds").asDouble(),
                gaps);
    }

    private JsonNode complete(RunningAgent agent) {
        for (JsonNode recording : agent.get("/api/v1/recordings")) {
            if (recording.get("state").asString().equals("COMPLETE")
                    && recording.get("files").findValuesAsString("peerName").contains(name)) {
                return recording;
            }
        }
        return tools.jackson.databind.node.MissingNode.getInstance();
    }

    /**
     * What was recorded of a call.
     *
     * @param gaps as REST lists them, of this participant
     */
    record Recorded(SentAgainstRecorded against, MediaProbe probe, double durationSeconds, List<JsonNode> gaps) {
        @Override
        public String toString() {
            return "video %s, audio %s, sound %.4f s late, %.3f s long, gaps %s"
                    .formatted(
                            words(against.video()),
                            words(against.audio()),
                            against.soundLateness(),
                            durationSeconds,
                            gaps);
        }

        private static String words(SentAgainstRecorded.Stream stream) {
            return "%d of %d (%d before, %d after, %d foreign, hole %.3f, uneven %.4f, drift %.4f)"
                    .formatted(
                            stream.recorded(),
                            stream.sent(),
                            stream.before(),
                            stream.after(),
                            stream.foreign(),
                            stream.longestHole(),
                            stream.unevenness(),
                            stream.drift());
        }
    }

    @Override
    public void close() {
        sender.close();
        try {
            if (network != null) {
                network.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
