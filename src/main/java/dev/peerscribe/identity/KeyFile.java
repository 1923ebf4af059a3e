package dev.peerscribe.identity;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The file that keeps the private key, PKCS#8 in PEM or PKCS#12: read as often as wanted, made once where it may be. */
final class KeyFile {
    private static final Logger log = LoggerFactory.getLogger(KeyFile.class);
    /** No key file comes near it, one with a chain of certificates included; a wrong path is not read into memory. */
    private static final int MAX_BYTES = 64 * 1024;

    private static final int MAX_PASSWORD_BYTES = 1024;

    private final Path path;
    private final IdentityProperties properties;

    KeyFile(Path path, IdentityProperties properties) {
        this.path = path;
        this.properties = properties;
    }

    /** What the file, and that of its password, held at one moment; the digest tells another content from it. */
    static final class Content {
        private final String digest;
        private final byte[] bytes;
        private final char[] password;

        Content(byte[] bytes, char[] password) {
            this.bytes = bytes;
            this.password = password;
            digest = SmallFile.digest(bytes, new String(password).getBytes(StandardCharsets.UTF_8));
        }

        String digest() {
            return digest;
        }

        /** Overwrites what is secret. */
        void wipe() {
            Arrays.fill(bytes, (byte) 0);
            Arrays.fill(password, '\0');
        }
    }

    /** Makes the file where it is not there and may be made. */
    void createIfMissing(SecureRandom random) {
        if (Files.exists(path)) {
            return;
        }
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            throw new KeyFileException(path, "is a link to a file that is not there", "Mount the secret whole.", null);
        }
        if (!properties.createKey()) {
            throw new KeyFileException(
                    path,
                    "is not there",
                    "Put the key there or mount the secret, or have a key made: " + IdentityProperties.CREATE_KEY
                            + "=true",
                    null);
        }
        String name = path.toString().toLowerCase(Locale.ROOT);
        if (name.endsWith(".p12") || name.endsWith(".pfx")) {
            throw new KeyFileException(
                    path,
                    "is not there, and the agent makes no PKCS#12 file",
                    "Put the file there, or name a PEM file to be made.",
                    null);
        }
        write(SigningIdentity.generate(random));
    }

    /** Reads what is there now, without understanding it. */
    Content read() {
        byte[] bytes;
        try {
            bytes = SmallFile.read(path, MAX_BYTES);
        } catch (IOException e) {
            String cure = "Make the file readable for the user that the agent runs as, or configure another path.";
            throw new KeyFileException(path, "cannot be read: " + SmallFile.reason(e), cure, e);
        }
        return new Content(bytes, password());
    }

    /** The pair of what was read. */
    SigningIdentity understand(Content content) {
        warnWhereOthersMayRead();
        return KeyFormat.of(content.bytes).read(path, content.bytes, content.password);
    }

    private char[] password() {
        Path file = properties.keyPasswordFile();
        if (file == null) {
            String password = properties.keyPassword();
            return password == null ? new char[0] : password.toCharArray();
        }
        try {
            String text = new String(SmallFile.read(file, MAX_PASSWORD_BYTES), StandardCharsets.UTF_8);
            return text.replaceFirst("\r?\n$", "").toCharArray();
        } catch (IOException e) {
            throw new KeyFileException(
                    path,
                    "its password cannot be read: " + IdentityProperties.KEY_PASSWORD_FILE + "=" + file + ": "
                            + SmallFile.reason(e),
                    "Make that file readable for the user that the agent runs as, or configure another.",
                    e);
        }
    }

    private void write(SigningIdentity identity) {
        String pem = "-----BEGIN PRIVATE KEY-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'})
                        .encodeToString(identity.privateKey().getEncoded())
                + "\n-----END PRIVATE KEY-----\n";
        try {
            SmallFile.replace(path, pem.getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new KeyFileException(
                    path,
                    "is not there and cannot be made: " + SmallFile.reason(e),
                    "Where it is a mounted secret, mount it; else make its folder writable for the user that the agent"
                            + " runs as, or configure another path.",
                    e);
        }
    }

    /** Only a warning: a mounted secret has the permissions its orchestrator gives it. */
    private void warnWhereOthersMayRead() {
        try {
            if (SmallFile.posix() && !SmallFile.OWNER_ONLY.containsAll(Files.getPosixFilePermissions(path))) {
                log.warn(
                        "{}={}: others may read the private key; chmod 600 cures it",
                        IdentityProperties.KEY_PATH,
                        path);
            }
        } catch (IOException e) {
            log.debug("The permissions of the key file cannot be read", e);
        }
    }
}
