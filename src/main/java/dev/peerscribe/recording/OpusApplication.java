package dev.peerscribe.recording;

import java.util.Locale;

/** What the sound is taken for by the Opus encoder (RFC 6716, section 2.1.1). */
public enum OpusApplication {
    /** Speech. */
    VOIP,
    /** Music and everything else. */
    AUDIO;

    String option() {
        return name().toLowerCase(Locale.ROOT);
    }
}
