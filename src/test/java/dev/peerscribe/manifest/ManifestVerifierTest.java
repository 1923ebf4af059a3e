package dev.peerscribe.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.util.Base64URL;
import dev.peerscribe.identity.SigningIdentity;
import dev.peerscribe.manifest.ManifestVerifier.Opinion;
import dev.peerscribe.manifest.Verification.Check;
import dev.peerscribe.manifest.Verification.Finding;
import dev.peerscribe.manifest.Verification.Outcome;
import dev.peerscribe.signaling.SignedDescription;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Whatever was done to a recording or its manifest is named. */
@Timeout(60)
class ManifestVerifierTest {
    @TempDir
    Path folder;

    @TempDir
    Path elsewhere;

    private SignedRecording signed;

    @BeforeEach
    void record() throws IOException {
        signed = new SignedRecording(folder);
    }

    @Test
    void whatNobodyTouchedHolds() {
        Verification verification = signed.verify();
        assertThat(verification.result()).isEqualTo(Outcome.HOLDS);
        assertThat(verification.keyFingerprint())
                .isEqualTo(signed.agent.publicKey().fingerprint());
        assertThat(verification.findings()).allMatch(finding -> finding.outcome() == Outcome.HOLDS);
        assertThat(verification.findings())
                .extracting(Finding::subject)
                .contains(
                        ManifestJws.NAME,
                        signed.adaFile,
                        signed.graceFile,
                        signed.adaId,
                        signed.graceId,
                        signed.agent.publicKey().fingerprint());
    }

    @Test
    void ofAFileThatIsElsewhereItCannotTellAndWhatIsMissingWithoutThatIsNamed() throws IOException {
        Files.delete(signed.file(signed.adaFile));
        Verification verification = new ManifestVerifier(_ -> Opinion.EXPECTED).verify(folder, Set.of(signed.adaFile));
        assertThat(verification.result()).isEqualTo(Outcome.CANNOT_TELL);
        assertThat(verification.findings())
                .filteredOn(finding -> finding.outcome() != Outcome.HOLDS)
                .singleElement()
                .extracting(Finding::check, Finding::subject)
                .containsExactly(Check.FILE, signed.adaFile);

        Files.delete(signed.file(signed.graceFile));
        assertThat(broken(new ManifestVerifier(_ -> Opinion.EXPECTED).verify(folder, Set.of(signed.adaFile))))
                .extracting(Finding::subject)
                .containsExactly(signed.graceFile);
    }

    @Test
    void aChangedByteIsNamed() throws IOException {
        try (RandomAccessFile file =
                new RandomAccessFile(signed.file(signed.adaFile).toFile(), "rw")) {
            file.seek(4);
            file.write('S');
        }
        assertBroken(Check.CONTENT, signed.adaFile, "content was changed");
    }

    @Test
    void aFileThatGrewOrIsMissingOrIsOneTooManyIsNamed() throws IOException {
        Files.writeString(signed.file(signed.adaFile), "the sound and picture of Ada!");
        Files.delete(signed.file(signed.graceFile));
        Files.writeString(signed.file("holiday.webm"), "not of this recording");
        Verification verification = signed.verify();
        assertThat(verification.result()).isEqualTo(Outcome.DOES_NOT_HOLD);
        assertThat(broken(verification))
                .extracting(Finding::check, Finding::subject)
                .containsExactlyInAnyOrder(
                        org.assertj.core.groups.Tuple.tuple(Check.SIZE, signed.adaFile),
                        org.assertj.core.groups.Tuple.tuple(Check.FILE, signed.graceFile),
                        org.assertj.core.groups.Tuple.tuple(Check.EXTRA, "holiday.webm"));
    }

    @Test
    void aLinkInPlaceOfAFileIsNotFollowed() throws IOException {
        Path original = Files.move(signed.file(signed.adaFile), elsewhere.resolve("moved"));
        Files.createSymbolicLink(signed.file(signed.adaFile), original);
        assertBroken(Check.FILE, signed.adaFile, "no regular file");
    }

    @Test
    void aLinkInPlaceOfTheManifestIsNotFollowed() throws IOException {
        Path original = Files.move(signed.file(ManifestJws.NAME), elsewhere.resolve("moved"));
        Files.createSymbolicLink(signed.file(ManifestJws.NAME), original);
        assertBroken(Check.FORMAT, ManifestJws.NAME, "regular file");
    }

