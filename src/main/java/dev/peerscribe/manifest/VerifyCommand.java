package dev.peerscribe.manifest;

import dev.peerscribe.identity.PeerKey;
import dev.peerscribe.manifest.ManifestVerifier.Opinion;
import dev.peerscribe.manifest.Verification.Outcome;
import java.io.PrintStream;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** {@code verify DIR}: whether a recording's folder holds what its manifest says, without the agent being started. */
public final class VerifyCommand {
    /** The first argument that asks for it. */
    public static final String NAME = "verify";

    private static final int HOLDS = 0;
    private static final int DOES_NOT_HOLD = 1;
    private static final int CANNOT_TELL = 2;

    private static final String KEY = "--key";
    private static final String USAGE = """
            usage: verify DIR [--key FINGERPRINT]...

            Looks whether the recording in the folder DIR is what its manifest says.
              --key FINGERPRINT   the SHA-256 of a key that may have signed it (AB:CD:..., keyFingerprint of the agent's
                                  status); without it any key may, and is printed to be compared
            Exits with 0 where everything holds, 1 where something does not, 2 where that cannot be told.
            """;

    private VerifyCommand() {}

    /** Runs the command and returns what the process is to exit with. */
    public static int run(List<String> arguments, PrintStream out, PrintStream err) {
        List<String> folders = new ArrayList<>();
        Set<String> keys = new HashSet<>();
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            if (argument.equals(KEY)) {
                i++;
                String key = i < arguments.size() ? PeerKey.normalFingerprint(arguments.get(i)) : null;
                if (key == null) {
                    return usage(err, KEY + " must be followed by 64 hexadecimal digits, with or without colons");
                }
                keys.add(key);
            } else if (argument.startsWith("-")) {
                return usage(err, "there is no such option");
            } else {
                folders.add(argument);
            }
        }
        if (folders.size() != 1) {
            return usage(err, "exactly one DIR must be given");
        }
        try {
            return tell(new ManifestVerifier(judge(keys)).verify(Path.of(folders.getFirst())), out);
        } catch (InvalidPathException e) {
            return usage(err, "DIR is no path");
        }
    }

    private static ManifestVerifier.KeyJudge judge(Set<String> keys) {
        return fingerprint ->
                keys.isEmpty() ? Opinion.NOT_ASKED : keys.contains(fingerprint) ? Opinion.EXPECTED : Opinion.ANOTHER;
    }

    private static int usage(PrintStream err, String rule) {
        err.println(rule);
        err.print(USAGE);
        return CANNOT_TELL;
    }

    private static int tell(Verification verification, PrintStream out) {
        for (Verification.Finding finding : verification.findings()) {
            out.printf("%-14s %s: %s%n", words(finding.outcome()), finding.subject(), finding.words());
        }
        String key = verification.keyFingerprint();
        if (key != null) {
            out.println("signed with    " + key);
        }
        out.println("result         " + words(verification.result()));
        return switch (verification.result()) {
            case HOLDS, NOTE -> HOLDS;
            case DOES_NOT_HOLD -> DOES_NOT_HOLD;
            case CANNOT_TELL -> CANNOT_TELL;
        };
    }

    private static String words(Outcome outcome) {
        return outcome.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
