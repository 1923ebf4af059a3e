package dev.peerscribe.webhooks;

import dev.peerscribe.recording.JsonFile;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/** Keeps each message to an endpoint in a file of its own until it is delivered, so that it outlives the process. */
final class DeliveryJournal {
    private static final Logger log = LoggerFactory.getLogger(DeliveryJournal.class);

    static final Pattern ID = Pattern.compile("msg_[0-9a-f]{32}");
    private static final Pattern ENDPOINT = Pattern.compile("[a-z0-9][a-z0-9-]{0,40}");
    private static final Pattern FILE = Pattern.compile(ID + "\\.json");
    private static final int VERSION = 1;
    /** Of a body (characters): what is longer is not sent. */
    static final int LONGEST_BODY = 256 << 10;

    private static final int LARGEST = 4 * LONGEST_BODY;

    private final Path directory;
    private final JsonFile<Page> pages;
    private final WebhookMetrics metrics;

    /** The form on disk. */
    record Page(int version, @Nullable Delivery delivery) {}

    DeliveryJournal(Path directory, JsonMapper json, WebhookMetrics metrics) {
        this.directory = directory.toAbsolutePath().normalize();
        pages = new JsonFile<>(json, Page.class, LARGEST);
        this.metrics = metrics;
    }

    private Path folder(String endpoint) {
        if (!ENDPOINT.matcher(endpoint).matches()) {
            throw new IllegalArgumentException("not the id of an endpoint");
        }
        return directory.resolve(endpoint);
    }

    private Path file(String endpoint, String id) {
        if (!ID.matcher(id).matches()) {
            throw new IllegalArgumentException("not the id of a message");
        }
        return folder(endpoint).resolve(id + ".json");
    }

    /** Replaces a message; whoever reads finds the old or the new one, whole. */
    void write(Delivery delivery) {
        try {
            Files.createDirectories(folder(delivery.endpoint()));
            pages.write(file(delivery.endpoint(), delivery.id()), new Page(VERSION, delivery));
        } catch (IOException e) {
            // The disk may be full; memory still knows.
            metrics.unwritten();
            log.warn("Message {} could not be written: {}", delivery.id(), e.toString());
        }
    }

    void remove(Delivery delivery) {
        try {
            Files.deleteIfExists(file(delivery.endpoint(), delivery.id()));
        } catch (IOException e) {
            log.warn("Message {} could not be removed: {}", delivery.id(), e.toString());
        }
    }

    /** The messages of an endpoint that can be read, at most so many; the others are counted and left alone. */
    List<Delivery> read(String endpoint, int most) {
        List<Delivery> found = new ArrayList<>();
        Path folder = folder(endpoint);
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            return found;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "msg_*.json")) {
            for (Path file : files) {
                if (found.size() < most
                        && FILE.matcher(file.getFileName().toString()).matches()) {
                    read(endpoint, file, found);
                }
            }
        } catch (IOException e) {
            log.warn("The messages to {} of earlier runs cannot be listed: {}", endpoint, e.toString());
        }
        return found;
    }

    private void read(String endpoint, Path file, List<Delivery> into) {
        try {
            into.add(valid(endpoint, file, pages.read(file)));
        } catch (IOException e) {
            metrics.rejected();
            log.warn("A message to {} is left alone: {}", endpoint, e.getMessage());
        }
    }

    @SuppressWarnings("NullAway") // what JSON left out is null whatever the type says: that is what is checked
    private static Delivery valid(String endpoint, Path file, Page page) throws IOException {
        Delivery read = page.version() != VERSION ? null : page.delivery();
        if (read == null) {
            throw new IOException("it holds no message of version " + VERSION);
        }
        if (!endpoint.equals(read.endpoint())
                || !(read.id() + ".json").equals(file.getFileName().toString())) {
            throw new IOException("its endpoint and id are not those of its place");
        }
        if (read.type() == null || read.type().length() > 100 || read.state() == null || read.createdAt() == null) {
            throw new IOException("type, state and createdAt must be there");
        }
        if (read.body() == null || read.body().length() > LONGEST_BODY || read.attempts() < 0) {
            throw new IOException("its body or attempts are out of range");
        }
        return read;
    }
}
