package dev.peerscribe.manifest;

import dev.peerscribe.recording.BesideFile;
import dev.peerscribe.recording.FileSeal;
import dev.peerscribe.recording.RecordingSnapshot;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Writes what was said and who came and left into files beside the media, with the recording's start as their time 0. */
final class BesideWriter {
    private static final String CHAT = "chat.jsonl";
    private static final String CAPTIONS = "chat.vtt";
    private static final String EVENTS = "events.jsonl";

    private final RecordingSnapshot recording;
    private final Path folder;
    private final List<BesideFile> written = new ArrayList<>();

    BesideWriter(RecordingSnapshot recording, Path folder) {
        this.recording = recording;
        this.folder = folder;
    }

    /** Writes a file of each kind of which there is something to tell. */
    List<BesideFile> write(List<Fact> facts) throws IOException {
        StringBuilder chat = new StringBuilder();
        StringBuilder events = new StringBuilder();
        Captions captions = new Captions();
        List<Fact> inOrder =
                facts.stream().sorted(Comparator.comparing(Fact::at)).toList();
        for (Fact fact : inOrder) {
            Duration offset = offset(fact.at());
            if (fact instanceof Fact.Said said) {
                chat.append(ManifestJson.MAPPER.writeValueAsString(line(said, offset)))
                        .append('\n');
                captions.add(offset, said.sender(), said.text());
            } else {
                ObjectNode event = event(fact, offset);
                if (event != null) {
                    events.append(ManifestJson.MAPPER.writeValueAsString(event)).append('\n');
                }
            }
        }
        if (!chat.isEmpty()) {
            write(CHAT, BesideFile.Kind.CHAT, chat);
            write(CAPTIONS, BesideFile.Kind.CAPTIONS, captions.text());
        }
        if (!events.isEmpty()) {
            write(EVENTS, BesideFile.Kind.EVENTS, events);
        }
        return List.copyOf(written);
    }

    private void write(String name, BesideFile.Kind kind, CharSequence text) throws IOException {
        byte[] content = text.toString().getBytes(StandardCharsets.UTF_8);
        FileSeal.replace(folder.resolve(name), content);
        written.add(new BesideFile(name, kind, content.length, FileSeal.sha256(content)));
    }

    /** What was so before the recording began, is so at its start. */
    private Duration offset(Instant at) {
        Duration offset = Duration.between(recording.startedAt(), at);
        return offset.isNegative() ? Duration.ZERO : offset;
    }

    private ObjectNode line(Instant at, Duration offset) {
        return ManifestJson.MAPPER
                .createObjectNode()
                .put("offsetSeconds", offset.toMillis() / 1000.0)
                .put("at", at.toString());
    }

    private ObjectNode line(Fact.Said said, Duration offset) {
        return line(said.at(), offset)
                .put("id", said.id())
                .put("sender", said.sender())
                .put("text", said.text())
                .put("sentAt", said.sentAt().toString())
                .put("direction", said.direction().name())
                .put("via", said.via().name());
    }

    /** Null for what is told elsewhere: keys and signed messages are in the manifest. */
    private @Nullable ObjectNode event(Fact fact, Duration offset) {
        ObjectNode line = line(fact.at(), offset);
        return switch (fact) {
            case Fact.Announced it -> with(line.put("event", "NOTICE").put("role", it.role()), "to", it.to());
            case Fact.Notified it -> {
                line.put("event", "NOTICE")
                        .put("text", it.text())
                        .put("via", it.via().name());
                it.peers().forEach(line.putArray("peers")::add);
                yield line;
            }
            case Fact.OfPeer it -> event(it, line);
            case Fact.Signs _, Fact.Said _ -> null;
        };
    }

    private static @Nullable ObjectNode event(Fact.OfPeer fact, ObjectNode line) {
        return switch (fact) {
            case Fact.Joined it -> with(of(line, "JOINED", it), "name", it.name());
            case Fact.Named it -> of(line, "NAMED", it).put("name", it.name()).put("role", it.role());
            case Fact.Judged it ->
                with(
                        of(line, "TRUST", it).put("trust", it.trust().name()),
                        "reason",
                        it.reason() == null ? null : it.reason().name());
            case Fact.TrackOpened it ->
                of(line, "TRACK_OPENED", it)
                        .put("track", it.track())
                        .put("kind", it.kind().name());
            case Fact.Muted it ->
                of(line, it.muted() ? "MUTED" : "UNMUTED", it)
                        .put("track", it.track())
                        .put("kind", it.kind().name());
            case Fact.Spoke it ->
                of(line, it.speaking() ? "SPEAKING_STARTED" : "SPEAKING_STOPPED", it)
                        .put("track", it.track());
            case Fact.TrackClosed it ->
                of(line, "TRACK_CLOSED", it)
                        .put("track", it.track())
                        .put("kind", it.kind().name());
            case Fact.Left it -> of(line, "LEFT", it).put("reason", it.reason());
            case Fact.Described _ -> null;
        };
    }

    private static ObjectNode of(ObjectNode line, String event, Fact.OfPeer fact) {
        return line.put("event", event).put("peer", fact.peer());
    }

    private static ObjectNode with(ObjectNode line, String member, @Nullable String value) {
        return value == null ? line : line.put(member, value);
    }
}
