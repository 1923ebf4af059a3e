package dev.peerscribe.manifest;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.util.Base64URL;
import dev.peerscribe.identity.IdentitySigner;
import dev.peerscribe.identity.InvalidKeyEncodingException;
import dev.peerscribe.identity.PeerKey;
import dev.peerscribe.identity.SigningIdentity;
import java.text.ParseException;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** The JWS of a manifest: compact (RFC 7515 §7.1), ES256, the key that signs in its header. */
final class ManifestJws {
    /** In the folder of a complete recording. */
    static final String NAME = "manifest.jws";

    /** The longest that is read (bytes); what the agent signs is shorter. */
    static final int LARGEST = 32 << 20;

    /** Explicit typing (RFC 8725 §3.11), so that no JWS of another purpose is taken for a manifest. */
    private static final JOSEObjectType TYPE = new JOSEObjectType("peerscribe-manifest");

    private static final Pattern COMPACT = Pattern.compile("[A-Za-z0-9_-]++\\.[A-Za-z0-9_-]++\\.[A-Za-z0-9_-]++");
    private static final int LONGEST_HEADER = 4096;

    private final JWSObject jws;
    private final PeerKey key;

    private ManifestJws(JWSObject jws, PeerKey key) {
        this.jws = jws;
        this.key = key;
    }

    static String sign(byte[] payload, SigningIdentity identity) {
        JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.ES256)
                .type(TYPE)
                .jwk(jwk(identity.publicKey()))
                .build();
        JWSObject jws = new JWSObject(header, new Payload(payload));
        try {
            jws.sign(new IdentitySigner(identity));
            return jws.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException("a P-256 key of ours cannot sign a JWS", e);
        }
    }

    /** A public key as a manifest has it. */
    static ECKey jwk(PeerKey key) {
        return new ECKey.Builder(Curve.P_256, key.toECPublicKey()).build();
    }

    /** Reads the text of a manifest; its signature is not checked yet. */
    static ManifestJws parse(String text) throws InvalidManifestException {
        if (!COMPACT.matcher(text).matches() || text.indexOf('.') > LONGEST_HEADER) {
            throw new InvalidManifestException(NAME, "is no compact JWS");
        }
        checkHeader(text.substring(0, text.indexOf('.')));
        try {
            JWSObject jws = JWSObject.parse(text);
            return new ManifestJws(jws, key(jws.getHeader()));
        } catch (ParseException | RuntimeException e) { // the library answers some broken input with unchecked ones
            throw new InvalidManifestException("header", "must be that of a JWS");
        }
    }

    /** Before the library looks at it: what it would refuse in words of its own, and what is nested too deep. */
    private static void checkHeader(String encoded) throws InvalidManifestException {
        JsonNode header;
        try {
            header = ManifestJson.MAPPER.readTree(new Base64URL(encoded).decode());
        } catch (JacksonException e) {
            throw new InvalidManifestException("header", "must be a JSON object within the bounds");
        }
        if (!JWSAlgorithm.ES256
                .getName()
                .equals(header.path("alg").asStringOpt().orElse(null))) {
            throw new InvalidManifestException("header.alg", "must be ES256");
        }
        if (!TYPE.getType().equals(header.path("typ").asStringOpt().orElse(null))) {
            throw new InvalidManifestException("header.typ", "must be " + TYPE.getType());
        }
        for (String member : new String[] {"crit", "b64", "jku", "x5u", "x5c"}) {
            if (header.has(member)) {
                throw new InvalidManifestException("header." + member, "must not be there");
            }
        }
    }

    private static PeerKey key(JWSHeader header) throws InvalidManifestException {
        if (!(header.getJWK() instanceof ECKey jwk) || !Curve.P_256.equals(jwk.getCurve()) || jwk.isPrivate()) {
            throw new InvalidManifestException("header.jwk", "must be a public key on P-256");
        }
        try {
            return PeerKey.ofCoordinates(jwk.getX().decode(), jwk.getY().decode());
        } catch (InvalidKeyEncodingException e) {
            throw new InvalidManifestException("header.jwk", "must be a point of P-256");
        }
    }

    /** The key in the header. */
    PeerKey key() {
        return key;
    }

    /** Whether the signature is the key's, in its one form: spare bits of the last character would make two. */
    boolean verifies() {
        try {
            return Base64URL.encode(jws.getSignature().decode()).equals(jws.getSignature())
                    && jws.verify(new ECDSAVerifier(key.toECPublicKey()));
        } catch (JOSEException | RuntimeException e) {
            return false;
        }
    }

    byte[] payload() {
        return jws.getPayload().toBytes();
    }
}
