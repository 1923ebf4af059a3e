package dev.peerscribe.api;

import dev.peerscribe.speech.SpeechRequest;
import io.swagger.v3.oas.annotations.media.Schema;
import java.math.BigDecimal;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

@Schema(
        name = "SpeechRequest",
        description = "What is to be heard (a file or a tone) and seen (a picture or the agent's name).")
record SpeechBody(
        @Schema(
                description = "name of a file in the folder peerscribe.speech.directory, with sound, pictures or both",
                example = "welcome.wav")
        @Nullable
        String file,

        @Nullable Tone tone,

        @Schema(
                description =
                        "name of a PNG or JPEG in the same folder, shown where the file has no pictures of its own",
                example = "logo.png")
        @Nullable
        String picture,

        @Schema(description = "shows the agent's display name instead of a picture", defaultValue = "false") @Nullable
        Boolean showName,

        @Schema(description = "how long it lasts at most; required where nothing is heard", example = "30") @Nullable
        BigDecimal seconds) {

    @Schema(name = "Tone")
    record Tone(
            @Schema(description = "hertz, from 20 to 20000", defaultValue = "440") @Nullable
            Double frequency,

            @Schema(defaultValue = "1") @Nullable BigDecimal seconds) {
        SpeechRequest.Tone tone() {
            Duration duration = seconds == null ? Duration.ofSeconds(1) : duration("tone.seconds", seconds);
            return new SpeechRequest.Tone(frequency == null ? 440 : frequency, duration);
        }
    }

    SpeechRequest request() {
        return new SpeechRequest(
                file,
                tone == null ? null : tone.tone(),
                picture,
                showName != null && showName,
                seconds == null ? null : duration("seconds", seconds));
    }

    private static Duration duration(String field, BigDecimal seconds) {
        // The room says what is too long; here only what no duration holds.
        if (seconds.precision() - seconds.scale() > 9 || seconds.scale() > 12) {
            throw ApiException.invalid(field, "must be a number of seconds");
        }
        return Duration.ofMillis(seconds.movePointRight(3).longValue());
    }
}
