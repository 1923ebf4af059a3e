package dev.peerscribe.recording;

import dev.peerscribe.codec.Codec;
import dev.peerscribe.media.EncodedFrame;
import dev.peerscribe.media.FakeSentFrame;
import dev.peerscribe.media.TrackKind;
import dev.peerscribe.media.TrackQuality;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import tools.jackson.databind.json.JsonMapper;

/** Records somebody who talks, in real time, whose pictures are lost for half a second at first, and says every second that it does, until its process is killed. */
final class EndlessRecorder {
    private static final long SECOND = 1_000_000_000L;
    private static final int LONGEST = 60;

    /** The first picture that is lost, and with it all up to the key frame of the next second. */
    private static final int LOST_FROM = TestClip.PICTURES / 2;

    private EndlessRecorder() {}

    /** Records into the folder that {@code arguments} name. */
    public static void main(String... arguments) {
        FakeSessions sessions = new FakeSessions();
        RecordingService service = new RecordingService(
                RecordingBench.properties(Path.of(arguments[0]), VideoCodec.VP8),
                sessions,
                event -> {},
                new SimpleMeterRegistry(),
                JsonMapper.builder().build(),
                List.of(),
                Clock.systemUTC(),
                System::nanoTime,
                () -> Long.MAX_VALUE,
                new Random());
        TestClip pictures = TestClip.pictures(Codec.VP8, 320, 180);
        TestClip sounds = TestClip.sound();
        sessions.measured("video", new TrackQuality(0, 0, 0, 0, 0, 0, 0));
        service.restore();
        service.start();
        sessions.open(RecordingBench.MEETING, "aa11", "video", TrackKind.VIDEO);
        sessions.open(RecordingBench.MEETING, "aa11", "audio", TrackKind.AUDIO);
        service.start(RecordingBench.MEETING, "Meeting", null, null, null);
        while (sessions.attached("aa11", "video") + sessions.attached("aa11", "audio") < 2) {
            LockSupport.parkNanos(1_000_000);
        }
        long begun = System.nanoTime();
        int picture = 0;
        for (int sound = 0; sound < LONGEST * TestClip.SOUNDS; sound++) {
            long at = begun + sound * SECOND / TestClip.SOUNDS;
            LockSupport.parkNanos(at - System.nanoTime());
            sessions.push("aa11", "audio", sounds.frame(sound, at));
            while (picture * TestClip.SOUNDS <= sound * TestClip.PICTURES) {
                long shown = begun + picture * SECOND / TestClip.PICTURES;
                if (picture == TestClip.PICTURES) {
                    sessions.measured("video", new TrackQuality(200, 7, 0, 1, 0.01, 50_000, 0));
                }
                if (picture < LOST_FROM || picture > TestClip.PICTURES) {
                    sessions.push("aa11", "video", pictures.frame(picture, shown));
                } else if (picture == TestClip.PICTURES) {
                    sessions.push(
                            "aa11",
                            "video",
                            FakeSentFrame.of(
                                    pictures.facts(picture, shown).after(EncodedFrame.Loss.NETWORK),
                                    pictures.bytes(picture)));
                }
                picture++;
            }
            if (sound % TestClip.SOUNDS == 0) {
                System.out.println("recording for " + sound / TestClip.SOUNDS + " s");
            }
        }
        System.exit(1);
    }
}
