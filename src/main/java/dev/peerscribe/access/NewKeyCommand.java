package dev.peerscribe.access;

import java.io.PrintStream;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** {@code new-key ID SCOPE...}: makes an API key and the entry for the file of keys, without the agent being started. */
public final class NewKeyCommand {
    /** The first argument that asks for it. */
    public static final String NAME = "new-key";

    private static final int DONE = 0;
    private static final int NOT_UNDERSTOOD = 2;
    private static final int SECRET_BYTES = 32;
    private static final String EXPIRES = "--expires";
    private static final String EVERY_SCOPE = "all";

    private NewKeyCommand() {}

    /** Runs the command and returns what the process is to exit with. */
    public static int run(List<String> arguments, PrintStream out, PrintStream err) {
        List<String> words = new ArrayList<>();
        String expires = null;
        for (int i = 0; i < arguments.size(); i++) {
            if (arguments.get(i).equals(EXPIRES)) {
                i++;
                expires = i < arguments.size() ? time(arguments.get(i)) : null;
                if (expires == null) {
                    return usage(err, EXPIRES + " must be followed by a time such as 2027-01-01T00:00:00Z");
                }
            } else {
                words.add(arguments.get(i));
            }
        }
        if (words.size() < 2 || !ApiKey.ID.matcher(words.getFirst()).matches()) {
            return usage(
                    err, "an ID of 1 to 64 letters, digits, dots and hyphens, and at least one SCOPE must be given");
        }
        EnumSet<Scope> scopes = EnumSet.noneOf(Scope.class);
        for (String word : words.subList(1, words.size())) {
            Optional<Scope> scope = Scope.of(word);
            if (word.equals(EVERY_SCOPE)) {
                scopes.addAll(EnumSet.allOf(Scope.class));
            } else if (scope.isEmpty()) {
                return usage(err, "there is no such scope");
            } else {
                scopes.add(scope.get());
            }
        }
        make(words.getFirst(), scopes, expires, out);
        return DONE;
    }

    private static void make(String id, EnumSet<Scope> scopes, @Nullable String expires, PrintStream out) {
        byte[] secret = new byte[SECRET_BYTES];
        new SecureRandom().nextBytes(secret);
        String key = ApiKey.PREFIX + id + "_"
                + Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("id", id);
        entry.put("hash", ApiKeyFile.HASH_PREFIX + ApiKey.hash(key));
        entry.put("scopes", scopes.stream().map(Scope::text).toList());
        if (expires != null) {
            entry.put("expires", expires);
        }
        out.println("key    " + key);
        out.println("entry  " + JsonMapper.builder().build().writeValueAsString(entry));
    }

    private static @Nullable String time(String text) {
        try {
            return Instant.parse(text).toString();
        } catch (DateTimeParseException e) {
            return null;
        }
    }

    private static int usage(PrintStream err, String rule) {
        err.println(rule);
        err.print("""
                usage: new-key ID SCOPE... [--expires TIME]

                Makes an API key. It is printed once, for whoever will call; the entry, which holds only its hash, goes into
                the list "keys" of the file that peerscribe.access.keys-file names.
                  SCOPE   %s
                """.formatted(Stream.concat(Stream.of(Scope.values()).map(Scope::text), Stream.of(EVERY_SCOPE))
                .collect(Collectors.joining(", "))));
        return NOT_UNDERSTOOD;
    }
}
