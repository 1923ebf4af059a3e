package dev.peerscribe.manifest;

import dev.peerscribe.signaling.SignedDescription;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;

/**
 * What is to be told of one recording beside its media, within bounds; kept in its folder as well, so that it outlives the
 * process. Safe for use by many threads; only {@link #write} touches the disk.
 */
final class Logbook {
    /** In the folder of a recording that is not complete: one {@link Fact} a line. */
    static final String NAME = "logbook.jsonl";

    private static final Logger log = LoggerFactory.getLogger(Logbook.class);
    /** Certificates that one participant may show with evidence kept. */
    private static final int MOST_CERTIFICATES = 16;
    /** Messages kept of one participant that name no further certificate. */
    private static final int MOST_REPEATS = 4;
    /** What a fact costs beside its texts, about (bytes). */
    private static final int OVERHEAD = 160;
    /** A longer file is none of ours, whatever the bounds were when it was written (bytes). */
    private static final long LONGEST = 64L << 20;

    private final Path file;
    /** What may still be taken of each kind (bytes); guarded by this, as is all below. */
    private final Map<Shelf, Long> room = new EnumMap<>(Shelf.class);

    private final Map<Shelf, Integer> omitted = new EnumMap<>(Shelf.class);
    private final List<Fact> facts = new ArrayList<>();
    private final Map<String, Set<String>> certificates = new HashMap<>();
    private final Map<String, Integer> repeats = new HashMap<>();
    /** How many facts are in the file; written by {@link #write} under the writing lock. */
    private int written;
    /** Held while writing. */
    private final Object writing = new Object();

    /** What facts are bounded together, so that none of them takes the place of another. */
    enum Shelf {
        EVIDENCE,
        CHAT,
        EVENTS,
        /** Mutes and who speaks: often, and the first that can be done without. */
        ACTIVITY;

        static Shelf of(Fact fact) {
            return switch (fact) {
                case Fact.Described _ -> EVIDENCE;
                case Fact.Said _ -> CHAT;
                case Fact.Muted _, Fact.Spoke _ -> ACTIVITY;
                case Fact.OfPeer _, Fact.Signs _, Fact.Announced _, Fact.Notified _ -> EVENTS;
            };
        }
    }

    Logbook(Path folder, ManifestProperties properties) {
        this.file = folder.resolve(NAME);
        room.put(Shelf.EVIDENCE, properties.evidenceSize().toBytes());
        room.put(Shelf.CHAT, properties.chatSize().toBytes());
        room.put(Shelf.EVENTS, properties.eventsSize().toBytes());
        room.put(Shelf.ACTIVITY, properties.activitySize().toBytes());
    }

    /** The logbook that an earlier run left in a folder, as far as it can be read; empty where there is none. */
    static Logbook left(Path folder, ManifestProperties properties) {
        Logbook book = new Logbook(folder, properties);
        if (!Files.isRegularFile(book.file, LinkOption.NOFOLLOW_LINKS)) {
            return book;
        }
        try {
            if (Files.size(book.file) > LONGEST) {
                log.warn("The logbook of {} is too long to be ours", folder.getFileName());
                return book;
            }
            book.read();
        } catch (IOException | JacksonException e) {
            // The last line may be cut off; what is after a broken one is of no known place in time.
            log.info("The logbook of {} ends early", folder.getFileName());
        }
        return book;
    }

    private void read() throws IOException {
        try (BufferedReader lines = Files.newBufferedReader(file)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                add(ManifestJson.MAPPER.readValue(line, Fact.class));
            }
        }
    }

    /** Takes a fact; false where there is no room for it, which is counted. */
    synchronized boolean add(Fact fact) {
        Shelf shelf = Shelf.of(fact);
        long left = room.getOrDefault(shelf, 0L) - size(fact);
        if (left < 0 || (fact instanceof Fact.Described described && !isWanted(described))) {
            omitted.merge(shelf, 1, Integer::sum);
            return false;
        }
        room.put(shelf, left);
        facts.add(fact);
        return true;
    }

    /** Of each certificate the first message, and a few more: no participant is to fill the shelf alone. */
    private boolean isWanted(Fact.Described described) {
        if (described.payload().length() > SignedDescription.MAX_PAYLOAD) {
            return false; // nobody would look at it
        }
        Set<String> known = certificates.computeIfAbsent(described.peer(), peer -> new HashSet<>());
        if (known.containsAll(described.certificates())) {
            return repeats.merge(described.peer(), 1, Integer::sum) <= MOST_REPEATS;
        }
        if (known.size() + described.certificates().size() > MOST_CERTIFICATES) {
            return false;
        }
        return known.addAll(described.certificates());
    }

    synchronized List<Fact> facts() {
        return List.copyOf(facts);
    }

    /** How many facts found no room. */
    synchronized int omitted(Shelf shelf) {
        return omitted.getOrDefault(shelf, 0);
    }

    /** Brings the file up to date; where that fails, the facts are in memory still. */
    void write() {
        synchronized (writing) {
            List<Fact> all = facts();
            List<Fact> more = all.subList(written, all.size());
            if (more.isEmpty()) {
                return;
            }
            written = all.size();
            try (OutputStream out = Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
                for (Fact fact : more) {
                    byte[] line = ManifestJson.MAPPER.writerFor(Fact.class).writeValueAsBytes(fact);
                    out.write(line);
                    out.write('\n');
                }
            } catch (IOException | JacksonException e) {
                log.warn(
                        "The logbook of a recording cannot be written: {}",
                        e.getClass().getSimpleName());
            }
        }
    }

    /** Removes the file; what it held is in the manifest now. */
    void remove() {
        synchronized (writing) {
            try {
                Files.deleteIfExists(file);
            } catch (IOException e) {
                log.warn(
                        "The logbook of a recording cannot be removed: {}",
                        e.getClass().getSimpleName());
            }
        }
    }

    private static int length(@Nullable String text) {
        return text == null ? 0 : text.length();
    }

    private static int size(Fact fact) {
        return OVERHEAD
                + switch (fact) {
                    case Fact.Described it -> it.payload().length();
                    case Fact.Said it ->
                        it.text().length() + it.sender().length() + it.id().length();
                    case Fact.Joined it -> length(it.name()) + length(it.role()) + length(it.senderId());
                    case Fact.Named it ->
                        it.name().length() + it.role().length() + it.senderId().length();
                    case Fact.Left it -> it.reason().length();
                    case Fact.Announced it -> length(it.to());
                    case Fact.Notified it ->
                        it.text().length()
                                + it.peers().stream().mapToInt(String::length).sum();
                    case Fact.OfPeer _, Fact.Signs _ -> 0;
                };
    }
}
