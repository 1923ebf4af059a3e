package dev.peerscribe.manifest;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a look at a recording and its manifest has shown.
 *
 * @param keyFingerprint of the key that the manifest is signed with; null where that is not known
 * @param findings what was looked at, in order; what holds is told in one line a subject
 */
public record Verification(Outcome result, @Nullable String keyFingerprint, List<Finding> findings) {
    /** What a look can show, from good to bad. */
    public enum Outcome {
        /** It is as the manifest says. */
        HOLDS,
        /** Nothing is wrong, but somebody may take it for more than it is. */
        NOTE,
        /** It could not be looked at, or says nothing. */
        CANNOT_TELL,
        /** It is not as the manifest says, or the manifest is none. */
        DOES_NOT_HOLD
    }

    /** What was looked at. */
    public enum Check {
        /** Folder and manifest are there to be read. */
        MANIFEST,
        /** The manifest is what its format says. */
        FORMAT,
        /** The manifest is what was signed. */
        SIGNATURE,
        /** It was signed by whom it names, and by whom it was expected to be. */
        KEY,
        /** A file is there. */
        FILE,
        /** A file is as large as it was. */
        SIZE,
        /** A file's content is what it was. */
        CONTENT,
        /** Nothing is there that the manifest does not know. */
        EXTRA,
        /** A participant's signed messages are its own. */
        EVIDENCE,
        /** The certificates under which media came are in signed messages of the participant's. */
        CERTIFICATE
    }

    /**
     * One thing that was looked at.
     *
     * @param subject a file's name, a participant's id, or a field of the manifest
     * @param words what is so, for people
     */
    public record Finding(Outcome outcome, Check check, String subject, String words) {}
}
