package dev.peerscribe.recording;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Small JSON files of one form, each replaced and read as a whole. What is wrong with one is told without a word of its
 * content.
 */
public final class JsonFile<T> {
    private final JsonMapper json;
    private final Class<T> form;
    private final int largest;

    /**
     * Files of a form.
     *
     * @param largest more is not read (bytes)
     */
    public JsonFile(JsonMapper json, Class<T> form, int largest) {
        this.json = json;
        this.form = form;
        this.largest = largest;
    }

    /** Replaces one; whoever reads finds the old or the new one, whole, after a power cut too. */
    public void write(Path file, T content) throws IOException {
        byte[] bytes;
        try {
            bytes = json.writeValueAsBytes(content);
        } catch (JacksonException e) {
            throw new IOException("it cannot be written as JSON", e);
        }
        FileSeal.replace(file, bytes);
    }

    /**
     * Reads one, not by a symbolic link.
     *
     * @throws IOException where it cannot be read, is larger than may be, or not JSON of the form
     */
    public T read(Path file) throws IOException {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException("it is no regular file");
        }
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            bytes = in.readNBytes(largest + 1);
        }
        if (bytes.length > largest) {
            throw new IOException("it is larger than " + largest + " bytes");
        }
        T read = parsed(bytes);
        if (read == null) {
            throw new IOException("it holds nothing");
        }
        return read;
    }

    private @Nullable T parsed(byte[] bytes) throws IOException {
        try {
            return json.readValue(bytes, form);
        } catch (JacksonException e) {
            throw new IOException("it is not JSON of its form", e);
        }
    }
}
