package dev.peerscribe.manifest;

import dev.peerscribe.manifest.Verification.Check;
import dev.peerscribe.manifest.Verification.Finding;
import dev.peerscribe.manifest.Verification.Outcome;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Collects findings, within a bound; the result counts all of them. */
final class Findings {
    private static final int MOST = 2000;
    private static final int LONGEST_SUBJECT = 200;

    private final List<Finding> findings = new ArrayList<>();
    private Outcome worst = Outcome.HOLDS;
    private int more;

    void holds(Check check, String subject, String words) {
        add(Outcome.HOLDS, check, subject, words);
    }

    void note(Check check, String subject, String words) {
        add(Outcome.NOTE, check, subject, words);
    }

    void cannotTell(Check check, String subject, String words) {
        add(Outcome.CANNOT_TELL, check, subject, words);
    }

    void broken(Check check, String subject, String words) {
        add(Outcome.DOES_NOT_HOLD, check, subject, words);
    }

    private void add(Outcome outcome, Check check, String subject, String words) {
        if (outcome.compareTo(worst) > 0 && outcome != Outcome.NOTE) {
            worst = outcome;
        }
        if (findings.size() < MOST) {
            findings.add(new Finding(outcome, check, printable(subject), words));
        } else {
            more++;
        }
    }

    /** What names files found on a disk may be shown on a terminal. */
    private static String printable(String text) {
        StringBuilder clean = new StringBuilder();
        text.codePoints()
                .limit(LONGEST_SUBJECT)
                .forEach(c -> clean.appendCodePoint(
                        Character.isISOControl(c)
                                        || Character.getType(c) == Character.FORMAT
                                        || !Character.isDefined(c)
                                        || Character.getType(c) == Character.SURROGATE
                                ? '?'
                                : c));
        return clean.toString();
    }

    Verification verification(@Nullable String keyFingerprint) {
        if (more > 0) {
            findings.add(new Finding(Outcome.NOTE, Check.MANIFEST, "findings", more + " more are not listed"));
        }
        return new Verification(worst, keyFingerprint, List.copyOf(findings));
    }
}
