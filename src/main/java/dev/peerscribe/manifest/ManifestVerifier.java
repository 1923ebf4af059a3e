package dev.peerscribe.manifest;

import dev.peerscribe.manifest.Verification.Check;
import dev.peerscribe.signaling.SignedDescription;
import dev.peerscribe.signaling.UnprovenDescriptionException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Whether a recording is what its manifest says and the manifest what was signed. Everything in the folder may be hostile;
 * whatever is there, the answer is a {@link Verification}.
 */
public final class ManifestVerifier {
    /** Says something of the key that a manifest is signed with. */
    @FunctionalInterface
    public interface KeyJudge {
        /** What is to be said of a key by its fingerprint. */
        Opinion of(String fingerprint);
    }

    /** What there is to say of a key. */
    public enum Opinion {
        /** It is the one that is expected. */
        EXPECTED,
        /** Nobody said which one is expected. */
        NOT_ASKED,
        /** It is not known whose it is. */
        UNKNOWN,
        /** Another one is expected. */
        ANOTHER
    }

    private final KeyJudge judge;

    public ManifestVerifier(KeyJudge judge) {
        this.judge = judge;
    }

    /** Looks at the folder of a recording; reads every file of it once. */
    public Verification verify(Path folder) {
        return verify(folder, Set.of());
    }

    /** The same, where files may be missing that are known to be elsewhere: of these it cannot tell. */
    Verification verify(Path folder, Set<String> elsewhere) {
        return new Look(new Folder(folder), elsewhere).look();
    }

    /** One look at one folder. */
    private final class Look {
        private final Folder folder;
        private final Set<String> elsewhere;
        private final Findings findings = new Findings();
        private @Nullable String keyFingerprint;

        Look(Folder folder, Set<String> elsewhere) {
            this.folder = folder;
            this.elsewhere = elsewhere;
        }

        Verification look() {
            if (!folder.isThere()) {
                findings.cannotTell(Check.MANIFEST, "folder", "it is not there or no folder");
            } else if (!folder.has(ManifestJws.NAME)) {
                findings.cannotTell(
                        Check.MANIFEST, ManifestJws.NAME, "it is missing: nothing is claimed about this folder");
            } else {
                try {
                    lookAt(folder.manifest());
                } catch (InvalidManifestException e) {
                    findings.broken(Check.FORMAT, e.field(), e.rule());
                } catch (IOException e) {
                    findings.cannotTell(Check.MANIFEST, ManifestJws.NAME, "it cannot be read");
                }
            }
            return findings.verification(keyFingerprint);
        }

        private void lookAt(String text) throws InvalidManifestException {
            ManifestJws jws = ManifestJws.parse(text);
            String fingerprint = jws.key().fingerprint();
            keyFingerprint = fingerprint;
            if (!jws.verifies()) {
                findings.broken(
                        Check.SIGNATURE,
                        ManifestJws.NAME,
                        "the signature is not that of the key it names: the manifest was changed, and what it says was not"
                                + " looked at");
                return;
            }
            findings.holds(Check.SIGNATURE, ManifestJws.NAME, "the manifest is as it was signed");
            Claims claims = Claims.read(jws.payload());
            key(claims, fingerprint);
            claims.files().forEach(this::file);
            extras(claims);
            evidence(claims);
        }

        private void key(Claims claims, String fingerprint) {
            if (!claims.agentKeys().contains(fingerprint)) {
                findings.broken(
                        Check.KEY,
                        "agent.keys",
                        "the manifest is signed with another key than those that it names: " + fingerprint);
                return;
            }
            switch (judge.of(fingerprint)) {
                case EXPECTED -> findings.holds(Check.KEY, fingerprint, "the key is the expected one");
                case NOT_ASKED ->
                    findings.note(
                            Check.KEY,
                            fingerprint,
                            "this key signed; whose it is, only a comparison with the agent's fingerprint shows");
                case UNKNOWN ->
                    findings.cannotTell(
                            Check.KEY, fingerprint, "this key signed, which is another one than the agent has or had");
                case ANOTHER ->
                    findings.broken(Check.KEY, fingerprint, "this key signed, which is another one than expected");
            }
        }

