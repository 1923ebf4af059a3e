package dev.peerscribe.storage;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Set;

/**
 * A part of a file with its checksums.
 *
 * @param number from 1
 * @param offset in the file (bytes)
 * @param bytes of the piece
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
record Piece(Path file, int number, long offset, long bytes, byte[] md5, byte[] sha256) {
    String md5Base64() {
        return Base64.getEncoder().encodeToString(md5);
    }

    String sha256Base64() {
        return Base64.getEncoder().encodeToString(sha256);
    }

    /** Whether the store has this piece; an unknown kind of tag is no proof, and the piece is sent again. */
    boolean isSameAs(ObjectStore.Part part) {
        if (part.bytes() != bytes) {
            return false;
        }
        String theirs = part.sha256();
        return theirs != null
                ? theirs.equals(sha256Base64())
                : part.etag().equals(HexFormat.of().formatHex(md5));
    }

    /** The bytes, read from the disk as they are wanted. */
    InputStream open() throws IOException {
        FileChannel channel = FileChannel.open(file, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
        return new Region(channel, offset, offset + bytes);
    }

    /** A region of a file as a stream; owned by one thread. */
    private static final class Region extends InputStream {
        private final FileChannel channel;
        private final long end;
        private long position;

        Region(FileChannel channel, long begin, long end) {
            this.channel = channel;
            this.end = end;
            position = begin;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            int most = (int) Math.min(length, end - position);
            if (most <= 0) {
                return -1;
            }
            int read = channel.read(ByteBuffer.wrap(into, offset, most), position);
            if (read > 0) {
                position += read;
            }
            return read;
        }

        @Override
        public int available() {
            return (int) Math.min(Integer.MAX_VALUE, end - position);
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
