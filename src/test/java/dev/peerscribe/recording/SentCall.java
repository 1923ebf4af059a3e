package dev.peerscribe.recording;

import static dev.peerscribe.recording.RecordingBench.MEETING;

import dev.peerscribe.codec.Codec;
import dev.peerscribe.media.FakeSentFrame;
import dev.peerscribe.media.TrackKind;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A participant whose frames come encoded, and all that it has sent. */
final class SentCall {
    final List<Sent> pictures = new ArrayList<>();
    final List<Sent> sounds = new ArrayList<>();
    private final RecordingBench bench;
    private final String peer;
    private final TestClip sound = TestClip.sound();

    /** A frame that was sent, and when it was to be shown or heard. */
    @SuppressWarnings("ArrayRecordComponent") // looked at, never compared as a whole
    record Sent(double seconds, byte[] bytes) {}

    SentCall(RecordingBench bench, String peer) {
        this.bench = bench;
        this.peer = peer;
    }

    /** Begins a recording with this participant in it. */
    static SentCall recorded(RecordingBench bench, TrackKind... kinds) {
        return recordedAs(null, bench, kinds);
    }

    /** The same in a format of its own. */
    static SentCall recordedAs(@Nullable RecordingFormat format, RecordingBench bench, TrackKind... kinds) {
        SentCall call = new SentCall(bench, "aa11");
        for (TrackKind kind : kinds) {
            bench.sessions.open(MEETING, "aa11", track(kind), kind);
        }
        bench.service.start(MEETING, "Meeting", format, null, null);
        for (TrackKind kind : kinds) {
            bench.attached("aa11", track(kind));
        }
        return call;
    }

    RecordingSnapshot stop() {
        return bench.stop(bench.service.ofMeeting(MEETING).orElseThrow().id());
    }

    /** Sound and pictures from one time to another; pictures that begin at a whole second begin with a key frame. */
    void talk(TestClip clip, double from, double to) {
        talk(clip, from, to, facts -> facts);
    }

    void talk(TestClip clip, double from, double to, UnaryOperator<FakeSentFrame.Facts> pictureFacts) {
        long picture = Math.round(from * TestClip.PICTURES);
        long piece = Math.round(from * TestClip.SOUNDS);
        while (picture < to * TestClip.PICTURES - 1e-6 || piece < to * TestClip.SOUNDS - 1e-6) {
            if (picture / (double) TestClip.PICTURES <= piece / (double) TestClip.SOUNDS) {
                picture(clip, (int) picture++, pictureFacts);
            } else {
                sound((int) piece++);
            }
        }
    }

    void show(TestClip clip, double from, double to) {
        for (int i = (int) Math.round(from * TestClip.PICTURES); i < to * TestClip.PICTURES - 1e-6; i++) {
            picture(clip, i, facts -> facts);
        }
    }

    void speak(double from, double to) {
        for (int i = (int) Math.round(from * TestClip.SOUNDS); i < to * TestClip.SOUNDS - 1e-6; i++) {
            sound(i);
        }
    }

    /** One picture of a clip; numbers count from the start of the recording. */
    FakeSentFrame picture(TestClip clip, int number, UnaryOperator<FakeSentFrame.Facts> change) {
        double seconds = number / (double) TestClip.PICTURES;
        return send(FakeSentFrame.of(change.apply(clip.facts(number, bench.at(seconds))), clip.bytes(number)));
    }

    FakeSentFrame sound(int number) {
        return send(sound.frame(number, bench.at(number / (double) TestClip.SOUNDS)));
    }

    /** Sends a frame as an engine would, but no faster than the writer can take it. */
    FakeSentFrame send(FakeSentFrame frame) {
        byte[] bytes = new byte[frame.data().remaining()];
        frame.data().get(bytes);
        double seconds = (frame.presentationNanos() - RecordingBench.EPOCH) / 1e9;
        (frame.codec() == Codec.OPUS ? sounds : pictures).add(new Sent(seconds, bytes));
        bench.sendEncoded(peer, track(frame.codec().isVideo() ? TrackKind.VIDEO : TrackKind.AUDIO), frame);
        return frame;
    }

    static String track(TrackKind kind) {
        return kind == TrackKind.VIDEO ? "video" : "audio";
    }
}
