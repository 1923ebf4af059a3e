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
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A file as it is uploaded: in pieces, with the checksums that stores may tell of it. Read once, in constant memory.
 *
 * @param sha256 of the whole, in hexadecimal
 * @param size of all pieces but the last (bytes)
 */
record Pieces(List<Piece> list, long bytes, String sha256, long size) {
    /** A multipart upload has no more parts. */
    private static final int MOST = 10_000;

    private static final long STEP = 1 << 20;

    Pieces {
        list = List.copyOf(list);
    }

    /** The size of pieces of a file that is to have no more than a store takes. */
    static long size(long bytes, long wanted) {
        long least = (bytes + MOST - 1) / MOST;
        return least <= wanted ? wanted : (least + STEP - 1) / STEP * STEP;
    }

    /**
     * Reads a file.
     *
     * @param size of a piece (bytes)
     * @throws StorageException where it cannot be read
     */
    static Pieces of(Path file, long size) throws StorageException, InterruptedException {
        MessageDigest whole = digest("SHA-256");
        List<Piece> pieces = new ArrayList<>();
        long offset = 0;
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            Piece piece;
            while ((piece = next(file, in, whole, pieces.size() + 1, offset, size)) != null) {
                pieces.add(piece);
                offset += piece.bytes();
            }
        } catch (ClosedByInterruptException e) {
            throw new InterruptedException();
        } catch (IOException e) {
            throw new StorageException(StorageCause.FILE, e);
        }
        return new Pieces(pieces, offset, HexFormat.of().formatHex(whole.digest()), size);
    }

    /** Null at the end; an empty file is one empty piece. */
    private static @Nullable Piece next(
            Path file, InputStream in, MessageDigest whole, int number, long offset, long size)
            throws IOException, InterruptedException {
        MessageDigest md5 = digest("MD5");
        MessageDigest sha256 = digest("SHA-256");
        byte[] chunk = new byte[1 << 16];
        long bytes = 0;
        int read;
        while (bytes < size && (read = in.read(chunk, 0, (int) Math.min(chunk.length, size - bytes))) > 0) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            whole.update(chunk, 0, read);
            md5.update(chunk, 0, read);
            sha256.update(chunk, 0, read);
            bytes += read;
        }
        return bytes == 0 && number > 1 ? null : new Piece(file, number, offset, bytes, md5.digest(), sha256.digest());
    }

    boolean single() {
        return list.size() == 1;
    }

    /** Whether what a store tells of an object proves that it is this file, or that it is not. */
    Proof proof(ObjectStore.Stat stat) {
        if (stat.bytes() != bytes) {
            return Proof.OTHER;
        }
        String theirs = stat.sha256();
        if (theirs != null && theirs.indexOf('-') < 0) {
            return theirs.equals(base64(HexFormat.of().parseHex(sha256))) ? Proof.SAME : Proof.OTHER;
        }
        if (theirs != null && theirs.endsWith("-" + list.size())) {
            return theirs.equals(base64(ofPieces("SHA-256")) + "-" + list.size()) ? Proof.SAME : Proof.OTHER;
        }
        // The tag of what a store encrypts with keys of others is no checksum, so that another one says nothing.
        String ofOne = HexFormat.of().formatHex(list.getFirst().md5());
        String ofParts = HexFormat.of().formatHex(ofPieces("MD5")) + "-" + list.size();
        boolean same = ofParts.equals(stat.etag()) || (single() && ofOne.equals(stat.etag()));
        return same ? Proof.SAME : Proof.NONE;
    }

    /** What can be said of an object from what its store tells. */
    enum Proof {
        SAME,
        OTHER,
        /** Only reading it could tell. */
        NONE
    }

    private byte[] ofPieces(String algorithm) {
        MessageDigest digest = digest(algorithm);
        list.forEach(piece -> digest.update(algorithm.equals("MD5") ? piece.md5() : piece.sha256()));
        return digest.digest();
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static MessageDigest digest(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("the platform has no " + algorithm, e);
        }
    }
}
