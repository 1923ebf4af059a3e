package dev.peerscribe.api;

import dev.peerscribe.media.TrackKind;
import dev.peerscribe.speech.SpeechCause;
import dev.peerscribe.speech.SpeechRequest;
import dev.peerscribe.speech.SpeechSnapshot;
import dev.peerscribe.speech.SpeechState;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

@Schema(name = "Speech", description = "What the agent says and shows in a meeting.")
record SpeechView(
        String id,
        String meetingId,
        @Nullable String file,
        @Nullable Tone tone,
        @Nullable String picture,
        boolean showName,

        @Schema(description = "of the tracks that are sent") List<TrackKind> kinds,

        SpeechState state,

        @Schema(description = "when it came into this state")
        Instant since,

        Instant createdAt,

        @Schema(description = "of all of it, where that is known") @Nullable
        Double durationSeconds,

        double spokenSeconds,

        @Schema(description = "peers that receive it") int listeners,

        @Nullable Failure error) {
    static SpeechView of(SpeechSnapshot speech) {
        SpeechRequest said = speech.said();
        SpeechRequest.Tone tone = said.tone();
        SpeechCause cause = speech.cause();
        Duration duration = speech.duration();
        return new SpeechView(
                speech.id(),
                speech.meetingId(),
                said.file(),
                tone == null ? null : new Tone(tone.frequency(), seconds(tone.duration())),
                said.picture(),
                said.showName(),
                speech.kinds().stream().sorted().toList(),
                speech.state(),
                speech.since(),
                speech.createdAt(),
                duration == null ? null : seconds(duration),
                seconds(speech.spoken()),
                speech.listeners(),
                cause == null ? null : new Failure(cause, cause.words()));
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }

    @Schema(name = "SpokenTone")
    record Tone(double frequency, double seconds) {}

    @Schema(name = "SpeechFailure")
    record Failure(SpeechCause cause, String message) {}
}
