package dev.peerscribe.identity;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The forms that a key file may have. What a decoder says of a broken key may quote it, so no cause is passed on. */
enum KeyFormat {
    /** One unencrypted PKCS#8 block in PEM (RFC 7468 §10). */
    PEM {
        @Override
        SigningIdentity read(Path path, byte[] bytes, char[] password) {
            String text = new String(bytes, StandardCharsets.US_ASCII);
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
            try {
                byte[] der = Base64.getMimeDecoder().decode(base64);
                return SigningIdentity.of(KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(der)));
            } catch (GeneralSecurityException | IllegalArgumentException e) {
                throw new KeyFileException(
                        path, "the private key is damaged or not one of the curve P-256", CURE, null);
            }
        }
    },
    /** A PKCS#12 store (RFC 7292) with one private key. */
    PKCS12 {
        @Override
        SigningIdentity read(Path path, byte[] bytes, char[] password) {
            KeyStore store;
            try {
                store = KeyStore.getInstance("PKCS12");
                store.load(new ByteArrayInputStream(bytes), password);
            } catch (GeneralSecurityException | IOException | RuntimeException e) {
                throw new KeyFileException(
                        path,
                        "is damaged, or not a PKCS#12 file of this password",
                        "Check " + IdentityProperties.KEY_PASSWORD + " or " + IdentityProperties.KEY_PASSWORD_FILE
                                + " with: openssl pkcs12 -info -noout -in <file>",
                        null);
            }
            try {
                List<PrivateKey> keys = new ArrayList<>();
                for (String alias : Collections.list(store.aliases())) {
                    if (store.isKeyEntry(alias) && store.getKey(alias, password) instanceof PrivateKey key) {
                        keys.add(key);
                    }
                }
                if (keys.size() != 1) {
                    throw new KeyFileException(
                            path,
                            "holds " + keys.size() + " private keys, not one",
                            "Export one key: openssl pkcs12 -export -inkey <key> -in <certificate> -out <file>",
                            null);
                }
                return SigningIdentity.of(keys.getFirst());
            } catch (GeneralSecurityException e) {
                throw new KeyFileException(
                        path, "the private key is damaged or not one of the curve P-256", CURE, null);
            }
        }
    };

    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]*)-----END PRIVATE KEY-----");
    private static final String CURE = "Delete the file to have a new key made (peers will see another fingerprint), "
            + "or write one with: openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out <file>";
    /** The tag of the sequence that every PKCS#12 file is (DER or BER). */
    private static final byte SEQUENCE = 0x30;

    /** The form that the first bytes tell: a PEM file is text, whose second byte is never a long or open DER length. */
    static KeyFormat of(byte[] bytes) {
        return bytes.length > 1 && bytes[0] == SEQUENCE && bytes[1] < 0 ? PKCS12 : PEM;
    }

    /**
     * The pair in the bytes.
     *
     * @throws KeyFileException where there is none, or not one
     */
    abstract SigningIdentity read(Path path, byte[] bytes, char[] password);
}
