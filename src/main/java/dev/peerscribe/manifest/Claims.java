package dev.peerscribe.manifest;

import dev.peerscribe.signaling.SignedDescription;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** What of a manifest can be verified, read as strictly as something hostile. */
record Claims(String recordingId, List<String> agentKeys, List<File> files, List<Participant> participants) {
    /** Names that can be nothing but files of the folder itself. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,119}");

    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
    private static final Pattern FINGERPRINT = Pattern.compile("[0-9A-F]{2}(:[0-9A-F]{2}){31}");
    private static final int LONGEST = 256;

    /** A file, with the participant whose media are in it. */
    record File(
            String name,
            long bytes,
            String sha256,
            @Nullable String peer) {}

    /** A participant, with what binds it to certificates. */
    record Participant(
            String id, @Nullable String keyFingerprint, List<String> certificates, List<SignedDescription> evidence) {}

    static Claims read(byte[] payload) throws InvalidManifestException {
        JsonNode root;
        try {
            root = ManifestJson.MAPPER.readTree(payload);
        } catch (JacksonException e) {
            throw new InvalidManifestException("manifest", "is no JSON within the bounds");
        }
        Node manifest = new Node("manifest", root);
        if (manifest.whole("version") != Manifest.VERSION) {
            throw new InvalidManifestException("manifest.version", "must be " + Manifest.VERSION);
        }
        List<String> keys = new ArrayList<>();
        for (Node key : manifest.object("agent").objects("keys")) {
            keys.add(key.text("fingerprint", FINGERPRINT));
        }
        return new Claims(
                manifest.object("recording").text("id"),
                keys,
                files(manifest.objects("files")),
                participants(manifest.objects("participants")));
    }

    private static List<File> files(List<Node> nodes) throws InvalidManifestException {
        List<File> files = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (Node each : nodes) {
            String name = each.text("name", NAME);
            if (!names.add(name)) {
                throw new InvalidManifestException(each.path("name"), "must be there once only");
            }
            if (Folder.OWN.contains(name)) {
                throw new InvalidManifestException(each.path("name"), "must not be that of the manifest or a journal");
            }
            long bytes = each.whole("bytes");
            if (bytes < 0) {
                throw new InvalidManifestException(each.path("bytes"), "must not be negative");
            }
            files.add(new File(name, bytes, each.text("sha256", SHA256), each.optionalText("peer", LONGEST)));
        }
        return files;
    }

    private static List<Participant> participants(List<Node> nodes) throws InvalidManifestException {
        List<Participant> participants = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        for (Node each : nodes) {
            String id = each.text("id");
            if (!ids.add(id)) {
                throw new InvalidManifestException(each.path("id"), "must be there once only");
            }
            List<SignedDescription> evidence = new ArrayList<>();
            for (Node message : each.objects("evidence")) {
                evidence.add(new SignedDescription(
                        message.text("signalType"), message.text("payload", SignedDescription.MAX_PAYLOAD)));
            }
            String fingerprint = each.optionalText("keyFingerprint", LONGEST);
            if (fingerprint != null && !FINGERPRINT.matcher(fingerprint).matches()) {
                throw new InvalidManifestException(each.path("keyFingerprint"), "must be a fingerprint");
            }
            participants.add(new Participant(id, fingerprint, each.texts("certificates"), evidence));
        }
        return participants;
    }

    /** A JSON object that knows where it stands. */
    private record Node(String where, JsonNode json) {
        Node {
            where = where.length() > LONGEST ? where.substring(0, LONGEST) : where;
        }

        String path(String member) {
            return where + "." + member;
        }

        Node object(String member) throws InvalidManifestException {
            return checked(new Node(path(member), member(member)));
        }

        private static Node checked(Node node) throws InvalidManifestException {
            if (!node.json.isObject()) {
                throw new InvalidManifestException(node.where, "must be an object");
            }
            return node;
        }

        List<Node> objects(String member) throws InvalidManifestException {
            List<Node> nodes = new ArrayList<>();
            for (JsonNode each : array(member)) {
                nodes.add(checked(new Node(path(member) + "[" + nodes.size() + "]", each)));
            }
            return nodes;
        }

        List<String> texts(String member) throws InvalidManifestException {
            List<String> texts = new ArrayList<>();
            for (JsonNode each : array(member)) {
                if (!each.isString() || each.stringValue().length() > LONGEST) {
                    throw new InvalidManifestException(
                            path(member) + "[" + texts.size() + "]", "must be a text of at most " + LONGEST);
                }
                texts.add(each.stringValue());
            }
            return texts;
        }

        private JsonNode array(String member) throws InvalidManifestException {
            JsonNode array = member(member);
            if (!array.isArray()) {
                throw new InvalidManifestException(path(member), "must be an array");
            }
            return array;
        }

        long whole(String member) throws InvalidManifestException {
            JsonNode value = member(member);
            if (!value.isInt() && !value.isLong()) {
                throw new InvalidManifestException(path(member), "must be a whole number");
            }
            return value.longValue();
        }

        String text(String member) throws InvalidManifestException {
            return text(member, LONGEST);
        }

        String text(String member, Pattern form) throws InvalidManifestException {
            String text = text(member);
            if (!form.matcher(text).matches()) {
                throw new InvalidManifestException(path(member), "must be of the form " + form);
            }
            return text;
        }

        String text(String member, int longest) throws InvalidManifestException {
            String text = optionalText(member, longest);
            if (text == null) {
                throw new InvalidManifestException(path(member), "must be there");
            }
            return text;
        }

        @Nullable
        String optionalText(String member, int longest) throws InvalidManifestException {
            if (!checked(this).json.has(member)) {
                return null;
            }
            JsonNode value = member(member);
            if (!value.isString() || value.stringValue().length() > longest) {
                throw new InvalidManifestException(path(member), "must be a text of at most " + longest);
            }
            return value.stringValue();
        }

        private JsonNode member(String member) throws InvalidManifestException {
            JsonNode value = checked(this).json.get(member);
            if (value == null) {
                throw new InvalidManifestException(path(member), "must be there");
            }
            return value;
        }
    }
}
