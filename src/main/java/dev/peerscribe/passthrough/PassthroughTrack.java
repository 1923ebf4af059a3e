package dev.peerscribe.passthrough;

import dev.peerscribe.media.MediaSink;
import dev.peerscribe.media.TrackKind;
import dev.peerscribe.rtp.ReceivedFrame;
import org.jspecify.annotations.Nullable;

/** A track of the peer, by the section that it is received in. */
final class PassthroughTrack {
    private final String id;
    private final TrackKind kind;
    /** Where frames go; written by the session thread, read by the one that delivers; null drops them. */
    private volatile @Nullable MediaSink sink;

    private final Runnable keyFrameRequest;

    PassthroughTrack(String id, TrackKind kind, Runnable keyFrameRequest) {
        this.id = id;
        this.kind = kind;
        this.keyFrameRequest = keyFrameRequest;
    }

    String id() {
        return id;
    }

    TrackKind kind() {
        return kind;
    }

    void route(@Nullable MediaSink target) {
        sink = target;
    }

    /** Takes the frame over. */
    void deliver(ReceivedFrame received) {
        PassthroughFrame frame = new PassthroughFrame(received, keyFrameRequest);
        MediaSink target = sink;
        if (target == null) {
            frame.close();
        } else {
            target.accept(frame);
        }
    }
}
