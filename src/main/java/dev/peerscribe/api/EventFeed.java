package dev.peerscribe.api;

import dev.peerscribe.chat.ChatEntry;
import dev.peerscribe.chat.ChatEvent;
import dev.peerscribe.composite.CompositeEvent;
import dev.peerscribe.identity.KeyRotated;
import dev.peerscribe.identity.TrustReason;
import dev.peerscribe.media.MediaEvent;
import dev.peerscribe.meeting.MeetingEvent;
import dev.peerscribe.recording.RecordingEvent;
import dev.peerscribe.relay.RelayCause;
import dev.peerscribe.relay.RelayEvent;
import dev.peerscribe.signaling.SignalingEvent;
import dev.peerscribe.speech.SpeechEvent;
import dev.peerscribe.storage.StorageEvent;
import dev.peerscribe.webhooks.Webhooks;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Puts the facts of all rooms into the words of the contract, for listeners and webhooks; on the publisher's thread, so it only enqueues. */
@Component
class EventFeed {
    private final EventStream stream;
    private final Webhooks webhooks;

    EventFeed(EventStream stream, Webhooks webhooks) {
        this.stream = stream;
        this.webhooks = webhooks;
    }

    @EventListener
    void on(MeetingEvent event) {
        switch (event) {
            case MeetingEvent.MeetingJoined joined ->
                publish(
                        "meeting.joined",
                        joined.meetingId(),
                        data("meetingId", joined.meetingId(), "name", joined.name(), "url", joined.url()));
            case MeetingEvent.MeetingLeft left ->
                publish(
                        Fact.MEETING_LEFT,
                        left.meetingId(),
                        data("meetingId", left.meetingId(), "reason", left.reason()));
            case MeetingEvent.RecordingApprovalChanged changed ->
                stream.publish(
                        "recording.approval",
                        changed.meetingId(),
                        data("meetingId", changed.meetingId(), "state", changed.state(), "by", changed.by()));
            case MeetingEvent.DrainStarted drain ->
                publish("agent.state", null, data("state", "DRAINING", "meetings", drain.meetings()));
        }
    }

    @EventListener
    void on(MediaEvent event) {
        Map<String, Object> data = data("meetingId", event.meetingId(), "peerId", event.peerId());
        String name = switch (event) {
            case MediaEvent.PeerJoined joined -> {
                put(data, "name", joined.name());
                yield "peer.joined";
            }
            case MediaEvent.PeerStateChanged changed -> {
                put(data, "from", changed.from());
                put(data, "state", changed.to());
                yield "peer.state";
            }
            case MediaEvent.PeerTrustChanged judged -> {
                put(data, "from", judged.from());
                put(data, "trust", judged.trust());
                TrustReason reason = judged.reason();
                put(data, "reason", reason == null ? null : reason.tag());
                if (reason == TrustReason.KEY_CHANGED) {
                    // The alarm, whatever becomes of the peer.
                    publish("peer.key-changed", event.meetingId(), new LinkedHashMap<>(data));
                }
                yield switch (judged.trust()) {
                    case WAITING -> "peer.waiting";
                    case REFUSED -> "peer.refused";
                    case UNKNOWN, PINNED, ALLOWED, APPROVED, CHANGED -> "peer.trust";
                };
            }
            case MediaEvent.DescriptionApplied _ -> null; // it holds addresses, and what follows from it is told
            case MediaEvent.PeerLeft left -> {
                put(data, "reason", left.reason());
                yield "peer.left";
            }
            case MediaEvent.TrackOpened opened -> {
                put(data, "trackId", opened.trackId());
                put(data, "kind", opened.kind());
                yield "track.opened";
            }
            case MediaEvent.TrackMuteChanged changed -> {
                put(data, "trackId", changed.trackId());
                put(data, "kind", changed.kind());
                yield changed.muted() ? "track.muted" : "track.unmuted";
            }
            case MediaEvent.SpeakingChanged changed -> {
                put(data, "trackId", changed.trackId());
                put(data, "speaking", changed.speaking());
                yield "peer.speaking";
            }
            case MediaEvent.TrackClosed closed -> {
                put(data, "trackId", closed.trackId());
                put(data, "kind", closed.kind());
                yield "track.closed";
            }
        };
        if (name != null) {
            publish(name, event.meetingId(), data);
        }
    }

    @EventListener
    void on(KeyRotated event) {
        publish("agent.key", null, data("previous", event.previous(), "keyFingerprint", event.fingerprint()));
    }

    @EventListener
    void on(ChatEvent event) {
        ChatEntry entry = event.entry();
        List<String> peers = event instanceof ChatEvent.NoticeGiven notice ? notice.peers() : null;
        String name = switch (event) {
            case ChatEvent.NoticeGiven _ -> "recording.notice";
            case ChatEvent.ChatReceived _ -> "chat.received";
            case ChatEvent.ChatSent _ -> "chat.sent";
            case ChatEvent.DeliveryChanged _ -> "chat.delivery";
        };
        publish(
                name,
                event.meetingId(),
                data(
                        "meetingId",
                        event.meetingId(),
                        "id",
                        entry.id(),
                        "text",
                        entry.text(),
                        "timestamp",
                        entry.timestamp(),
                        "sender",
                        entry.sender(),
                        "direction",
                        entry.direction(),
                        "via",
                        entry.via(),
                        "delivery",
                        entry.delivery(),
                        "peers",
                        peers));
    }