    @Test
    void aManifestThatWasChangedAnywhereIsNamed() throws IOException {
        String jws = signed.jws();
        int payload = jws.indexOf('.') + 1;
        int signature = jws.lastIndexOf('.') + 1;
        for (int at : new int[] {payload, payload + 100, signature - 2, signature, signature + 40, jws.length() - 1}) {
            signed.write(jws.substring(0, at) + (jws.charAt(at) == 'A' ? 'B' : 'A') + jws.substring(at + 1));
            assertBroken(Check.SIGNATURE, ManifestJws.NAME, "the manifest was changed");
        }
        for (int at = 0; at < payload - 1; at += 7) {
            signed.write(jws.substring(0, at) + (jws.charAt(at) == 'A' ? 'B' : 'A') + jws.substring(at + 1));
            assertThat(signed.verify().result()).isEqualTo(Outcome.DOES_NOT_HOLD);
        }
    }

    @Test
    void anotherKeyIsNamed() throws IOException {
        SigningIdentity forger = SigningIdentity.generate(new SecureRandom());
        signed.forge(forger, payload -> {});
        assertBroken(Check.KEY, "agent.keys", forger.publicKey().fingerprint());

        signed.forge(
                forger,
                payload -> ((ObjectNode) payload.get("agent").get("keys").get(0))
                        .put("fingerprint", forger.publicKey().fingerprint()));
        assertBroken(Check.KEY, forger.publicKey().fingerprint(), "another one than expected");
    }

    @Test
    void evidenceThatIsNotTheParticipantsIsNamed() throws IOException {
        signed.forge(
                signed.agent,
                payload -> evidence(payload, SignedMessages.offer(signed.grace, SignedMessages.CERTIFICATE)));
        assertBroken(Check.EVIDENCE, signed.adaId + ".evidence[0]", "another key than the participant's");
        assertBroken(Check.CERTIFICATE, signed.adaId, SignedMessages.CERTIFICATE);
    }

    @Test
    void evidenceWhoseSignatureIsWrongIsNamed() throws IOException {
        SignedDescription offer = SignedMessages.offer(signed.ada, SignedMessages.CERTIFICATE);
        signed.forge(
                signed.agent,
                payload -> evidence(
                        payload,
                        new SignedDescription(offer.type(), offer.payload().replace("4A:4A", "4A:4B"))));
        assertBroken(Check.EVIDENCE, signed.adaId + ".evidence[0]", "signature");
    }

    @Test
    void aCertificateThatNoSignedMessageNamesIsNamed() throws IOException {
        signed.forge(
                signed.agent,
                payload -> evidence(payload, SignedMessages.offer(signed.ada, SignedMessages.certificate("FF"))));
        assertBroken(Check.EVIDENCE, signed.adaId + ".evidence[0]", "none of the participant's certificates");
        signed.sign();
        signed.forge(
                signed.agent,
                payload ->
                        ((ArrayNode) participant(payload).get("certificates")).add(SignedMessages.certificate("FF")));
        assertBroken(Check.CERTIFICATE, signed.adaId, SignedMessages.certificate("FF"));
    }

    @Test
    void evidenceThatIsNoMessageAtAllIsNamed() throws IOException {
        for (String nonsense : List.of("", "{}", "[".repeat(5000), "{\"offer\":{\"type\":\"offer\"}}", "\u0000")) {
            signed.forge(signed.agent, payload -> evidence(payload, new SignedDescription("secure-offer", nonsense)));
            assertBroken(Check.EVIDENCE, signed.adaId + ".evidence[0]", "no message of the protocol");
        }
        SignedDescription offer = SignedMessages.offer(signed.ada, SignedMessages.CERTIFICATE);
        signed.forge(signed.agent, payload -> evidence(payload, new SignedDescription("chat", offer.payload())));
        assertBroken(Check.EVIDENCE, signed.adaId + ".evidence[0]", "no message of the protocol");
    }

    @Test
    void mediaOfSomebodyUnknownAreNamed() throws IOException {
        signed.forge(signed.agent, payload -> ((ArrayNode) payload.get("participants")).remove(0));
        assertBroken(Check.EVIDENCE, signed.adaId, "participant that the manifest does not know");
    }

