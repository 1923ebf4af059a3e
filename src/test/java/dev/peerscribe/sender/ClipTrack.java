package dev.peerscribe.sender;

import java.util.List;

/**
 * Plays the frames of a clip on one stream, in real time and over and over. A large frame leaves over some time, a few
 * packets at once, as pacing senders do. Owned by the send loop, but for {@link #wantKey}.
 */
final class ClipTrack implements SendLoop.Step {
    private static final int BURST = 4;
    private static final long BETWEEN_BURSTS = 5_000_000;

    private final List<SenderClip.Frame> frames;
    private final OutgoingStream stream;
    private final SentLog log;
    private final Timing timing;
    /** Written by any thread. */
    private volatile boolean keyWanted;
    /** Written by any thread. */
    private volatile boolean over;

    private long number;
    private int position;
    private int nextPacket;
    private long keySentAt;
    private boolean keySent;

    /**
     * When frames are captured and what RTP says of it.
     *
     * @param frameNanos from one frame to the next
     * @param clockRate RTP units a second
     * @param timestampBase RTP's of the clock's beginning
     * @param latenessNanos from capturing a frame to sending it
     * @param keyNanos how often at most a key frame is sent for the asking
     */
    record Timing(
            MediaClock clock, long frameNanos, int clockRate, int timestampBase, long latenessNanos, long keyNanos) {
        long capturedAt(long number) {
            return clock.nanos() + number * frameNanos;
        }

        int timestampAt(long nanos) {
            return timestampBase + (int) clock.units(nanos, clockRate);
        }
    }

    ClipTrack(List<SenderClip.Frame> frames, OutgoingStream stream, SentLog log, Timing timing) {
        this.frames = frames;
        this.stream = stream;
        this.log = log;
        this.timing = timing;
    }

    /** The next frame is to be a key frame, unless there was one just now. */
    void wantKey() {
        keyWanted = true;
    }

    void end() {
        over = true;
    }

    OutgoingStream stream() {
        return stream;
    }

    Timing timing() {
        return timing;
    }

    /** When the first frame is due. */
    long begin() {
        return timing.capturedAt(0) + timing.latenessNanos();
    }

    @Override
    public long run(long now) {
        if (over) {
            return SendLoop.NEVER;
        }
        if (nextPacket == 0) {
            choose(now);
        }
        SenderClip.Frame frame = frames.get(position);
        long captured = timing.capturedAt(number);
        int timestamp = timing.timestampAt(captured);
        int last = frame.payloads().size() - 1;
        for (int sent = 0; sent < BURST && nextPacket <= last; sent++) {
            stream.send(frame.payloads().get(nextPacket), timestamp, nextPacket == last, System.nanoTime());
            nextPacket++;
        }
        if (nextPacket <= last) {
            return now + BETWEEN_BURSTS;
        }
        log.add(new SentFrame(number, position, timestamp, frame.key(), captured, System.nanoTime()));
        nextPacket = 0;
        number++;
        position = (position + 1) % frames.size();
        return timing.capturedAt(number) + timing.latenessNanos();
    }

    private void choose(long now) {
        if (keyWanted && (!keySent || now - keySentAt >= timing.keyNanos())) {
            while (!frames.get(position).key()) {
                position = (position + 1) % frames.size();
            }
        }
        if (frames.get(position).key()) {
            keyWanted = false;
            keySent = true;
            keySentAt = now;
        }
    }
}
