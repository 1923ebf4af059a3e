package dev.peerscribe.speech;

import dev.peerscribe.media.VoiceRefusedException;
import java.util.List;
import java.util.Optional;

/** What the agent says in its meetings, one thing at a time in each. Every method may be called from any thread. */
public interface Speeches {
    /**
     * Begins a speech, which is heard as soon as a peer agrees to receive it. Opens the file that it is of, so it may take
     * a second.
     *
     * @param name what the agent is called in the meeting
     * @throws InvalidSpeechException where the request breaks a rule
     * @throws VoiceRefusedException where the meeting takes none, for one because something is sent into it already
     * @throws SpeechCapacityException where there are as many as there may be
     */
    SpeechSnapshot begin(String meetingId, String name, SpeechRequest request);

    /** The latest of a meeting in the order of their beginning, those that are over included. */
    List<SpeechSnapshot> list(String meetingId);

    Optional<SpeechSnapshot> find(String meetingId, String speechId);

    /**
     * Stops one, at once and within a bound; does nothing where it is over.
     *
     * @return false where there is none
     */
    boolean stop(String meetingId, String speechId);

    /** Stops and forgets all of a meeting; idempotent. */
    void close(String meetingId);
}
