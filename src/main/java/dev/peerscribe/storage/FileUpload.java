package dev.peerscribe.storage;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Brings one file to the store, going on where an earlier attempt left off, and makes sure that it is there. Owned by one
 * thread, which may be interrupted.
 */
final class FileUpload {
    /** Why a store refuses to make an object of parts, whoever asks again. */
    private static final Set<StorageCause> SPOILT =
            EnumSet.of(StorageCause.REJECTED, StorageCause.CORRUPT, StorageCause.NO_UPLOAD);

    private final ObjectStore store;
    private final StorageProperties.Transfer settings;
    private final StorageMetrics metrics;
    private final ObjectName name;
    private final Path file;
    private final Notes notes;

    /** Hears how it goes on; {@code begun} must have been written down when it returns. */
    interface Notes {
        void begun(UploadEntry.@Nullable Multipart multipart);

        void sent(long bytes);
    }

    /** What is there now. */
    record Result(String etag, long bytes, String sha256) {}

    FileUpload(
            ObjectStore store,
            StorageProperties.Transfer settings,
            StorageMetrics metrics,
            ObjectName name,
            Path file,
            Notes notes) {
        this.store = store;
        this.settings = settings;
        this.metrics = metrics;
        this.name = name;
        this.file = file;
        this.notes = notes;
    }

    /**
     * Uploads it.
     *
     * @param state what is known of it, of this run or an earlier one
     * @return what the store has, which was compared with the file
     */
    Result run(UploadEntry.File state) throws StorageException, InterruptedException {
        String known = state.sha256();
        if (known != null && Files.notExists(file, LinkOption.NOFOLLOW_LINKS)) {
            return found(state.bytes(), known);
        }
        UploadEntry.Multipart begun = state.multipart();
        long wanted = begun == null ? settings.partSize().toBytes() : begun.partBytes();
        Pieces pieces = Pieces.of(file, Pieces.size(file.toFile().length(), wanted));
        if (known != null && !known.equals(pieces.sha256())) {
            throw new StorageException(StorageCause.CHANGED);
        }
        ObjectStore.Stat there = before(pieces);
        if (there == null) {
            if (pieces.single()) {
                store.put(name, pieces, ContentTypes.of(state.name()));
                metrics.sent(pieces.bytes());
            } else {
                inParts(pieces, begun, ContentTypes.of(state.name()));
            }
            there = store.stat(name).orElseThrow(() -> new StorageException(StorageCause.CORRUPT));
            if (!isSame(there, pieces)) {
                store.delete(name);
                throw new StorageException(StorageCause.CORRUPT);
            }
        }
        notes.sent(pieces.bytes());
        return new Result(Objects.requireNonNullElse(there.etag(), ""), pieces.bytes(), pieces.sha256());
    }

    /** The file has gone from here, as those of released recordings do: then it must be at the store, whole. */
    private Result found(long bytes, String sha256) throws StorageException, InterruptedException {
        ObjectStore.Stat stat = store.stat(name).orElse(null);
        if (stat == null || stat.bytes() != bytes || !readBack(sha256)) {
            throw new StorageException(StorageCause.FILE);
        }
        notes.sent(bytes);
        return new Result(Objects.requireNonNullElse(stat.etag(), ""), bytes, sha256);
    }

    /** What an earlier attempt completed without living to note it; null where it did not. */
    private ObjectStore.@Nullable Stat before(Pieces pieces) throws StorageException, InterruptedException {
        Optional<ObjectStore.Stat> found;
        try {
            found = store.stat(name);
        } catch (StorageException e) {
            if (e.reason() == StorageCause.DENIED) {
                return null; // so S3 answers who may not list a bucket, where there is no such object
            }
            throw e;
        }
        ObjectStore.Stat stat = found.orElse(null);
        return stat != null && pieces.sha256().equals(stat.claimed()) && isSame(stat, pieces) ? stat : null;
    }

    private boolean isSame(ObjectStore.Stat stat, Pieces pieces) throws StorageException, InterruptedException {
        Pieces.Proof proof = pieces.proof(stat);
        boolean believed = settings.verification() == StorageProperties.Transfer.Verification.CHECKSUM;
        return switch (proof) {
            case SAME -> believed || readBack(pieces.sha256());
            case NONE -> readBack(pieces.sha256());
            case OTHER -> false;
        };
    }

    private boolean readBack(String sha256) throws StorageException, InterruptedException {
        try (InputStream in = store.read(name)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] chunk = new byte[1 << 16];
            int read;
            while ((read = in.read(chunk)) > 0) {
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
                digest.update(chunk, 0, read);
            }
            return HexFormat.of().formatHex(digest.digest()).equals(sha256);
        } catch (ClosedByInterruptException e) {
            throw new InterruptedException();
        } catch (IOException e) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            throw new StorageException(StorageCause.LOST, e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("the platform has no SHA-256", e);
        }
    }

    private void inParts(Pieces pieces, UploadEntry.@Nullable Multipart begun, String contentType)
            throws StorageException, InterruptedException {
        Map<Integer, ObjectStore.Part> found = new HashMap<>();
        String uploadId = begun == null || begun.partBytes() != pieces.size() ? null : resumed(begun, found);
        if (uploadId == null) {
            found.clear();
            uploadId = begin(pieces, contentType);
        }
        List<ObjectStore.Part> parts = new ArrayList<>();
        long sent = 0;
        for (Piece piece : pieces.list()) {
            ObjectStore.Part part = found.get(piece.number());
            if (part != null && piece.isSameAs(part)) {
                metrics.partFound();
            } else {
                part = store.part(name, uploadId, piece);
                metrics.sent(piece.bytes());
            }
            parts.add(part);
            sent += piece.bytes();
            notes.sent(sent);
        }
        complete(uploadId, parts);
        notes.begun(null);
    }

    private void complete(String uploadId, List<ObjectStore.Part> parts) throws StorageException, InterruptedException {
        try {
            store.complete(name, uploadId, parts);
        } catch (StorageException e) {
            if (SPOILT.contains(e.reason())) {
                giveUp(uploadId, e);
            }
            throw e;
        }
    }

    /** The same parts would be refused for ever: the next attempt begins anew. */
    private void giveUp(String uploadId, StorageException why) throws InterruptedException {
        try {
            store.abort(name, uploadId);
        } catch (StorageException e) {
            why.addSuppressed(e); // whoever begins anew tries it again
        }
        notes.begun(null);
    }

    private @Nullable String resumed(UploadEntry.Multipart begun, Map<Integer, ObjectStore.Part> found)
            throws StorageException, InterruptedException {
        try {
            store.parts(name, begun.uploadId()).forEach(part -> found.put(part.number(), part));
            return begun.uploadId();
        } catch (StorageException e) {
            if (e.reason() == StorageCause.NO_UPLOAD) {
                return null;
            }
            throw e;
        }
    }

    private String begin(Pieces pieces, String contentType) throws StorageException, InterruptedException {
        abortLeftovers();
        String uploadId = store.begin(name, pieces, contentType);
        notes.begun(new UploadEntry.Multipart(uploadId, pieces.size()));
        return uploadId;
    }

    /** What a process began that died before it noted the id: nobody else would ever end it, and its parts cost. */
    private void abortLeftovers() throws StorageException, InterruptedException {
        List<String> leftovers;
        try {
            leftovers = store.begun(name);
        } catch (StorageException e) {
            if (e.reason() == StorageCause.DENIED || e.reason() == StorageCause.REJECTED) {
                return; // it may not look, which is no reason not to upload
            }
            throw e;
        }
        for (String leftover : leftovers) {
            store.abort(name, leftover);
        }
    }
}
