package dev.peerscribe.manifest;

import dev.peerscribe.identity.IdentitySource;
import dev.peerscribe.manifest.ManifestVerifier.Opinion;
import dev.peerscribe.recording.Recordings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** The manifests of finished recordings. Every method may be called from any thread, and reads the disk. */
@Component
public class Manifests {
    private final Recordings recordings;
    private final ManifestVerifier verifier;
    private final Semaphore verifications;

    /**
     * A manifest as it is on the disk, verified or not.
     *
     * @param jws the compact JWS; null where the file is none
     * @param payload what it says; null where that cannot be read
     */
    public record Signed(@Nullable String jws, @Nullable JsonNode payload) {}

    Manifests(Recordings recordings, IdentitySource keys, ManifestProperties properties) {
        this.recordings = recordings;
        this.verifier = new ManifestVerifier(key -> keys.isOwn(key) ? Opinion.EXPECTED : Opinion.UNKNOWN);
        this.verifications = new Semaphore(properties.verifications());
    }

    /** The manifest of a recording; empty where it has none. */
    public Optional<Signed> find(String recordingId) {
        return folder(recordingId).map(Manifests::read);
    }

    /**
     * Whether a recording is what its manifest says; empty where it has none. Reads all of it.
     *
     * @param elsewhere names of files that may be missing, since they are known to be elsewhere
     * @throws VerificationBusyException where as many are being verified as may be
     */
    public Optional<Verification> verify(String recordingId, Set<String> elsewhere) {
        Optional<Path> folder = folder(recordingId);
        if (folder.isEmpty()) {
            return Optional.empty();
        }
        if (!verifications.tryAcquire()) {
            throw new VerificationBusyException();
        }
        try {
            return folder.map(path -> verifier.verify(path, elsewhere));
        } finally {
            verifications.release();
        }
    }

    private Optional<Path> folder(String recordingId) {
        return recordings.folder(recordingId).filter(folder -> new Folder(folder).has(ManifestJws.NAME));
    }

    private static Signed read(Path folder) {
        try {
            String text = new Folder(folder).manifest();
            ManifestJws jws = ManifestJws.parse(text);
            return new Signed(text, payload(jws));
        } catch (IOException | InvalidManifestException e) {
            return new Signed(null, null); // the verification says why
        }
    }

    private static @Nullable JsonNode payload(ManifestJws jws) {
        try {
            return ManifestJson.MAPPER.readTree(jws.payload());
        } catch (JacksonException e) {
            return null;
        }
    }
}
