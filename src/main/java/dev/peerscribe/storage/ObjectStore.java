package dev.peerscribe.storage;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A store of objects, as uploads see it. Methods may be called from any thread, wait for the network within bounds, and
 * end at once with an {@link InterruptedException} when their thread is interrupted.
 */
interface ObjectStore extends AutoCloseable {
    /**
     * What a store tells of an object.
     *
     * @param etag without quotation marks
     * @param sha256 its checksum in Base64, of the whole or, with a hyphen and their number, of those of its parts
     * @param claimed the checksum that whoever uploaded it noted, in hexadecimal
     */
    record Stat(
            long bytes,
            @Nullable String etag,
            @Nullable String sha256,
            @Nullable String claimed) {}

    /** A part of a multipart upload that the store has; {@code sha256} in Base64. */
    record Part(
            int number, long bytes, String etag, @Nullable String sha256) {}

    Optional<Stat> stat(ObjectName name) throws StorageException, InterruptedException;

    /** Puts a file of one piece. */
    void put(ObjectName name, Pieces file, String contentType) throws StorageException, InterruptedException;

    /** Begins a multipart upload, and gives its id. */
    String begin(ObjectName name, Pieces file, String contentType) throws StorageException, InterruptedException;

    /** Multipart uploads of an object that somebody began and nobody ended. */
    List<String> begun(ObjectName name) throws StorageException, InterruptedException;

    /** The parts that are there; fails with {@link StorageCause#NO_UPLOAD} where the upload is not. */
    List<Part> parts(ObjectName name, String uploadId) throws StorageException, InterruptedException;

    Part part(ObjectName name, String uploadId, Piece piece) throws StorageException, InterruptedException;

    void complete(ObjectName name, String uploadId, List<Part> parts) throws StorageException, InterruptedException;

    /** Gives a multipart upload up; does nothing where there is none. */
    void abort(ObjectName name, String uploadId) throws StorageException, InterruptedException;

    /** The content; reading it fails with an {@link IOException}. */
    InputStream read(ObjectName name) throws StorageException, InterruptedException;

    /** Does nothing where there is no such object. */
    void delete(ObjectName name) throws StorageException, InterruptedException;

    /** A link by which an object can be read for so long, made without asking the store. */
    URI link(ObjectName name, String fileName, String contentType, Duration lifetime) throws StorageException;

    /** The same for {@code HEAD}. */
    URI headLink(ObjectName name, String fileName, String contentType, Duration lifetime) throws StorageException;

    @Override
    void close();
}
