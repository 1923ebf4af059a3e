package dev.peerscribe.identity;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The file that keeps the private key: one PKCS#8 block in PEM (RFC 7468 §10), readable by its owner only. */
final class KeyFile {
    private static final Logger log = LoggerFactory.getLogger(KeyFile.class);
    /** No PEM of a P-256 key comes near it; a wrong path (a log, a disk image) is not read into memory. */
    private static final int MAX_BYTES = 16 * 1024;

    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]*)-----END PRIVATE KEY-----");
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");
    private static final String CURE = "Delete the file to have a new key made (peers will see another fingerprint), "
            + "or write one with: openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out <file>";

    private final Path path;

    KeyFile(Path path) {
        this.path = path;
    }

    SigningIdentity loadOrCreate(SecureRandom random) {
        if (!Files.exists(path)) {
            write(SigningIdentity.generate(random).privateKey());
        }
        // Read back even what was just written: two agents that start on one path then agree on the key that stayed.
        return load();
    }

    private SigningIdentity load() {
        String text = read();
        if (text.contains("BEGIN EC PRIVATE KEY") || text.contains("BEGIN ENCRYPTED PRIVATE KEY")) {
            throw new KeyFileException(
                    path,
                    "the key is not in the unencrypted PKCS#8 form (BEGIN PRIVATE KEY)",
                    "Convert it: openssl pkcs8 -topk8 -nocrypt -in <file> -out <new file>",
                    null);
        }
        Matcher block = BLOCK.matcher(text);
        if (!block.find()) {
            throw new KeyFileException(path, "holds no block BEGIN PRIVATE KEY … END PRIVATE KEY", CURE, null);
        }
        String base64 = block.group(1);
        if (block.find()) {
            throw new KeyFileException(path, "holds more than one private key", CURE, null);
        }
        warnWhereOthersMayRead();
        try {
            byte[] der = Base64.getMimeDecoder().decode(base64);
            PrivateKey key = KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(der));
            return SigningIdentity.of(key);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            // The cause stays out: what a decoder says of a broken key may quote it.
            throw new KeyFileException(path, "the private key is damaged or not one of the curve P-256", CURE, null);
        }
    }

    private String read() {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            if (channel.size() > MAX_BYTES) {
                throw new KeyFileException(path, "is larger than a key file can be", CURE, null);
            }
            ByteBuffer bytes = ByteBuffer.allocate((int) channel.size());
            while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
                // until full or at the end
            }
            return new String(bytes.array(), 0, bytes.position(), StandardCharsets.US_ASCII);
        } catch (IOException e) {
            String cure = "Make the file readable for the user that the agent runs as, or configure another path.";
            throw new KeyFileException(path, "cannot be read: " + reason(e), cure, e);
        }
    }

    private void write(PrivateKey key) {
        Path target = path.toAbsolutePath();
        Path folder = target.getParent();
        Path temporary = null;
        try {
            if (folder == null) {
                throw new IOException("it is a folder");
            }
            Files.createDirectories(folder);
            temporary = Files.createTempFile(folder, ".peerscribe-key", null, ownerOnly());
            String pem = "-----BEGIN PRIVATE KEY-----\n"
                    + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key.getEncoded())
                    + "\n-----END PRIVATE KEY-----\n";
            try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
                ByteBuffer bytes = StandardCharsets.US_ASCII.encode(pem);
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            move(temporary, target);
        } catch (IOException e) {
            discard(temporary);
            String cure = "Make its folder writable for the user that the agent runs as, or configure another path.";
            throw new KeyFileException(path, "cannot be written: " + reason(e), cure, e);
        }
    }

    private static void move(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(from, to);
        }
    }

    private static void discard(@Nullable Path temporary) {
        try {
            if (temporary != null) {
                Files.deleteIfExists(temporary);
            }
        } catch (IOException e) {
            log.debug("A temporary key file stays behind", e);
        }
    }

    private static FileAttribute<?>[] ownerOnly() {
        return posix()
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER_ONLY)}
                : new FileAttribute<?>[0];
    }

    private static boolean posix() {
        return FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
    }

    /** Only a warning: a mounted secret has the permissions its orchestrator gives it. */
    private void warnWhereOthersMayRead() {
        try {
            if (posix() && !OWNER_ONLY.containsAll(Files.getPosixFilePermissions(path))) {
                log.warn(
                        "{}={}: others may read the private key; chmod 600 cures it",
                        IdentityProperties.KEY_PATH,
                        path);
            }
        } catch (IOException e) {
            log.debug("The permissions of the key file cannot be read", e);
        }
    }

    private static String reason(IOException e) {
        return e instanceof NoSuchFileException ? "no such file" : e.getClass().getSimpleName();
    }
}
