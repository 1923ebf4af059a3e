package dev.peerscribe.storage;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;

/** Credentials in mounted files, which may be rotated while the agent runs: read anew whenever they are wanted. */
final class FileCredentials implements AwsCredentialsProvider {
    private static final int LARGEST = 16 << 10;
    private static final Pattern FORM = Pattern.compile("[\\x21-\\x7e]+");

    private final Path accessKey;
    private final Path secretKey;
    private final @Nullable Path sessionToken;

    /** There are none that can be read; the message names the file and nothing of its content. */
    static final class Unreadable extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Unreadable(Path file, String rule) {
            super("the credentials in " + file + " " + rule);
        }
    }

    FileCredentials(Path accessKey, Path secretKey, @Nullable Path sessionToken) {
        this.accessKey = accessKey;
        this.secretKey = secretKey;
        this.sessionToken = sessionToken;
    }

    @Override
    public AwsCredentials resolveCredentials() {
        String access = read(accessKey);
        String secret = read(secretKey);
        return sessionToken == null
                ? AwsBasicCredentials.create(access, secret)
                : AwsSessionCredentials.create(access, secret, read(sessionToken));
    }

    private static String read(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] content = in.readNBytes(LARGEST + 1);
            String text = new String(content, StandardCharsets.ISO_8859_1).strip();
            if (content.length > LARGEST || !FORM.matcher(text).matches()) {
                throw new Unreadable(file, "must be one line of printable characters without spaces");
            }
            return text;
        } catch (IOException e) {
            throw new Unreadable(file, "cannot be read");
        }
    }
}