    @EventListener
    void on(RecordingEvent event) {
        Map<String, Object> data = data("meetingId", event.meetingId(), "recordingId", event.recordingId());
        String name = switch (event) {
            case RecordingEvent.RecordingStarted started -> {
                put(data, "state", "RECORDING");
                yield "recording.started";
            }
            case RecordingEvent.RecordingStateChanged changed -> {
                put(data, "from", changed.from());
                put(data, "state", changed.to());
                yield "recording.state";
            }
            case RecordingEvent.RecordingEndedEarly early -> {
                put(data, "reason", early.reason());
                yield "recording.ended-early";
            }
            case RecordingEvent.RecordingFinished finished -> {
                put(data, "state", finished.state());
                yield "recording.finished";
            }
            case RecordingEvent.RecordingRemoved _ -> "recording.removed";
        };
        publish(name, event.meetingId(), data);
    }

    @EventListener
    void on(CompositeEvent event) {
        Map<String, Object> data = data(
                "meetingId", event.meetingId(), "recordingId", event.recordingId(), "compositeId", event.compositeId());
        String name = switch (event) {
            case CompositeEvent.CompositeStateChanged changed -> {
                put(data, "from", changed.from());
                put(data, "state", changed.to());
                put(data, "error", changed.error());
                yield "recording.composite.state";
            }
            case CompositeEvent.CompositeProgressed progressed -> {
                put(data, "progress", progressed.progress());
                yield "recording.composite.progress";
            }
            case CompositeEvent.CompositeRemoved _ -> "recording.composite.removed";
        };
        publish(name, event.meetingId(), data);
    }

    @EventListener
    void on(StorageEvent event) {
        Map<String, Object> data = data("meetingId", event.meetingId(), "recordingId", event.recordingId());
        put(data, "store", event.store());
        String name = switch (event) {
            case StorageEvent.RecordingForgotten _ -> null; // recording.removed tells of it
            case StorageEvent.RecordingUploaded uploaded -> {
                put(data, "files", uploaded.files());
                put(data, "bytes", uploaded.bytes());
                yield "storage.uploaded";
            }
            case StorageEvent.UploadFailed failed -> {
                put(data, "cause", failed.cause());
                put(data, "fault", failed.cause().fault());
                put(data, "failures", failed.failures());
                put(data, "nextAttemptAt", failed.nextAttemptAt());
                yield "storage.failed";
            }
            case StorageEvent.LocalCopyRemoved removed -> {
                put(data, "bytes", removed.bytes());
                yield "storage.released";
            }
        };
        if (name != null) {
            publish(name, event.meetingId(), data);
        }
    }

    @EventListener
    void on(RelayEvent event) {
        Map<String, Object> data = data("meetingId", event.meetingId(), "relayId", event.relayId());
        String name = switch (event) {
            case RelayEvent.RelayStarted started -> {
                put(data, "target", started.target());
                yield "relay.started";
            }
            case RelayEvent.RelayStateChanged changed -> {
                put(data, "from", changed.from());
                put(data, "state", changed.to());
                RelayCause cause = changed.cause();
                put(data, "cause", cause);
                put(data, "fault", cause == null ? null : cause.fault());
                yield "relay.state";
            }
            case RelayEvent.RelayFinished finished -> {
                put(data, "state", finished.state());
                yield "relay.finished";
            }
        };
        publish(name, event.meetingId(), data);
    }

    @EventListener
    void on(SpeechEvent event) {
        Map<String, Object> data = data("meetingId", event.meetingId(), "speechId", event.speechId());
        String name = switch (event) {
            case SpeechEvent.SpeechStarted _ -> "speech.started";
            case SpeechEvent.SpeechStateChanged changed -> {
                put(data, "from", changed.from());
                put(data, "state", changed.to());
                put(data, "cause", changed.cause());
                yield "speech.state";
            }
            case SpeechEvent.SpeechFinished finished -> {
                put(data, "state", finished.state());
                yield "speech.finished";
            }
        };
        stream.publish(name, event.meetingId(), data);
    }

    @EventListener
    void on(SignalingEvent.StateChanged event) {
        publish(
                "signaling.state",
                event.connectionId(),
                data(
                        "meetingId",
                        event.connectionId(),
                        "from",
                        event.from(),
                        "state",
                        event.to(),
                        "cause",
                        event.cause()));
    }

    private void publish(String name, @Nullable String meetingId, Map<String, Object> data) {
        webhooks.tell(name, data);
        stream.publish(name, meetingId, data);
    }

    /** Names and values in turn; a value that is not there is left out. */
    private static Map<String, Object> data(@Nullable Object... namesAndValues) {
        Map<String, Object> data = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            put(data, String.valueOf(namesAndValues[i]), namesAndValues[i + 1]);
        }
        return data;
    }

    private static void put(Map<String, Object> data, String name, @Nullable Object value) {
        if (value != null) {
            data.put(name, value);
        }
    }
}
