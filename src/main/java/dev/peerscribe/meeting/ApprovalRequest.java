package dev.peerscribe.meeting;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Somebody's word that a meeting may be recorded, not yet checked.
 *
 * @param by who gives it, in words: a name, or what stands for the participants
 * @param note what else is to be kept with it
 */
public record ApprovalRequest(String by, @Nullable String note) {
    static final int MAX_BY = 100;
    static final int MAX_NOTE = 1_000;

    /** Throws where it breaks a rule, with every rule it breaks. */
    void check() {
        List<Violation> violations = new ArrayList<>();
        Words.name("by", by, MAX_BY).ifPresent(violations::add);
        Words.text("note", note, MAX_NOTE).ifPresent(violations::add);
        if (!violations.isEmpty()) {
            throw new InvalidRequestException(violations);
        }
    }
}
