package dev.peerscribe.meeting;

import dev.peerscribe.identity.TrustPolicy;
import dev.peerscribe.media.EngineChoice;
import dev.peerscribe.media.Negotiation;
import dev.peerscribe.recording.RecordingDestination;
import dev.peerscribe.recording.RecordingFormat;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.convert.DurationUnit;
import org.springframework.validation.annotation.Validated;

/**
 * What the agent does in meetings.
 *
 * @param capacity meetings at a time
 * @param displayName what the agent calls itself where a request says nothing else
 * @param negotiation who makes the offer where a request says nothing else: answer, offer or auto
 * @param stopRecordingWhenAlone how long after the last participant has left the recording is completed, in seconds
 *     where no unit is given; 0 completes it only when the meeting is left
 * @param recordAgain whether a new recording starts when somebody comes after it was completed for that reason
 * @param autoLeave when the agent leaves by itself where a request says nothing else; never where not given
 * @param requireApproval whether nothing is recorded before somebody approved of it, where a request says nothing else
 * @param notice what participants are told once they are recorded
 * @param checkInterval how often a meeting looks whether it is time for something, in milliseconds where no unit is given
 * @param leaveTimeout how long the completion of the recording may take when a meeting is left, in seconds where no unit
 *     is given
 * @param shutdownTimeout how long all meetings together may take to be left when the agent ends, in seconds where no
 *     unit is given; below spring.lifecycle.timeout-per-shutdown-phase
 * @param drain how running meetings are finished when no new one is taken any more
 * @param join meetings to be joined at start
 */
