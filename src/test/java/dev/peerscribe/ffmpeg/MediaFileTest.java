package dev.peerscribe.ffmpeg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.peerscribe.media.AudioBlock;
import dev.peerscribe.media.MediaFrame;
import dev.peerscribe.media.TrackKind;
import dev.peerscribe.media.VideoPicture;
import dev.peerscribe.relay.FfmpegProgram;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files as programs make them, each with a tone of 440 Hz. */
@Timeout(60)
class MediaFileTest {
    private static final double SECONDS = 1.5;

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "tone.wav, pcm_s16le, 44100, 2",
        "tone.wav, pcm_s24le, 96000, 6",
        "tone.aiff, pcm_s16be, 22050, 1",
        "tone.flac, flac, 48000, 2",
        "tone.mp3, libmp3lame, 44100, 2",
        "tone.aac, aac, 48000, 2",
        "tone.m4a, aac, 44100, 1",
        "tone.mp4, aac, 48000, 2",
        "tone.3gp, libopencore_amrnb, 8000, 1",
        "tone.mov, alac, 48000, 2",
        "tone.ogg, libopus, 48000, 2",
        "tone.oga, flac, 16000, 1",
        "tone.mka, libopus, 24000, 1",
        "tone.webm, libopus, 48000, 2"
    })
    void soundIsAsLongAndAsHighAsItIsInTheFileWhateverItIsPackedIn(
            String name, String codec, String rate, String channels) throws Exception {
        Path file = made(name, "-c:a", codec, "-ar", rate, "-ac", channels);
        try (MediaFile media = MediaFile.open(file, 640, 360)) {
            assertThat(media.kinds()).containsExactly(TrackKind.AUDIO);
            assertThat(media.duration().orElseThrow().toMillis() / 1000.0).isCloseTo(SECONDS, within(0.1));
            List<AudioBlock> sound = Frames.of(media).sound();
            assertThat(sound).allMatch(block -> block.sampleRate() == 48_000 && block.channels() == 1);
            assertThat(sound.size() / 100.0).isCloseTo(SECONDS, within(0.1));
            assertThat(sound).isSortedAccordingTo((a, b) -> Long.compare(a.presentationNanos(), b.presentationNanos()));
            assertThat(hertz(sound)).isCloseTo(440, within(5.0));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "film.mp4, libopenh264, aac",
        "film.mov, mpeg4, pcm_s16le",
        "film.mkv, libvpx, libopus",
        "film.webm, libvpx-vp9, libopus",
        "film.mp4, libaom-av1, libopus"
    })
    void aFilmIsSeenAndHeard(String name, String pictures, String sound) throws Exception {
        Path file = film(name, "640x480", pictures, "-c:a", sound);
        try (MediaFile media = MediaFile.open(file, 320, 180)) {
            assertThat(media.kinds()).isEqualTo(Set.of(TrackKind.AUDIO, TrackKind.VIDEO));
            Frames frames = Frames.of(media);
            assertThat(frames.pictures().size()).isCloseTo((int) (25 * SECONDS), within(1));
            assertThat(frames.pictures()).allMatch(size -> size.equals("240x180"));
            assertThat(frames.sound().size() / 100.0).isCloseTo(SECONDS, within(0.1));
            assertThat(hertz(frames.sound())).isCloseTo(440, within(5.0));
        }
    }

    @Test
    void memoryOfPicturesThatNobodyHoldsIsUsedAgainAndOfThoseHeldIsNot() throws Exception {
        Path file = film("film.mp4", "320x180", "libopenh264", "-an");
        Set<ByteBuffer> planes = Collections.newSetFromMap(new IdentityHashMap<>());
        try (MediaFile media = MediaFile.open(file, 320, 180)) {
            VideoPicture kept = (VideoPicture) java.util.Objects.requireNonNull(media.next());
            VideoPicture again = kept.retain();
            byte[] before = bytes(kept);
            kept.close();
            assertThatThrownBy(kept::y).isInstanceOf(IllegalStateException.class);
            int pictures = 1;
            for (MediaFrame frame = media.next(); frame != null; frame = media.next()) {
                planes.add(((VideoPicture) frame).y());
                frame.close();
                pictures++;
            }
            assertThat(pictures).isGreaterThan(30);
            assertThat(planes).hasSizeLessThan(10).doesNotContain(again.y());
            assertThat(bytes(again)).isEqualTo(before);
            again.close();
        }
    }

    @Test
    void aCoverIsNoFilm() throws Exception {
        Path cover = made("cover.png", "-f", "lavfi", "-i", "color=red:s=64x64", "-frames:v", "1", "-map", "1:v");
        Path file = made("song.mp3", "-i", cover.toString(), "-map", "0:a", "-map", "1:v", "-c:a", "libmp3lame");
        try (MediaFile media = MediaFile.open(file, 320, 180)) {
            assertThat(media.kinds()).containsExactly(TrackKind.AUDIO);
        }
    }

    @ParameterizedTest
    @CsvSource({"tone.ts, aac", "tone.avi, pcm_s16le", "tone.flv, aac", "tone.ac3, ac3"})
    void otherContainersAreRefusedWhateverTheyAreCalled(String name, String codec) throws Exception {
        Path file = Files.move(made(name, "-c:a", codec), folder.resolve("renamed.wav"));
        assertThatThrownBy(() -> MediaFile.open(file, 640, 360))
                .isInstanceOf(FfmpegException.class)
                .hasMessageContaining("is in none of the formats");
    }

    private Path made(String name, String... arguments) throws Exception {
        return made(name, List.of(arguments));
    }

    private Path film(String name, String size, String codec, String... more) throws Exception {
        List<String> arguments = new ArrayList<>(
                List.of("-f", "lavfi", "-i", "testsrc=size=" + size + ":rate=25:duration=" + SECONDS, "-c:v", codec));
        if (codec.equals("libaom-av1")) {
            arguments.addAll(List.of("-cpu-used", "8"));
        }
        if (codec.startsWith("libvpx")) {
            arguments.addAll(List.of("-deadline", "realtime"));
        }
        arguments.addAll(List.of(more));
        return made(name, arguments);
    }

    private Path made(String name, List<String> arguments) throws Exception {
        Path file = folder.resolve(name);
        List<String> all = new ArrayList<>(List.of("-f", "lavfi", "-i", "sine=frequency=440:duration=" + SECONDS));
        all.addAll(arguments);
        all.add(file.toString());
        try (FfmpegProgram program = FfmpegProgram.start(folder.resolve(name + ".log"), all.toArray(String[]::new))) {
            program.awaitEnd();
        }
        assertThat(file).as(Files.readString(folder.resolve(name + ".log"))).isNotEmptyFile();
        return file;
    }

    /** All that comes, closed: the pieces of sound, and the sizes of pictures. */
    private record Frames(List<AudioBlock> sound, List<String> pictures) {
        static Frames of(MediaFile media) throws FfmpegException {
            Frames frames = new Frames(new ArrayList<>(), new ArrayList<>());
            for (MediaFrame next = media.next(); next != null; next = media.next()) {
                try (MediaFrame frame = next) {
                    if (frame instanceof AudioBlock block) {
                        frames.sound.add(block);
                    } else if (frame instanceof VideoPicture picture) {
                        frames.pictures.add(picture.width() + "x" + picture.height());
                    }
                }
            }
            return frames;
        }
    }

    private static byte[] bytes(VideoPicture picture) {
        byte[] bytes = new byte[picture.y().capacity()];
        picture.y().get(0, bytes);
        return bytes;
    }

    /** By how often the wave rises through zero in the second half. */
    private static double hertz(List<AudioBlock> sound) {
        List<AudioBlock> half = sound.subList(sound.size() / 2, sound.size() - 5);
        int rises = 0;
        short last = 0;
        for (AudioBlock block : half) {
            for (int i = 0; i < block.pcm().length; i += 2) {
                short sample = (short) ((block.pcm()[i] & 0xff) | (block.pcm()[i + 1] << 8));
                rises += last < 0 && sample >= 0 ? 1 : 0;
                last = sample;
            }
        }
        return rises / (half.size() / 100.0);
    }
}
