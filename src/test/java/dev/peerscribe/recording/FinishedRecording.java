package dev.peerscribe.recording;

import static dev.peerscribe.recording.RecordingBench.MEETING;

import dev.peerscribe.codec.Codec;
import dev.peerscribe.media.AudioBlock;
import dev.peerscribe.media.TrackKind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Makes a recording of participants who flash and beep once a second, each at a moment of its own. */
public final class FinishedRecording implements AutoCloseable {
    private static final double LENGTH = 0.1;

    private final RecordingBench bench;
    private final String id;
    private final List<Participant> participants = new ArrayList<>();

    /**
     * Somebody in the call.
     *
     * @param from when it comes, in seconds of the recording
     * @param to when it leaves
     * @param moment of every second at which it flashes and beeps
     * @param seen when its camera gives the first picture; at its end where it gives none
     */
    private record Participant(String peer, double from, double to, double moment, double seen, int width, int height) {
        boolean sees() {
            return seen < to;
        }

        boolean on(double seconds) {
            double phase = seconds - moment;
            return phase - Math.floor(phase + 1e-9) < LENGTH - 1e-9;
        }
    }

    public FinishedRecording(Path directory) {
        this(directory, VideoCodec.VP8);
    }

    public FinishedRecording(Path directory, VideoCodec codec) {
        this(directory, codec, List.of());
    }

    public FinishedRecording(Path directory, VideoCodec codec, List<RecordingCompanion> companions) {
        bench = new RecordingBench(directory, RecordingBench.properties(directory, codec), companions);
        id = bench.service.start(MEETING, "Meeting", null, null, null).id();
    }

    public FinishedRecording with(String peer, double from, double to, double moment, int width, int height) {
        return with(peer, from, to, moment, from, width, height);
    }

    /** Somebody whose camera begins a while after the sound. */
    public FinishedRecording with(
            String peer, double from, double to, double moment, double seen, int width, int height) {
        participants.add(new Participant(peer, from, to, moment, seen, width, height));
        return this;
    }

    public FinishedRecording withSound(String peer, double from, double to, double moment) {
        participants.add(new Participant(peer, from, to, moment, to, 0, 0));
        return this;
    }

    /**
     * Somebody whose frames are copied as they were sent, flashing and beeping at whole seconds; at once and before the
     * others.
     *
     * @param from when it comes, in whole seconds
     * @param rotation how far its pictures are to be turned clockwise
     */
    public FinishedRecording copied(String peer, Codec codec, int from, double to, int rotation) {
        bench.open(peer, "audio", TrackKind.AUDIO);
        bench.open(peer, "video", TrackKind.VIDEO);
        new SentCall(bench, peer).talk(TestClip.pictures(codec, 320, 180), from, to, facts -> facts.turned(rotation));
        bench.close(peer, "audio", TrackKind.AUDIO);
        bench.close(peer, "video", TrackKind.VIDEO);
        return this;
    }

    /** Plays what was said and completes the recording. */
    public RecordingSnapshot finish() {
        double end = participants.stream().mapToDouble(Participant::to).max().orElse(0);
        Set<Participant> there = new HashSet<>();
        for (long tick = 0; tick < Math.round(end * 100); tick++) {
            double t = tick / 100.0;
            for (Participant each : participants) {
                boolean now = t >= each.from() - 1e-9 && t < each.to() - 1e-9;
                if (now && there.add(each)) {
                    open(each);
                } else if (!now && there.remove(each)) {
                    close(each);
                }
                if (now) {
                    send(each, t, tick);
                }
            }
        }
        there.stream().sorted(Comparator.comparing(Participant::peer)).forEach(this::close);
        return bench.stop(id);
    }

    private void open(Participant each) {
        bench.open(each.peer(), "audio", TrackKind.AUDIO);
        if (each.sees()) {
            bench.open(each.peer(), "video", TrackKind.VIDEO);
        }
    }

    private void close(Participant each) {
        bench.close(each.peer(), "audio", TrackKind.AUDIO);
        if (each.sees()) {
            bench.close(each.peer(), "video", TrackKind.VIDEO);
        }
    }

    private void send(Participant each, double t, long tick) {
        byte[] pcm = new byte[2 * 480];
        for (int i = 0; i < 480; i++) {
            double at = t + i / 48_000.0;
            short value = each.on(at) ? (short) (9_000 * Math.sin(2 * Math.PI * 1000 * at)) : 0;
            pcm[2 * i] = (byte) value;
            pcm[2 * i + 1] = (byte) (value >> 8);
        }
        bench.send(each.peer(), "audio", new AudioBlock(bench.at(t), pcm, 48_000, 1));
        if (each.sees() && t >= each.seen() - 1e-9 && tick % 4 == 0) {
            int luma = each.on(t) ? 230 : 40;
            bench.send(each.peer(), "video", TestPicture.plain(bench.at(t), each.width(), each.height(), luma, (int)
                    (t * 50)));
        }
    }

    public Recordings recordings() {
        return bench.service;
    }

    public RecordingSnapshot snapshot() {
        return bench.service.find(id).orElseThrow();
    }

    public Path folder() {
        return bench.directory.resolve(id);
    }

    public Path file(String name) {
        return folder().resolve(name);
    }

    @Override
    public void close() {
        bench.close();
    }
}