    @Test
    void mediaOfWhichNothingSignedIsKnownHoldAndSaySo() throws IOException {
        signed.forge(signed.agent, payload -> {
            participant(payload).set("evidence", payload.arrayNode());
            participant(payload).set("certificates", payload.arrayNode());
        });
        Verification verification = signed.verify();
        assertThat(verification.result()).isEqualTo(Outcome.HOLDS);
        assertThat(verification.findings())
                .filteredOn(finding -> finding.outcome() == Outcome.NOTE)
                .singleElement()
                .satisfies(note -> assertThat(note.words()).contains("nothing signed shows"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../../etc/passwd",
                "..",
                ".",
                ".hidden",
                "/etc/passwd",
                "a/b",
                "a\\b",
                "",
                "a\u0000b",
                "manifest.jws",
                "recording.json"
            })
    void aNameThatIsNoFileOfTheFolderIsRefusedWithItsField(String name) throws IOException {
        signed.forge(signed.agent, payload -> ((ObjectNode) payload.get("files").get(1)).put("name", name));
        assertBroken(Check.FORMAT, "manifest.files[1].name", "must");
    }

    @Test
    void aFieldThatBreaksItsRuleIsNamed() throws IOException {
        assertField("manifest.version", payload -> payload.put("version", 2));
        assertField("manifest.files", payload -> payload.put("files", "none"));
        assertField("manifest.files[0]", payload -> ((ArrayNode) payload.get("files")).insert(0, "x"));
        assertField("manifest.files[0].bytes", payload -> file(payload).put("bytes", -1));
        assertField("manifest.files[0].bytes", payload -> file(payload).put("bytes", 1.5));
        assertField("manifest.files[0].sha256", payload -> file(payload).put("sha256", "ABC"));
        assertField("manifest.files[1].name", payload -> file(payload).put("name", signed.graceFile));
        assertField("manifest.recording", payload -> payload.remove("recording"));
        assertField("manifest.agent.keys", payload -> ((ObjectNode) payload.get("agent")).putNull("keys"));
        assertField(
                "manifest.participants[0].keyFingerprint",
                payload -> participant(payload).put("keyFingerprint", "AB"));
        assertField(
                "manifest.participants[0].certificates[0]",
                payload -> participant(payload).putArray("certificates").add(1));
        assertField(
                "manifest.participants[1].id", payload -> participant(payload).put("id", signed.graceId));
    }

    @Test
    void whatIsNoManifestIsRefusedInWords() throws IOException {
        for (String nonsense : List.of(
                "",
                ".",
                "a.b",
                "a.b.c",
                "a.b.c.d",
                "{}",
                "\u0000\u0001",
                "é.é.é",
                signed.jws() + "\n",
                signed.jws() + ".")) {
            signed.write(nonsense);
            assertThat(broken(signed.verify()))
                    .as(nonsense)
                    .singleElement()
                    .satisfies(finding -> assertThat(finding.check()).isEqualTo(Check.FORMAT));
        }
        for (String payload :
                List.of("", "nonsense", "[]", "{\"version\":1", "{}{}", "{\"version\":1,\"version\":1}", "\"a\"")) {
            signed.write(ManifestJws.sign(payload.getBytes(StandardCharsets.UTF_8), signed.agent));
            assertThat(broken(signed.verify()))
                    .as(payload)
                    .singleElement()
                    .satisfies(finding -> assertThat(finding.check()).isEqualTo(Check.FORMAT));
        }
    }

    @Test
    void deepJsonIsRefused() throws IOException {
        String deep = "[".repeat(100_000) + "]".repeat(100_000);
        signed.write(ManifestJws.sign(deep.getBytes(StandardCharsets.UTF_8), signed.agent));
        assertBroken(Check.FORMAT, "manifest", "no JSON within the bounds");
        signed.write(Base64URL.encode("{\"alg\":" + "[".repeat(2000) + "}") + "." + tail());
        assertBroken(Check.FORMAT, "header", "within the bounds");
    }

    @Test
    void aHugeManifestIsRefused() throws IOException {
        try (RandomAccessFile file =
                new RandomAccessFile(signed.file(ManifestJws.NAME).toFile(), "rw")) {
            file.setLength(4L << 30); // sparse
        }
        assertBroken(Check.FORMAT, ManifestJws.NAME, "larger");
    }

    @Test
    void algorithmsOtherThanTheOneAreRefused() throws Exception {
        // The public key taken for a shared secret.
        JWSObject hmac = new JWSObject(
                new JWSHeader(JWSAlgorithm.HS256),
                new Payload(ManifestJson.MAPPER.writeValueAsBytes(signed.payload())));
        signed.write(Base64URL.encode("{\"alg\":\"none\",\"typ\":\"peerscribe-manifest\"}") + "." + tail());
        assertBroken(Check.FORMAT, "header.alg", "ES256");
        hmac.sign(new MACSigner(signed.agent.publicKey().point()));
        signed.write(hmac.serialize());
        assertBroken(Check.FORMAT, "header.alg", "ES256");
    }

    @Test
    void headersThatChangeWhatIsSignedAreRefused() throws IOException {
        for (String member : List.of("\"crit\":[\"x\"]", "\"b64\":false", "\"jku\":\"https://example.org\"")) {
            signed.write(Base64URL.encode("{\"alg\":\"ES256\",\"typ\":\"peerscribe-manifest\"," + member + "}") + "."
                    + tail());
            assertBroken(Check.FORMAT, "header." + member.substring(1, member.indexOf('"', 1)), "must not be there");
        }
        signed.write(Base64URL.encode("{\"alg\":\"ES256\",\"typ\":\"peerscribe-proof\"}") + "." + tail());
        assertBroken(Check.FORMAT, "header.typ", "peerscribe-manifest");
        for (String jwk : List.of(
                "null",
                "{}",
                "{\"kty\":\"oct\",\"k\":\"AAAA\"}",
                "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"AA\",\"y\":\"AA\"}",
                "{\"kty\":\"EC\",\"crv\":\"P-384\",\"x\":\"AA\",\"y\":\"AA\"}")) {
            signed.write(Base64URL.encode("{\"alg\":\"ES256\",\"typ\":\"peerscribe-manifest\",\"jwk\":" + jwk + "}")
                    + "." + tail());
            assertThat(broken(signed.verify()))
                    .as(jwk)
                    .singleElement()
                    .satisfies(finding -> assertThat(finding.subject()).startsWith("header"));
        }
    }

    @Test
    void whereNothingIsClaimedNothingCanBeTold() throws IOException {
        Files.delete(signed.file(ManifestJws.NAME));
        assertThat(signed.verify().result()).isEqualTo(Outcome.CANNOT_TELL);
        assertThat(new ManifestVerifier(key -> ManifestVerifier.Opinion.EXPECTED)
                        .verify(folder.resolve("nothing"))
                        .result())
                .isEqualTo(Outcome.CANNOT_TELL);
    }

    @Test
    void manyFindingsAreBoundedAndNamesCannotWriteOnATerminal() throws IOException {
        for (int i = 0; i < 2100; i++) {
            Files.createFile(signed.file("x" + i));
        }
        Files.createFile(signed.file("\u001b[2Jcleared"));
        Verification verification = signed.verify();
        assertThat(verification.findings()).hasSizeLessThan(2010);
        assertThat(verification.findings().getLast().words()).contains("more are not listed");
        assertThat(verification.findings()).extracting(Finding::subject).noneMatch(name -> name.contains("\u001b"));
    }

    /** Payload and signature of the manifest. */
    private String tail() throws IOException {
        return signed.jws().substring(signed.jws().indexOf('.') + 1);
    }

    private void assertField(String field, Consumer<ObjectNode> change) throws IOException {
        signed.sign();
        signed.forge(signed.agent, change);
        assertBroken(Check.FORMAT, field, "must");
    }

    private void assertBroken(Check check, String subject, String words) {
        Verification verification = signed.verify();
        assertThat(verification.result()).isEqualTo(Outcome.DOES_NOT_HOLD);
        assertThat(broken(verification)).anySatisfy(finding -> {
            assertThat(finding.check()).isEqualTo(check);
            assertThat(finding.subject()).isEqualTo(subject);
            assertThat(finding.words()).contains(words);
        });
    }

    private static List<Finding> broken(Verification verification) {
        return verification.findings().stream()
                .filter(finding -> finding.outcome() == Outcome.DOES_NOT_HOLD)
                .toList();
    }

    private static ObjectNode participant(ObjectNode payload) {
        return (ObjectNode) payload.get("participants").get(0);
    }

    private static ObjectNode file(ObjectNode payload) {
        return (ObjectNode) payload.get("files").get(0);
    }

    private static void evidence(ObjectNode payload, SignedDescription message) {
        ((ObjectNode) participant(payload).get("evidence").get(0))
                .put("signalType", message.type())
                .put("payload", message.payload());
    }
}
