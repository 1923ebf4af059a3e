package dev.peerscribe.signaling;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads a mounted secret, which may be another one at each attempt. */
final class SecretFile {
    private static final int MAX_BYTES = 16 * 1024;

    private SecretFile() {}

    /**
     * The text in the file without the space around it.
     *
     * @param property the setting that names the file, for the failure
     */
    static String read(Path file, String property) throws UnusableCredentialException {
        try (InputStream in = Files.newInputStream(file)) {
            String text = new String(in.readNBytes(MAX_BYTES), StandardCharsets.UTF_8).strip();
            if (text.isEmpty() || text.chars().anyMatch(Character::isISOControl)) {
                throw new UnusableCredentialException(
                        "the file of " + property + " holds no single line of text", false);
            }
            return text;
        } catch (UnusableCredentialException e) {
            throw e;
        } catch (IOException e) {
            throw new UnusableCredentialException("the file of " + property + " cannot be read", false);
        }
    }
}
