package dev.peerscribe.passthrough;

import dev.peerscribe.codec.FrameBufferPool;
import dev.peerscribe.media.MediaSink;
import dev.peerscribe.media.TrackKind;
import dev.peerscribe.rtp.ReceiveSection;
import dev.peerscribe.rtp.ReceivedFrame;
import dev.peerscribe.rtp.Refusal;
import dev.peerscribe.rtp.RtpSession;
import dev.peerscribe.rtp.RtpSettings;
import dev.peerscribe.rtp.StreamStatistics;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;

/**
 * The media of one link: gives packets in the clear to its {@link RtpSession}, one thread at a time, and what comes out of
 * it to the sinks of its tracks and back to the peer.
 */
final class ReceivedMedia implements AutoCloseable {
    private final ReentrantLock lock = new ReentrantLock();
    private final RtpSession session; // guarded by lock
    /** Threads take their time before they get the lock, and time must not run backwards; guarded by lock. */
    private long latest = Long.MIN_VALUE;

    private final PassthroughMetrics metrics;
    /** By section; written by the session thread, read by those that deliver. */
    private final Map<String, PassthroughTrack> tracks = new ConcurrentHashMap<>();
    /** What was counted of each section already; guarded by lock. */
    private final Map<String, StreamStatistics> counted = new HashMap<>();
    /** As before, of what was refused; guarded by lock. */
    private Map<Refusal, Long> countedRefusals = Map.of();

    /** Sends RTCP to the peer; called from within the methods of this class. */
    @FunctionalInterface
    interface Feedback {
        void send(byte[] datagram, int offset, int length);
    }

    ReceivedMedia(
            int localSsrc,
            FrameBufferPool frames,
            RandomGenerator random,
            PassthroughMetrics metrics,
            Feedback feedback) {
        this.metrics = metrics;
        // RFC 7022 §4.2: 96 random bits, since it tells nothing and must be like no other's.
        String cname = Long.toString(random.nextLong() >>> 1, 36) + Integer.toString(random.nextInt() >>> 1, 36);
        session = new RtpSession(
                Integer.toUnsignedLong(localSsrc), cname, frames, new Output(feedback), RtpSettings.defaults(), random);
    }

    /** Receives these sections from now on. */
    void receive(List<ReceiveSection> sections) {
        lock.lock();
        try {
            session.receive(sections);
        } finally {
            lock.unlock();
        }
    }

    void rtp(byte[] buffer, int offset, int length, long nanos) {
        lock.lock();
        try {
            session.rtp(buffer, offset, length, forward(nanos));
        } finally {
            lock.unlock();
        }
    }

    void rtcp(byte[] buffer, int offset, int length, long nanos) {
        lock.lock();
        try {
            session.rtcp(buffer, offset, length, forward(nanos));
        } finally {
            lock.unlock();
        }
    }

    void tick(long nanos) {
        lock.lock();
        try {
            session.tick(forward(nanos));
        } finally {
            lock.unlock();
        }
    }

    /** The path is another, or back. */
    void pathChanged(long nanos) {
        lock.lock();
        try {
            session.pathChanged(forward(nanos));
        } finally {
            lock.unlock();
        }
    }

    private long forward(long nanos) {
        latest = latest == Long.MIN_VALUE || nanos - latest > 0 ? nanos : latest;
        return latest;
    }

    /** The sections so far; also counts what is new. */
    List<StreamStatistics> statistics() {
        lock.lock();
        try {
            List<StreamStatistics> all = session.statistics();
            for (StreamStatistics now : all) {
                metrics.count(counted.put(now.mid(), now), now);
            }
            Map<Refusal, Long> refused = session.refusals();
            metrics.count(countedRefusals, refused);
            countedRefusals = refused;
            return all;
        } finally {
            lock.unlock();
        }
    }

    Map<String, PassthroughTrack> tracks() {
        return tracks;
    }

    /** A track is received in a section from now on. */
    PassthroughTrack open(String mid, String trackId, TrackKind kind) {
        PassthroughTrack track = new PassthroughTrack(trackId, kind, () -> requestKeyFrame(mid));
        tracks.put(mid, track);
        return track;
    }

    private void requestKeyFrame(String mid) {
        lock.lock();
        try {
            session.requestKeyFrame(mid);
        } finally {
            lock.unlock();
        }
    }

    /** Sends the frames of a track elsewhere. */
    void route(String trackId, MediaSink sink) {
        for (PassthroughTrack track : tracks.values()) {
            if (track.id().equals(trackId)) {
                track.route(sink);
            }
        }
    }

    /** No frame is delivered after this returned. */
    @Override
    public void close() {
        var _ = statistics();
        lock.lock();
        try {
            session.close();
            tracks.clear();
        } finally {
            lock.unlock();
        }
    }

    private final class Output implements RtpSession.Output {
        private final Feedback feedback;

        Output(Feedback feedback) {
            this.feedback = feedback;
        }

        @Override
        public void frame(String mid, ReceivedFrame received) {
            PassthroughTrack track = tracks.get(mid);
            if (track == null || received.codec().isVideo() != (track.kind() == TrackKind.VIDEO)) {
                received.frame().data().close();
            } else {
                track.deliver(received);
            }
        }

        @Override
        public void rtcp(byte[] datagram, int offset, int length) {
            feedback.send(datagram, offset, length);
        }
    }
}
