package dev.peerscribe.speech;

import dev.peerscribe.ffmpeg.FfmpegException;
import dev.peerscribe.media.PlainPicture;
import dev.peerscribe.media.TrackKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** From a request to what is said, or to the rule that the request breaks. */
final class Script {
    /** Names, never paths: what they lead to lies in the folder itself. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._ -]{0,127}");

    private static final double LOWEST = 20;
    private static final double HIGHEST = 20_000;
    private static final Duration SHORTEST = Duration.ofMillis(10);

    private final SpeechProperties properties;

    Script(SpeechProperties properties) {
        this.properties = properties;
    }

    /** Throws where it breaks a rule that needs no file to be known. */
    void check(SpeechRequest request) {
        if (request.file() != null && request.tone() != null) {
            throw new InvalidSpeechException("tone", "must not stand beside file");
        }
        if (request.picture() != null && request.showName()) {
            throw new InvalidSpeechException("showName", "must not stand beside picture");
        }
        boolean heard = request.file() != null || request.tone() != null;
        boolean seen = request.picture() != null || request.showName();
        if (!heard && !seen) {
            throw new InvalidSpeechException("file", "is required, or else tone, picture or showName");
        }
        if (!heard && request.duration() == null) {
            throw new InvalidSpeechException("seconds", "is required where nothing is heard");
        }
        SpeechRequest.Tone tone = request.tone();
        if (tone != null) {
            if (!(tone.frequency() >= LOWEST && tone.frequency() <= HIGHEST)) {
                throw new InvalidSpeechException("tone.frequency", "must be from 20 to 20000 (hertz)");
            }
            within("tone.seconds", tone.duration());
        }
        if (request.duration() != null) {
            within("seconds", request.duration());
        }
    }

    private void within(String field, Duration duration) {
        if (duration.compareTo(SHORTEST) < 0 || duration.compareTo(properties.maxDuration()) > 0) {
            throw new InvalidSpeechException(
                    field,
                    "must be from 0.01 to " + properties.maxDuration().toSeconds()
                            + " (seconds), as peerscribe.speech.max-duration says");
        }
    }

    /** Opens what is said. */
    Utterance open(SpeechRequest request, String name) {
        Utterance heard = heard(request);
        if (heard != null && heard.kinds().contains(TrackKind.VIDEO)) {
            return heard;
        }
        boolean open = false;
        try {
            PlainPicture picture = seen(request, name);
            open = true;
            if (picture == null) {
                return heard == null ? nothing() : heard;
            }
            Duration duration = request.duration();
            return heard != null
                    ? new StillUtterance(picture, heard)
                    : new StillUtterance(picture, duration == null ? properties.maxDuration() : duration);
        } finally {
            if (!open && heard != null) {
                heard.close();
            }
        }
    }

    private static Utterance nothing() {
        throw new InvalidSpeechException("showName", "is not possible on this machine, which has no fonts");
    }

    private @Nullable Utterance heard(SpeechRequest request) {
        if (request.tone() != null) {
            return new ToneUtterance(request.tone());
        }
        if (request.file() == null) {
            return null;
        }
        Path file = found("file", request.file());
        try {
            return new FileUtterance(file, properties.video());
        } catch (FfmpegException e) {
            throw new InvalidSpeechException("file", String.valueOf(e.getMessage()));
        }
    }

    private @Nullable PlainPicture seen(SpeechRequest request, String name) {
        if (request.showName()) {
            return Card.named(name, properties.video());
        }
        if (request.picture() == null) {
            return null;
        }
        Path file = found("picture", request.picture());
        try {
            long most = properties.maxPictureSize().toBytes();
            if (Files.size(file) > most) {
                throw new InvalidSpeechException("picture", "must not have more than " + most + " bytes");
            }
            return Card.of(file, properties.video());
        } catch (IOException e) {
            throw new InvalidSpeechException("picture", "is no picture that can be read");
        }
    }

    private Path found(String field, String name) {
        if (!NAME.matcher(name).matches()) {
            throw new InvalidSpeechException(
                    field,
                    "must be a name of 1 to 128 letters, digits, spaces and ._- that begins with none of the latter");
        }
        Path file = properties.directory().resolve(name);
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new InvalidSpeechException(field, "is no file of the folder peerscribe.speech.directory");
        }
        return file;
    }
}
