package dev.peerscribe.meeting;

import dev.peerscribe.chat.ChatRooms;
import dev.peerscribe.identity.KeyManager;
import dev.peerscribe.identity.PeerTrust;
import dev.peerscribe.media.MediaSessions;
import dev.peerscribe.recording.Recordings;
import dev.peerscribe.relay.Relays;
import dev.peerscribe.signaling.SignalingConnections;
import dev.peerscribe.speech.Speeches;
import dev.peerscribe.storage.Stores;
import dev.peerscribe.storage.Uploads;
import java.time.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;

/** The other rooms of the house as a meeting sees them. */
@Component
record MeetingRooms(
        SignalingConnections signaling,
        MediaSessions media,
        Recordings recordings,
        Stores stores,
        Uploads uploads,
        Relays relays,
        Speeches speeches,
        ChatRooms chat,
        KeyManager keys,
        PeerTrust trust,
        MeetingProperties properties,
        MeetingMetrics metrics,
        ApplicationEventPublisher events,
        Clock clock) {
    private static final Logger log = LoggerFactory.getLogger(MeetingRooms.class);

    /** Publishes a fact; a listener that throws harms neither the publisher nor its thread. */
    void publish(Object event) {
        try {
            events.publishEvent(event);
        } catch (RuntimeException e) {
            metrics.failed();
            log.warn("a listener failed on {}", event.getClass().getSimpleName(), e);
        }
    }

    /** Counts and reports a failure that is the agent's own. */
    void failed(String what, String meetingId, RuntimeException e) {
        metrics.failed();
        log.warn("meeting {} could not {}", meetingId, what, e);
    }
}
