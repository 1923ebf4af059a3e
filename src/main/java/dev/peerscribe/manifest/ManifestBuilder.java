package dev.peerscribe.manifest;

import dev.peerscribe.identity.InvalidKeyEncodingException;
import dev.peerscribe.identity.PeerKey;
import dev.peerscribe.recording.BesideFile;
import dev.peerscribe.recording.RecordedFile;
import dev.peerscribe.recording.RecordingSnapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** From a recording and the facts about it to its manifest. */
final class ManifestBuilder {
    private static final String SOFTWARE = "peerscribe";
    private static final String HELLO = "HELLO";
    private static final String CHAT = "CHAT";
    private static final String MEDIA = "MEDIA";

    private final RecordingSnapshot recording;
    private final List<Manifest.Key> keys = new ArrayList<>();
    /** {@link Fact.Announced} and {@link Fact.Notified}. */
    private final List<Fact> notices = new ArrayList<>();
    /** By the relay's ids of them. */
    private final Map<String, String> peers = new HashMap<>();

    private final Map<String, Person> people = new LinkedHashMap<>();

    private static final class Person {
        final String id;

        @Nullable
        String name;

        @Nullable
        String role;

        @Nullable
        PeerKey key;

        final List<Manifest.Presence> presence = new ArrayList<>();
        final List<Manifest.Decision> trust = new ArrayList<>();
        final Set<String> certificates = new LinkedHashSet<>();
        final List<Manifest.Evidence> evidence = new ArrayList<>();

        Person(String id) {
            this.id = id;
        }

        Manifest.Participant participant() {
            return new Manifest.Participant(
                    id,
                    name,
                    role,
                    key == null ? null : key.fingerprint(),
                    key == null ? null : ManifestJws.jwk(key).toJSONObject(),
                    presence,
                    trust,
                    List.copyOf(certificates),
                    evidence);
        }
    }

    ManifestBuilder(RecordingSnapshot recording, List<Fact> facts) {
        this.recording = recording;
        facts.forEach(this::take);
        for (RecordedFile file : recording.files()) {
            Person person = person(file.peer());
            if (person.name == null) {
                person.name = file.peerName();
            }
        }
    }

    /** The manifest, of files whose checksums are all known. */
    Manifest build(
            List<BesideFile> beside,
            Map<String, String> digests,
            Manifest.Omitted omitted,
            String version,
            Instant now) {
        List<Manifest.File> files = new ArrayList<>();
        for (RecordedFile file : recording.files()) {
            String digest = digests.get(file.name());
            if (digest != null) {
                files.add(media(file, digest));
            }
        }
        for (BesideFile file : beside) {
            files.add(new Manifest.File(
                    file.name(),
                    file.kind().name(),
                    file.bytes(),
                    file.sha256(),
                    file.peer(),
                    null,
                    null,
                    null,
                    null,
                    null));
        }
        return new Manifest(
                Manifest.VERSION,
                now,
                new Manifest.Subject(
                        recording.id(),
                        recording.meetingId(),
                        recording.meetingName(),
                        recording.startedAt(),
                        recording.approval(),
                        recording.endedAt(),
                        recording.endReason(),
                        recording.recovered(),
                        recording.error()),
                new Manifest.Agent(SOFTWARE, version, keys),
                files,
                people.values().stream().map(Person::participant).toList(),
                recording.gaps(),
                recording.unlistedGaps(),
                notices.stream().map(this::notice).toList(),
                omitted);
    }

    private Manifest.File media(RecordedFile file, String digest) {
        Instant from = recording.startedAt().plus(seconds(file.offsetSeconds()));
        return new Manifest.File(
                file.name(),
                MEDIA,
                file.bytes(),
                digest,
                file.peer(),
                from,
                from.plus(seconds(file.durationSeconds())),
                file.offsetSeconds(),
                file.durationSeconds(),
                file.tracks());
    }

    private Manifest.Notice notice(Fact notice) {
        return switch (notice) {
            case Fact.Announced it -> {
                String peer = it.to() == null ? null : peers.get(it.to());
                yield new Manifest.Notice(it.at(), HELLO, it.role(), it.to(), peer, null, null, null);
            }
            case Fact.Notified it ->
                new Manifest.Notice(it.at(), CHAT, null, null, null, it.text(), it.via(), it.peers());
            default -> throw new IllegalArgumentException("no notice");
        };
    }

    private static Duration seconds(double seconds) {
        return Duration.ofMillis(Math.round(seconds * 1000));
    }

    private void take(Fact fact) {
        switch (fact) {
            case Fact.Signs signs -> {
                PeerKey key = key(signs.key());
                if (key != null
                        && keys.stream().noneMatch(known -> known.fingerprint().equals(key.fingerprint()))) {
                    keys.add(new Manifest.Key(
                            signs.at(), key.fingerprint(), ManifestJws.jwk(key).toJSONObject()));
                }
            }
            case Fact.Announced _, Fact.Notified _ -> notices.add(fact);
            case Fact.OfPeer ofPeer -> take(ofPeer, person(ofPeer.peer()));
            case Fact.Said _ -> {} // has a file of its own
        }
    }

    private void take(Fact.OfPeer fact, Person person) {
        switch (fact) {
            case Fact.Joined joined -> {
                if (joined.senderId() != null) {
                    peers.put(joined.senderId(), joined.peer());
                }
                person.presence.add(new Manifest.Presence(joined.at(), null, null));
                person.key = person.key == null ? key(joined.key()) : person.key;
                person.name = joined.name() == null ? person.name : joined.name();
                person.role = joined.role() == null ? person.role : joined.role();
            }
            case Fact.Named named -> {
                peers.put(named.senderId(), named.peer());
                person.name = named.name();
                person.role = named.role();
            }
            case Fact.Judged judged ->
                person.trust.add(new Manifest.Decision(judged.at(), judged.trust(), judged.reason()));
            case Fact.Described described -> {
                person.key = person.key == null ? key(described.key()) : person.key;
                person.certificates.addAll(described.certificates());
                person.evidence.add(new Manifest.Evidence(described.at(), described.signalType(), described.payload()));
            }
            case Fact.Left left -> {
                if (!person.presence.isEmpty() && person.presence.getLast().to() == null) {
                    Instant from = person.presence.removeLast().from();
                    person.presence.add(new Manifest.Presence(from, left.at(), left.reason()));
                }
            }
            case Fact.Muted _, Fact.Spoke _ -> {} // stand beside the media
            case Fact.TrackOpened _, Fact.TrackClosed _ -> {} // what was recorded of them is in the files
        }
    }

    private Person person(String id) {
        return people.computeIfAbsent(id, Person::new);
    }

    static String encoded(PeerKey key) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(key.point());
    }

    /** Null for what is no key, such as after the disk went wrong. */
    private static @Nullable PeerKey key(@Nullable String point) {
        try {
            return point == null ? null : PeerKey.ofPoint(Base64.getUrlDecoder().decode(point));
        } catch (IllegalArgumentException | InvalidKeyEncodingException e) {
            return null;
        }
    }
}
