package dev.peerscribe.speech;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What is to be said and shown, not yet checked: a file or a tone or nothing to be heard, and where the file has no
 * pictures of its own, a picture or the agent's name or nothing to be seen.
 *
 * @param file name of a file in the configured folder, with sound, pictures or both
 * @param tone a tone
 * @param picture name of a picture (PNG or JPEG) in the configured folder
 * @param showName whether the agent's name is shown
 * @param duration how long a picture without sound is shown, and the longest that a file is played
 */
public record SpeechRequest(
        @Nullable String file,
        @Nullable Tone tone,
        @Nullable String picture,
        boolean showName,
        @Nullable Duration duration) {
    /**
     * A tone.
     *
     * @param frequency in hertz
     * @param duration how long it lasts
     */
    public record Tone(double frequency, Duration duration) {}
}
