package dev.peerscribe.manifest;

import dev.peerscribe.identity.IdentitySource;
import dev.peerscribe.identity.SigningIdentity;
import dev.peerscribe.recording.BesideFile;
import dev.peerscribe.recording.FileSeal;
import dev.peerscribe.recording.RecordedFile;
import dev.peerscribe.recording.RecordingSnapshot;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Puts beside a recording's media what is known of it, and signs all of it. */
final class Notary {
    private final IdentitySource identities;
    private final String version;
    private final InstantSource clock;

    Notary(IdentitySource identities, String version, InstantSource clock) {
        this.identities = identities;
        this.version = version;
        this.clock = clock;
    }

    /**
     * Writes the manifest of a recording whose media are complete.
     *
     * @param recording with what others left beside the media, which the manifest covers too
     * @return what it wrote beside the media, but for the manifest itself
     */
    List<BesideFile> complete(RecordingSnapshot recording, Path folder, Logbook book) throws IOException {
        SigningIdentity identity = identities.current();
        // Of one that is recovered, the end is no more than that of its media.
        Instant end = recording.recovered() ? null : recording.endedAt();
        List<Fact> facts = new ArrayList<>(book.facts());
        // The last participants leave while the files are being completed: that is not of the recording any more.
        facts.removeIf(fact -> end != null && fact.at().isAfter(end));
        facts.add(new Fact.Signs(clock.instant(), ManifestBuilder.encoded(identity.publicKey())));
        List<BesideFile> written = new BesideWriter(recording, folder).write(facts);
        List<BesideFile> beside = new ArrayList<>(recording.beside());
        beside.addAll(written);
        Manifest manifest = new ManifestBuilder(recording, facts)
                .build(beside, digests(recording, folder), omitted(book), version, clock.instant());
        byte[] payload = ManifestJson.MAPPER.writeValueAsBytes(manifest);
        String jws = ManifestJws.sign(payload, identity);
        if (jws.length() > ManifestJws.LARGEST) {
            throw new IOException("the manifest would be larger than " + ManifestJws.LARGEST + " bytes");
        }
        FileSeal.replace(folder.resolve(ManifestJws.NAME), jws.getBytes(StandardCharsets.US_ASCII));
        return written;
    }

    /** Who wrote a file has its checksum; only where the disk did not give it to him is it looked for again. */
    private static Map<String, String> digests(RecordingSnapshot recording, Path folder) throws IOException {
        Map<String, String> digests = new LinkedHashMap<>();
        for (RecordedFile file : recording.files()) {
            String known = file.sha256();
            digests.put(file.name(), known == null ? FileSeal.sha256(folder.resolve(file.name())) : known);
        }
        return digests;
    }

    private static Manifest.Omitted omitted(Logbook book) {
        return new Manifest.Omitted(
                book.omitted(Logbook.Shelf.EVIDENCE),
                book.omitted(Logbook.Shelf.CHAT),
                book.omitted(Logbook.Shelf.EVENTS),
                book.omitted(Logbook.Shelf.ACTIVITY));
    }
}
