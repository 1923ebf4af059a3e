package dev.peerscribe.sender;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What an answer to a {@link SenderOffer} says, read without regard to how it was made. */
record SenderAnswer(
        String ufrag, String password, String fingerprint, String setup, List<Media> media, List<String> candidates) {

    /**
     * A media section.
     *
     * @param accepted whether its port is not 0 and it is received
     * @param payloadTypes in the answer's order
     * @param extensions identifiers by URI
     * @param feedback such as {@code "96 nack pli"}
     */
    record Media(
            String kind,
            String mid,
            boolean accepted,
            List<Integer> payloadTypes,
            Map<String, Integer> extensions,
            Set<String> feedback) {
        int extension(String uri) {
            return extensions.getOrDefault(uri, 0);
        }
    }

    static SenderAnswer parse(String sdp) {
        List<List<String>> sections = new ArrayList<>();
        sections.add(new ArrayList<>());
        for (String line : sdp.split("\r\n", -1)) {
            if (line.startsWith("m=")) {
                sections.add(new ArrayList<>());
            }
            sections.getLast().add(line);
        }
        List<Media> media = new ArrayList<>();
        List<String> candidates = new ArrayList<>();
        Map<String, String> transport = new HashMap<>();
        for (List<String> section : sections) {
            for (String name : List.of("ice-ufrag", "ice-pwd", "fingerprint", "setup")) {
                String value = attribute(section, name);
                if (value != null) {
                    transport.putIfAbsent(name, value);
                }
            }
            for (String line : section) {
                if (line.startsWith("a=candidate:")) {
                    candidates.add(line.substring(2));
                }
            }
            if (section.getFirst().startsWith("m=")) {
                media.add(media(section));
            }
        }
        return new SenderAnswer(
                Objects.requireNonNull(transport.get("ice-ufrag"), sdp),
                Objects.requireNonNull(transport.get("ice-pwd"), sdp),
                Objects.requireNonNull(transport.get("fingerprint"), sdp),
                Objects.requireNonNull(transport.get("setup"), sdp),
                media,
                candidates);
    }

    private static Media media(List<String> section) {
        String[] line = section.getFirst().substring(2).split(" ", -1);
        List<Integer> payloadTypes = new ArrayList<>();
        for (int i = 3; i < line.length; i++) {
            payloadTypes.add(Integer.valueOf(line[i]));
        }
        Map<String, Integer> extensions = new HashMap<>();
        Set<String> feedback = new HashSet<>();
        for (String each : section) {
            if (each.startsWith("a=extmap:")) {
                String[] extension = each.substring("a=extmap:".length()).split(" ", -1);
                extensions.put(extension[1], Integer.valueOf(extension[0].replaceAll("/.*", "")));
            } else if (each.startsWith("a=rtcp-fb:")) {
                feedback.add(each.substring("a=rtcp-fb:".length()));
            }
        }
        boolean receives = section.contains("a=recvonly") || section.contains("a=sendrecv");
        return new Media(
                line[0],
                Objects.requireNonNullElse(attribute(section, "mid"), ""),
                !line[1].equals("0") && receives,
                payloadTypes,
                extensions,
                feedback);
    }

    private static @Nullable String attribute(List<String> section, String name) {
        return section.stream()
                .filter(line -> line.startsWith("a=" + name + ":"))
                .map(line -> line.substring(name.length() + 3))
                .findFirst()
                .orElse(null);
    }
}
