package dev.peerscribe.signaling;

import com.nimbusds.jose.EncryptionMethod;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWEAlgorithm;
import com.nimbusds.jose.JWECryptoParts;
import com.nimbusds.jose.JWEHeader;
import com.nimbusds.jose.crypto.ECDHEncrypter;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.util.Base64URL;
import dev.peerscribe.identity.EncryptionIdentity;
import dev.peerscribe.identity.PeerKey;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.text.ParseException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Payloads as JWE (RFC 7516 §7.2.1, general JSON serialisation): ECDH-ES+A256KW for each recipient, A256GCM for the content.
 *
 * <p>What comes is held against an allow-list before the library sees it, and the library sees one recipient entry only: no
 * other algorithm, no compression, no critical extension, no work that grows with what a stranger wrote. (The library's own
 * class for this serialisation loses the recipient's header where there is one recipient only.)
 */
final class MessageCipher {
    private static final Set<String> MEMBERS = Set.of("protected", "recipients", "iv", "ciphertext", "tag");
    private static final Set<String> HEADERS = Set.of("alg", "enc", "kid", "epk");
    /** The part of the header that all recipients share. */
    private static final Base64URL PROTECTED = Base64URL.encode("{\"enc\":\"A256GCM\"}");

    /** Of what others write; how many we write to is a setting. */
    private static final int MAX_RECIPIENTS = 128;

    private static final int MAX_PROTECTED = 1024;
    private static final int MAX_WORD = 64;
    private static final int IV = 12;
    private static final int TAG = 16;
    /** A key of 256 bits, wrapped (RFC 3394). */
    private static final int WRAPPED_KEY = 40;

    private final WireJson json;
    private final EncryptionIdentity self;
    private final SecureRandom random;
    private final int maxChars;

    MessageCipher(WireJson json, EncryptionIdentity self, SecureRandom random, int maxChars) {
        this.json = json;
        this.self = self;
        this.random = random;
        this.maxChars = maxChars;
    }

    /** The key that others encrypt to. */
    PeerKey publicKey() {
        return self.publicKey();
    }

    /** The JWE of a text that the owners of the keys can read, and nobody else. */
    ObjectNode seal(String text, List<PeerKey> recipients) {
        ObjectNode jwe = json.newObject().put("protected", PROTECTED.toString());
        ArrayNode entries = jwe.putArray("recipients");
        SecretKey contentKey = contentKey();
        byte[] content = text.getBytes(StandardCharsets.UTF_8);
        for (PeerKey recipient : recipients) {
            JWECryptoParts parts = encrypt(content, recipient, contentKey);
            if (entries.isEmpty()) {
                jwe.put("iv", parts.getInitializationVector().toString())
                        .put("ciphertext", parts.getCipherText().toString())
                        .put("tag", parts.getAuthenticationTag().toString());
                // For the others only the key is wrapped: the library wraps while it encrypts something.
                content = new byte[0];
            }
            ObjectNode entry = entries.addObject();
            entry.set("header", header(parts.getHeader()));
            entry.put("encrypted_key", parts.getEncryptedKey().toString());
        }
        return jwe;
    }

    private static JWECryptoParts encrypt(byte[] content, PeerKey recipient, SecretKey contentKey) {
        ECKey key = P256Jwk.forEncryption(recipient);
        JWEHeader header = new JWEHeader.Builder(JWEAlgorithm.ECDH_ES_A256KW, EncryptionMethod.A256GCM)
                .keyID(key.getKeyID())
                .build();
        try {
            return new ECDHEncrypter(key.toECPublicKey(), contentKey)
                    .encrypt(header, content, PROTECTED.toString().getBytes(StandardCharsets.US_ASCII));
        } catch (JOSEException e) {
            throw new IllegalStateException("a payload cannot be encrypted", e);
        }
    }

    /** What of a recipient's header all recipients do not share. */
    private ObjectNode header(JWEHeader whole) {
        ObjectNode header =
                json.newObject().put("alg", whole.getAlgorithm().getName()).put("kid", whole.getKeyID());
        ECKey ephemeral = whole.getEphemeralPublicKey().toECKey();
        header.putObject("epk")
                .put("kty", ephemeral.getKeyType().getValue())
                .put("crv", ephemeral.getCurve().getName())
                .put("x", ephemeral.getX().toString())
                .put("y", ephemeral.getY().toString());
        return header;
    }

    private SecretKey contentKey() {
        byte[] key = new byte[EncryptionMethod.A256GCM.cekBitLength() / Byte.SIZE];
        random.nextBytes(key);
        return new SecretKeySpec(key, "AES");
    }

    /** The text of a JWE that has a recipient entry for us. */
    String open(WireObject jwe) throws RejectedFrameException {
        if (!MEMBERS.containsAll(jwe.names())) {
            throw RejectedFrameException.malformed("jwe has a member that is not allowed");
        }
        String shared = jwe.string("protected", MAX_PROTECTED);
        WireObject sharedHeader = json.object(utf8(jwe.base64Url("protected")), "jwe.protected");
        List<WireObject> recipients = jwe.objects("recipients", MAX_RECIPIENTS);
        WireObject ours = null;
        for (WireObject recipient : recipients) {
            if (self.keyId().equals(keyId(sharedHeader, recipient))) {
                ours = recipient;
                break;
            }
        }
        if (ours == null) {
            throw new RejectedFrameException(RejectionCause.NOT_FOR_US, "jwe has no recipient entry for us");
        }
        checkHeaders(sharedHeader, header(ours));
        JWECryptoParts message = new JWECryptoParts(
                Base64URL.encode(ours.base64Url("encrypted_key", WRAPPED_KEY)),
                Base64URL.encode(jwe.base64Url("iv", IV)),
                new Base64URL(jwe.string("ciphertext", maxChars)),
                Base64URL.encode(jwe.base64Url("tag", TAG)));
        Map<String, Object> headers = json.map(sharedHeader);
        headers.putAll(json.map(header(ours)));
        return utf8(decrypt(headers, message, shared.getBytes(StandardCharsets.US_ASCII)));
    }

    private byte[] decrypt(Map<String, Object> headers, JWECryptoParts message, byte[] additional)
            throws RejectedFrameException {
        try {
            return self.decrypt(JWEHeader.parse(headers), message, additional);
        } catch (JOSEException e) {
            throw new RejectedFrameException(
                    RejectionCause.UNDECRYPTABLE, "jwe is not what its sender encrypted to us");
        } catch (ParseException | RuntimeException e) {
            // As with a JWS, the library answers some broken input with unchecked exceptions.
            throw RejectedFrameException.malformed("jwe is no JWE");
        }
    }

    private static WireObject header(WireObject recipient) throws RejectedFrameException {
        return recipient.object("header");
    }

    private static @Nullable String keyId(WireObject sharedHeader, WireObject recipient) throws RejectedFrameException {
        String id = header(recipient).optionalString("kid", MAX_WORD);
        return id == null ? sharedHeader.optionalString("kid", MAX_WORD) : id;
    }

    /** RFC 7516 §7.2.1: no member in two headers; and of all that there are, only those that we speak. */
    private static void checkHeaders(WireObject sharedHeader, WireObject ownHeader) throws RejectedFrameException {
        Set<String> names = new HashSet<>(sharedHeader.names());
        for (String name : ownHeader.names()) {
            if (!names.add(name)) {
                throw RejectedFrameException.malformed("jwe has a header parameter twice");
            }
        }
        if (!names.equals(HEADERS)) {
            throw RejectedFrameException.malformed("jwe's header parameters are not " + HEADERS);
        }
        WireObject algorithm = sharedHeader.has("alg") ? sharedHeader : ownHeader;
        if (!sharedHeader.string("enc", MAX_WORD).equals(EncryptionMethod.A256GCM.getName())
                || !algorithm.string("alg", MAX_WORD).equals(JWEAlgorithm.ECDH_ES_A256KW.getName())) {
            throw RejectedFrameException.malformed("jwe is not one of ECDH-ES+A256KW and A256GCM");
        }
        P256Jwk.read((sharedHeader.has("epk") ? sharedHeader : ownHeader).object("epk"));
    }

    private static String utf8(byte[] bytes) throws RejectedFrameException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw RejectedFrameException.malformed("jwe has content that is no UTF-8");
        }
    }
}
