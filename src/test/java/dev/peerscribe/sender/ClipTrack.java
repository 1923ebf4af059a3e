package dev.peerscribe.sender;

import java.util.List;

/**
 * Plays the frames of a clip on one stream, in real time and over and over. A large frame leaves over some time, a few
 * packets at once, as pacing senders do. Owned by the send loop, but for {@link #wantKey}.
 */
final class ClipTrack implements SendLoop.Step {
    private static final int BURST = 4;
    /** With all headers and what SRTP adds, a datagram of 1,200 bytes and a little. */
    private static final int LARGEST_PAYLOAD = 1140;

    private static final long BETWEEN_BURSTS = 5_000_000;

    private final Clip clip;
    private final Packetizer packetizer;
    private final OutgoingStream stream;
    private final SentLog log;
    private final Timing timing;
    /** Written by any thread. */
    private volatile boolean keyWanted;
    /** Written by any thread. */
    private volatile boolean over;

    private long number;
    private int position;
    private List<Packetizer.Payload> payloads = List.of();
    private int nextPacket;
    private long keySentAt;
    private boolean keySent;

    /**
     * When frames are captured and what RTP says of it.
     *
     * @param rate frames a second
     * @param clockRate RTP units a second
     * @param timestampBase RTP's of the clock's beginning
     * @param latenessNanos from capturing a frame to sending it
     * @param keyNanos how often at most a key frame is sent for the asking
     */
    record Timing(MediaClock clock, int rate, int clockRate, int timestampBase, long latenessNanos, long keyNanos) {
        long capturedAt(long number) {
            return clock.nanos() + number * 1_000_000_000 / rate;
        }

        int timestampAt(long nanos) {
            return timestampBase + (int) clock.units(nanos, clockRate);
        }
    }

    ClipTrack(Clip clip, OutgoingStream stream, SentLog log, Timing timing) {
        this.clip = clip;
        this.packetizer = Packetizer.of(clip.spec().codec(), LARGEST_PAYLOAD);
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
    long due() {
        return timing.capturedAt(0) + timing.latenessNanos();
    }

    @Override
    public long run(long now) {
        if (over) {
            return SendLoop.NEVER;
        }
        if (nextPacket == payloads.size()) {
            begin(now);
        }
        long captured = timing.capturedAt(number);
        int timestamp = timing.timestampAt(captured);
        for (int sent = 0; sent < BURST && nextPacket < payloads.size(); sent++) {
            Packetizer.Payload payload = payloads.get(nextPacket++);
            stream.send(payload.bytes(), timestamp, payload.marker(), System.nanoTime());
        }
        if (nextPacket < payloads.size()) {
            return now + BETWEEN_BURSTS;
        }
        boolean key = clip.frames().get(position).key();
        log.add(new SentFrame(number, position, timestamp, key, captured, System.nanoTime()));
        number++;
        position = next(position);
        return timing.capturedAt(number) + timing.latenessNanos();
    }

    private void begin(long now) {
        choose(now);
        Clip.Frame frame = clip.frames().get(position);
        payloads = packetizer.packetize(frame.bytes(), frame.key());
        nextPacket = 0;
    }

    private int next(int after) {
        return (after + 1) % clip.frames().size();
    }

    private void choose(long now) {
        if (keyWanted && (!keySent || now - keySentAt >= timing.keyNanos())) {
            while (!clip.frames().get(position).key()) {
                position = next(position);
            }
        }
        if (clip.frames().get(position).key()) {
            keyWanted = false;
            keySent = true;
            keySentAt = now;
        }
    }
}
