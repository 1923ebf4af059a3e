package dev.peerscribe.composite;

import dev.peerscribe.composite.ContactSheet.Card;
import dev.peerscribe.media.TrackKind;
import dev.peerscribe.recording.BesideFile;
import dev.peerscribe.recording.FileSeal;
import dev.peerscribe.recording.RecordedFile;
import dev.peerscribe.recording.RecordingCompanion;
import dev.peerscribe.recording.RecordingSnapshot;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.awt.AWTError;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/**
 * Puts beside a recording a picture of each participant who showed one, and one of all. A picture that cannot be made in
 * time is left out and counted: no recording waits for it, or is worse for it.
 */
@Component
@Order(0)
class Posters implements RecordingCompanion {
    private static final Logger log = LoggerFactory.getLogger(Posters.class);

    private static final String SHEET = "contact-sheet.jpg";
    /** Where in a file the picture is looked for. */
    private static final double PLACE = 0.1;

    private final CompositeProperties.Posters settings;
    private final LongSupplier ticker;
    private final Map<Outcome, Counter> counters = new EnumMap<>(Outcome.class);

    /** What became of a picture. */
    private enum Outcome {
        MADE,
        FAILED,
        LATE
    }

    @Autowired
    Posters(CompositeProperties properties, MeterRegistry meters) {
        this(properties.posters(), meters, System::nanoTime);
    }

    Posters(CompositeProperties.Posters settings, MeterRegistry meters, LongSupplier ticker) {
        this.settings = settings;
        this.ticker = ticker;
        for (Outcome outcome : Outcome.values()) {
            counters.put(
                    outcome,
                    Counter.builder("peerscribe.composite.posters")
                            .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
                            .baseUnit("pictures")
                            .description("Pictures beside recordings: made, not to be made, not made in time")
                            .register(meters));
        }
    }

    @Override
    public void begin(RecordingSnapshot recording, Path folder) {
        // there is nothing to be seen yet
    }

    @Override
    public List<BesideFile> complete(RecordingSnapshot recording, Path folder) {
        if (!settings.enabled()) {
            return List.of();
        }
        long until = ticker.getAsLong() + settings.bound().toNanos();
        StopSignal bound = () -> {
            if (ticker.getAsLong() - until > 0 || Thread.currentThread().isInterrupted()) {
                throw new StoppedException();
            }
        };
        List<BesideFile> made = new ArrayList<>();
        List<Card> cards = new ArrayList<>();
        participants(recording).forEach((peer, files) -> {
            RecordedFile longest = longestWithPictures(files);
            BufferedImage image = null;
            if (longest != null && cards.size() < ContactSheet.MOST) {
                image = poster(peer, longest, folder, bound, made);
            }
            cards.add(new Card(title(peer, files), image));
        });
        if (!made.isEmpty()) {
            attempt(SHEET, bound, () -> {
                byte[] sheet = Still.jpeg(ContactSheet.of(cards));
                made.add(write(folder, SHEET, BesideFile.Kind.CONTACT_SHEET, null, sheet));
                return sheet;
            });
        }
        return List.copyOf(made);
    }

    private static Map<String, List<RecordedFile>> participants(RecordingSnapshot recording) {
        Map<String, List<RecordedFile>> participants = new LinkedHashMap<>();
        for (RecordedFile file : recording.files()) {
            participants.computeIfAbsent(file.peer(), peer -> new ArrayList<>()).add(file);
        }
        return participants;
    }

    private @Nullable BufferedImage poster(
            String peer, RecordedFile file, Path folder, StopSignal bound, List<BesideFile> made) {
        String name = file.name().replaceFirst("-[0-9]+\\.[a-z0-9]+$", "") + "-poster.jpg";
        return attempt(file.name(), bound, () -> {
            BufferedImage image = Still.of(
                    folder.resolve(file.name()),
                    (long) (file.durationSeconds() * 1000 * PLACE),
                    rotation(file),
                    settings.width(),
                    bound);
            made.add(write(folder, name, BesideFile.Kind.POSTER, peer, Still.jpeg(image)));
            return image;
        });
    }

    /** What makes a picture, and may fail at it. */
    private interface Making<T> {
        T make() throws IOException;
    }

    private <T> @Nullable T attempt(String what, StopSignal bound, Making<T> making) {
        try {
            bound.check();
            T made = making.make();
            count(Outcome.MADE);
            return made;
        } catch (StoppedException e) {
            count(Outcome.LATE);
        } catch (IOException e) {
            count(Outcome.FAILED);
            log.info("There is no poster of {}: {}", what, e.getMessage());
        } catch (RuntimeException | LinkageError | InternalError | AWTError e) {
            // Java draws with native libraries, which a machine may lack.
            count(Outcome.FAILED);
            log.warn("There is no poster of {}", what, e);
        }
        return null;
    }

    private void count(Outcome outcome) {
        Objects.requireNonNull(counters.get(outcome)).increment();
    }

    private static BesideFile write(
            Path folder, String name, BesideFile.Kind kind, @Nullable String peer, byte[] content) throws IOException {
        FileSeal.replace(folder.resolve(name), content);
        return new BesideFile(name, kind, content.length, FileSeal.sha256(content), peer);
    }

    private static @Nullable RecordedFile longestWithPictures(List<RecordedFile> files) {
        RecordedFile longest = null;
        for (RecordedFile file : files) {
            boolean pictures = file.tracks().stream().anyMatch(track -> track.kind() == TrackKind.VIDEO);
            if (pictures && (longest == null || file.durationSeconds() > longest.durationSeconds())) {
                longest = file;
            }
        }
        return longest;
    }

    private static int rotation(RecordedFile file) {
        return file.tracks().stream()
                .filter(track -> track.kind() == TrackKind.VIDEO)
                .findFirst()
                .map(Timeline::rotation)
                .orElse(0);
    }

    private static String title(String peer, List<RecordedFile> files) {
        return files.stream()
                .map(RecordedFile::peerName)
                .filter(name -> name != null && !name.isBlank())
                .findFirst()
                .orElse(peer);
    }
}
