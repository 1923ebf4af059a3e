package dev.peerscribe.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.AlgorithmParameters;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A manifest as {@code docs/manifest.md} says it can be checked, with nothing of ours but the files. */
@Timeout(60)
class StockToolsTest {
    private final JsonMapper json = JsonMapper.builder().build();

    @TempDir
    Path folder;

    /** As somebody has it who compared fingerprints: from the agent, not from the manifest. */
    private ECPublicKey key;

    private SignedRecording signed;

    @BeforeEach
    void record() throws IOException {
        signed = new SignedRecording(folder);
        key = signed.agent.publicKey().toECPublicKey();
    }

    @Test
    void aJoseLibraryChecksTheSignature() throws Exception {
        JWSObject jws = JWSObject.parse(Files.readString(folder.resolve("manifest.jws")));
        assertThat(jws.verify(new ECDSAVerifier(key))).isTrue();
        assertThat(jws.getHeader().getAlgorithm().getName()).isEqualTo("ES256");
        assertThat(jws.getHeader().getType().getType()).isEqualTo("peerscribe-manifest");
        assertThat(jws.getHeader().getJWK().toECKey().toECPublicKey().getW()).isEqualTo(key.getW());

        JsonNode manifest = json.readTree(jws.getPayload().toString());
        assertThat(manifest.get("version").intValue()).isEqualTo(1);
        assertThat(manifest.get("recording").get("meetingId").stringValue()).isEqualTo("meeting");
        assertThat(manifest.get("agent").get("version").stringValue()).isEqualTo("1.2.3");
        assertThat(manifest.get("agent").get("keys").get(0).get("fingerprint").stringValue())
                .isEqualTo(signed.agent.publicKey().fingerprint());
        assertThat(manifest.get("gaps").get(0).get("cause").stringValue()).isEqualTo("KEY_FRAME");
        assertThat(manifest.get("unlistedGaps").get("count").intValue()).isEqualTo(2);
        assertThat(manifest.get("unlistedGaps").get("seconds").doubleValue()).isEqualTo(1.5);
        assertThat(manifest.get("notices").get(0).get("role").stringValue()).isEqualTo("recorder");
        assertThat(manifest.get("notices").get(0).has("peer")).isFalse();
        assertThat(manifest.get("notices").get(1).get("peer").stringValue()).isEqualTo(signed.adaId);
        JsonNode ada = manifest.get("participants").get(0);
        assertThat(ada.get("keyFingerprint").stringValue())
                .isEqualTo(signed.ada.publicKey().fingerprint());
        assertThat(ada.get("trust").get(0).get("trust").stringValue()).isEqualTo("PINNED");
        assertThat(manifest.get("files").get(1).get("from").stringValue()).isEqualTo("2026-03-01T10:00:12.500Z");
    }

    @Test
    void sha256sumChecksTheFiles() throws Exception {
        StringBuilder list = new StringBuilder();
        for (JsonNode file : manifest().get("files")) {
            list.append(file.get("sha256").stringValue())
                    .append("  ")
                    .append(file.get("name").stringValue())
                    .append('\n');
        }
        assertThat(sha256sum(list.toString())).isZero();
        Files.writeString(folder.resolve(signed.adaFile), "the sound and picture of Eve");
        assertThat(sha256sum(list.toString())).isNotZero();
    }

    /** By the text of the member {@code offer}, as it stands in the payload, and the platform's own ECDSA. */
    @Test
    void theEvidenceIsCheckedByTheTextThatWasSigned() throws Exception {
        for (JsonNode participant : manifest().get("participants")) {
            for (JsonNode evidence : participant.get("evidence")) {
                String payload = evidence.get("payload").stringValue();
                JsonNode message = json.readTree(payload);
                byte[] point = bytes(message.get("public_key"));
                assertThat(HexFormat.ofDelimiter(":")
                                .withUpperCase()
                                .formatHex(MessageDigest.getInstance("SHA-256").digest(point)))
                        .isEqualTo(participant.get("keyFingerprint").stringValue());
                String text = payload.substring("{\"offer\":".length(), payload.indexOf(",\"public_key\""));
                Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
                signature.initVerify(key(point));
                signature.update(text.getBytes(StandardCharsets.UTF_8));
                assertThat(signature.verify(bytes(message.get("signature")))).isTrue();
                assertThat(message.get("offer").get("sdp").stringValue())
                        .contains("a=fingerprint:"
                                + participant.get("certificates").get(0).stringValue());
            }
        }
    }

    private JsonNode manifest() throws Exception {
        return json.readTree(JWSObject.parse(Files.readString(folder.resolve("manifest.jws")))
                .getPayload()
                .toString());
    }

    private int sha256sum(String list) throws Exception {
        Process process = new ProcessBuilder("sha256sum", "--check", "--strict", "-")
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (var out = process.getOutputStream()) {
            out.write(list.getBytes(StandardCharsets.US_ASCII));
        }
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    private static byte[] bytes(JsonNode array) {
        byte[] bytes = new byte[array.size()];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) array.get(i).intValue();
        }
        return bytes;
    }

    private static PublicKey key(byte[] point) throws Exception {
        AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
        parameters.init(new ECGenParameterSpec("secp256r1"));
        ECPoint w = new ECPoint(
                new BigInteger(1, Arrays.copyOfRange(point, 1, 33)),
                new BigInteger(1, Arrays.copyOfRange(point, 33, 65)));
        return KeyFactory.getInstance("EC")
                .generatePublic(new ECPublicKeySpec(w, parameters.getParameterSpec(ECParameterSpec.class)));
    }
}