@Validated
@ConfigurationProperties("peerscribe.meeting")
public record MeetingProperties(
        @DefaultValue("16") @Min(1) @Max(1_000) int capacity,

        @DefaultValue("Peerscribe") @NotBlank @Size(max = 64)
        String displayName,

        @DefaultValue("answer") Negotiation negotiation,

        @DurationUnit(ChronoUnit.SECONDS) @DefaultValue("5s") @DurationMin
        Duration stopRecordingWhenAlone,

        @DefaultValue("true") boolean recordAgain,
        @DefaultValue AutoLeave autoLeave,
        @DefaultValue("false") boolean requireApproval,
        @Valid @DefaultValue Notice notice,
        @DefaultValue("1s") @DurationMin(millis = 10) Duration checkInterval,

        @DurationUnit(ChronoUnit.SECONDS) @DefaultValue("12s") @DurationMin(millis = 1)
        Duration leaveTimeout,

        @DurationUnit(ChronoUnit.SECONDS) @DefaultValue("18s") @DurationMin(millis = 1)
        Duration shutdownTimeout,

        @Valid @DefaultValue Drain drain,

        @DefaultValue List<Join> join) {

    private static final String PREFIX = "peerscribe.meeting.";

    public MeetingProperties {
        for (Violation violation : autoLeave.violations()) {
            throw new IllegalArgumentException(PREFIX + "auto-leave."
                    + DataObjectPropertyName.toDashedForm(violation.field()) + " " + violation.rule());
        }
        Words.text("text", notice.text(), JoinRules.MAX_NOTICE).ifPresent(violation -> {
            throw new IllegalArgumentException(PREFIX + "notice.text " + violation.rule());
        });
        if (join.size() > capacity) {
            throw new IllegalArgumentException("peerscribe.meeting.join names " + join.size()
                    + " meetings, more than peerscribe.meeting.capacity " + capacity + " allows");
        }
        if (join.stream().map(entry -> JoinRules.url(entry.url())).distinct().count() < join.size()) {
            throw new IllegalArgumentException("peerscribe.meeting.join names the same url twice");
        }
    }

    /** Throws where a meeting's recordings are to go to a store that there is not. */
    void check(Set<String> stores) {
        for (int i = 0; i < join.size(); i++) {
            try {
                JoinRules.check(Join.destination(join.get(i).storage()), stores);
            } catch (InvalidRequestException e) {
                Violation violation = e.violations().getFirst();
                throw new InvalidConfigurationPropertyValueException(
                        PREFIX + "join[" + i + "]." + violation.field(),
                        join.get(i).storage(),
                        violation.rule());
            }
        }
    }

    /**
     * Where recordings go once they are finished.
     *
     * @param store the name of a store, or none for the agent's disk only; the default where not given
     * @param prefix of its objects' names, after the store's own
     */
    public record Storage(
            @Nullable String store, @DefaultValue("") String prefix) {}

    /**
     * What participants are told once they are recorded.
     *
     * @param text in the chat, to everybody who is there and to whoever comes later; nothing where empty, and where a
     *     request says nothing else
     * @param interval between two notices to everybody, in seconds where no unit is given
     */
    public record Notice(
            @DefaultValue("") String text,

            @DurationUnit(ChronoUnit.SECONDS) @DefaultValue("10s") @DurationMin(seconds = 1)
            Duration interval) {}

    /**
     * How running meetings are finished when no new one is taken any more.
     *
     * @param deadline how long after the beginning of the drain every meeting is left, in seconds where no unit is given;
     *     default none: by POST meetings then run as long as they do, and SIGTERM ends them at once, since nobody knows how long
     *     the platform lets the agent live
     * @param leaveWhenAlone how long a meeting may be without participants before it is left, in seconds where no unit is
     *     given; default 10s
     */
    public record Drain(
            @DurationUnit(ChronoUnit.SECONDS) @DurationMin @Nullable
            Duration deadline,

            @DurationUnit(ChronoUnit.SECONDS) @DefaultValue("10s") @DurationMin
            Duration leaveWhenAlone) {}

    /**
     * A meeting to be joined at start.
     *
     * @param url the relay and the meeting at it, ws or wss
     * @param name how the meeting is to be called; by its URL where not given
     * @param displayName what the agent calls itself there; peerscribe.meeting.display-name where not given
     * @param negotiation who makes the offer; peerscribe.meeting.negotiation where not given
     * @param trust whose keys are trusted; peerscribe.identity.trust.policy where not given
     * @param record whether to record
     * @param format of the recording's files: auto, matroska or mp4; peerscribe.recording.format where not given
     * @param requireApproval whether to record only once somebody approved of it; peerscribe.meeting.require-approval where
     *     not given
     * @param notice what participants are told; peerscribe.meeting.notice.text where not given
     * @param storage where its recordings go once they are finished; as peerscribe.storage says where not given
     * @param autoLeave when to leave by itself; peerscribe.meeting.auto-leave where not given
     */
    public record Join(
            String url,
            @Nullable String name,
            @Nullable String displayName,
            @Nullable Negotiation negotiation,
            @Nullable TrustPolicy trust,
            @Nullable EngineChoice engine,
            @DefaultValue("true") boolean record,
            @Nullable RecordingFormat format,
            @Nullable Boolean requireApproval,
            @Nullable String notice,
            @Nullable Storage storage,
            @DefaultValue AutoLeave autoLeave) {
        public Join {
            if (url == null) {
                throw new IllegalArgumentException("peerscribe.meeting.join: a meeting without url; give it one");
            }
            RecordingTerms terms = new RecordingTerms(record, format, requireApproval, notice, destination(storage));
            JoinRules.check(
                    new JoinRequest(url, name, displayName, negotiation, trust, engine, terms, autoLeave, List.of()));
        }

        private static @Nullable RecordingDestination destination(@Nullable Storage storage) {
            return storage == null ? null : new RecordingDestination(storage.store(), storage.prefix());
        }

        JoinRequest request() {
            RecordingTerms terms = new RecordingTerms(record, format, requireApproval, notice, destination(storage));
            return new JoinRequest(url, name, displayName, negotiation, trust, engine, terms, autoLeave, List.of());
        }
    }
}
