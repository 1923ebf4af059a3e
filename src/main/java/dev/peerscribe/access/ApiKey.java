package dev.peerscribe.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the agent knows of an API key, {@code psk_<id>_<secret>}: not the key.
 *
 * @param id names it in the audit log and the file
 * @param hash SHA-256 of the whole key, 64 lower-case hexadecimal digits
 * @param scopes what it opens
 * @param expires from when on it opens nothing, if ever
 */
record ApiKey(
        String id, String hash, Set<Scope> scopes, @Nullable Instant expires) {
    /** By which a key is told from a token. */
    static final String PREFIX = "psk_";

    /** Without underscores, so that it is plain where an id ends. */
    static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9.-]{0,63}");

    private static final int LONGEST = 512;

    /** In constant time, so that how long it takes says nothing of the hash. */
    boolean isOf(String key) {
        return MessageDigest.isEqual(
                hash.getBytes(StandardCharsets.US_ASCII), hash(key).getBytes(StandardCharsets.US_ASCII));
    }

    boolean holds(Instant now) {
        return expires == null || now.isBefore(expires);
    }

    /** The id of a key as it was sent, or null where it has not the form of one. */
    static @Nullable String idOf(String key) {
        int end = key.indexOf('_', PREFIX.length());
        if (!key.startsWith(PREFIX) || end < 0 || key.length() > LONGEST) {
            return null;
        }
        String id = key.substring(PREFIX.length(), end);
        return ID.matcher(id).matches() ? id : null;
    }

    static String hash(String key) {
        return digest(key.getBytes(StandardCharsets.UTF_8));
    }

    static String digest(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("the platform has no SHA-256", e);
        }
    }

    /** Without the hash. */
    @Override
    public String toString() {
        return "ApiKey[" + id + "]";
    }
}