        private void file(Claims.File file) {
            String name = file.name();
            try {
                if (!folder.has(name) && elsewhere.contains(name)) {
                    findings.cannotTell(
                            Check.FILE, name, "the file is at the store and no longer here, where it could be read");
                } else if (!folder.has(name)) {
                    findings.broken(Check.FILE, name, "the file is missing");
                } else if (!folder.isFile(name)) {
                    findings.broken(Check.FILE, name, "it is no regular file, such as a link, and was not looked at");
                } else if (folder.size(name) != file.bytes()) {
                    findings.broken(
                            Check.SIZE, name, "the file has " + folder.size(name) + " bytes, but had " + file.bytes());
                } else {
                    content(file, folder.sha256(name));
                }
            } catch (IOException e) {
                findings.cannotTell(Check.FILE, name, "the file cannot be read");
            }
        }

        private void content(Claims.File file, String sha256) {
            if (sha256.equals(file.sha256())) {
                findings.holds(Check.CONTENT, file.name(), "the file is as it was signed");
            } else {
                findings.broken(
                        Check.CONTENT,
                        file.name(),
                        "the content was changed: its SHA-256 is " + sha256 + ", but was " + file.sha256());
            }
        }

        private void extras(Claims claims) {
            Set<String> listed = claims.files().stream().map(Claims.File::name).collect(Collectors.toSet());
            try {
                for (String name : folder.others()) {
                    if (!listed.contains(name)) {
                        findings.broken(Check.EXTRA, name, "the manifest does not know this file");
                    }
                }
            } catch (IOException e) {
                findings.cannotTell(Check.EXTRA, "folder", "it cannot be listed");
            }
        }

        private void evidence(Claims claims) {
            Set<String> recorded = new HashSet<>();
            claims.files().forEach(file -> {
                if (file.peer() != null) {
                    recorded.add(file.peer());
                }
            });
            for (Claims.Participant participant : claims.participants()) {
                recorded.remove(participant.id());
                evidence(
                        participant,
                        claims.files().stream()
                                .anyMatch(file -> participant.id().equals(file.peer())));
            }
            recorded.forEach(peer -> findings.broken(
                    Check.EVIDENCE, peer, "there are media of a participant that the manifest does not know"));
        }

        private void evidence(Claims.Participant participant, boolean recorded) {
            Set<String> proven = new LinkedHashSet<>();
            boolean right = true;
            for (int i = 0; i < participant.evidence().size(); i++) {
                String wrong = wrong(participant, participant.evidence().get(i), proven);
                if (wrong != null) {
                    right = false;
                    findings.broken(Check.EVIDENCE, participant.id() + ".evidence[" + i + "]", wrong);
                }
            }
            List<String> unproven = participant.certificates().stream()
                    .map(Certificates::normal)
                    .filter(certificate -> !proven.contains(certificate))
                    .toList();
            for (String certificate : unproven) {
                findings.broken(
                        Check.CERTIFICATE,
                        participant.id(),
                        "no signed message of the participant's names the certificate under which its media came: "
                                + certificate);
            }
            if (recorded && participant.certificates().isEmpty()) {
                findings.note(
                        Check.CERTIFICATE,
                        participant.id(),
                        "nothing signed shows under which certificate its media came");
            } else if (right && unproven.isEmpty() && !participant.evidence().isEmpty()) {
                findings.holds(
                        Check.EVIDENCE,
                        participant.id(),
                        "signed messages bind " + participant.certificates().size() + " certificate(s) to the key "
                                + participant.keyFingerprint());
            }
        }

        /** What is wrong with a message; where nothing is, the certificates that it names are added to {@code proven}. */
        private @Nullable String wrong(Claims.Participant participant, SignedDescription message, Set<String> proven) {
            try {
                SignedDescription.Proven said = message.check();
                if (!said.key().fingerprint().equals(participant.keyFingerprint())) {
                    return "the message is signed with another key than the participant's: "
                            + said.key().fingerprint();
                }
                Set<String> named = Certificates.of(said.description());
                if (named.stream()
                        .noneMatch(participant.certificates().stream()
                                .map(Certificates::normal)
                                .collect(Collectors.toSet())::contains)) {
                    return "the message names none of the participant's certificates";
                }
                proven.addAll(named);
                return null;
            } catch (UnprovenDescriptionException e) {
                return (e.isMalformed() ? "it is no message of the protocol: " : "it proves nothing: ") + e.rule();
            }
        }
    }
}
