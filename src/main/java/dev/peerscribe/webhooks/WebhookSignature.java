package dev.peerscribe.webhooks;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signatures as Standard Webhooks has them: HMAC-SHA256 over id, time and body, one for each secret. */
final class WebhookSignature {
    private static final String PREFIX = "whsec_";
    private static final int LARGEST = 16 << 10;
    private static final int SHORTEST_SECRET = 24;
    private static final int LONGEST_SECRET = 64;
    private static final int MOST_SECRETS = 8;

    private WebhookSignature() {}

    /** The header {@code webhook-signature}; {@code seconds} are those of the header {@code webhook-timestamp}. */
    static String of(String id, long seconds, String body, List<byte[]> secrets) {
        byte[] signed = (id + "." + seconds + "." + body).getBytes(StandardCharsets.UTF_8);
        return secrets.stream()
                .map(secret -> "v1," + Base64.getEncoder().encodeToString(hmac(secret, signed)))
                .collect(Collectors.joining(" "));
    }

    /**
     * The secrets in files, a line each.
     *
     * @throws IOException where one cannot be read or is none; the message names the file and nothing of its content
     */
    static List<byte[]> secrets(List<Path> files) throws IOException {
        List<byte[]> secrets = new ArrayList<>();
        for (Path file : files) {
            try (InputStream in = Files.newInputStream(file)) {
                byte[] content = in.readNBytes(LARGEST + 1);
                if (content.length > LARGEST) {
                    throw new IOException(file + " is larger than " + LARGEST + " bytes");
                }
                for (String line :
                        new String(content, StandardCharsets.ISO_8859_1).lines().toList()) {
                    if (!line.isBlank()) {
                        secrets.add(secret(file, line.strip()));
                    }
                }
            }
        }
        if (secrets.isEmpty() || secrets.size() > MOST_SECRETS) {
            throw new IOException("there must be 1 to " + MOST_SECRETS + " secrets in " + files);
        }
        return secrets;
    }

    private static byte[] secret(Path file, String line) throws IOException {
        byte[] secret;
        try {
            secret = Base64.getDecoder().decode(line.startsWith(PREFIX) ? line.substring(PREFIX.length()) : "not one");
        } catch (IllegalArgumentException e) {
            throw new IOException(file + " must hold whsec_ and Base64 in each line", e);
        }
        if (secret.length < SHORTEST_SECRET || secret.length > LONGEST_SECRET) {
            throw new IOException(
                    file + " must hold secrets of " + SHORTEST_SECRET + " to " + LONGEST_SECRET + " bytes");
        }
        return secret;
    }

    private static byte[] hmac(byte[] secret, byte[] signed) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            return mac.doFinal(signed);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the platform has no HmacSHA256", e);
        }
    }
}
