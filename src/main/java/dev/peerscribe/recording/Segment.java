package dev.peerscribe.recording;

import dev.peerscribe.media.AudioBlock;
import dev.peerscribe.media.TrackKind;
import dev.peerscribe.media.VideoPicture;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.jspecify.annotations.Nullable;

/**
 * One file of a participant with its encoders. Packets are held until it is known which tracks the file has. Owned by
 * one thread.
 */
final class Segment implements AutoCloseable {
    /** A picture this much older than the one before cannot be shown any more. */
    private static final long LATE_MILLIS = 100;

    /** When a picture is so far ahead of the sound, the sound is filled with silence up to half of it. */
    private static final long SOUND_MISSING_NANOS = 2_000_000_000L;

    private final RecordingProperties properties;
    private final Opener opener;
    private final PacketOrder order = new PacketOrder();
    private final Map<TrackKind, Integer> streams = new EnumMap<>(TrackKind.class);
    private @Nullable VideoEncoder video;
    private @Nullable AudioEncoder audio;
    private @Nullable ArrivalClockAudio clock;
    private int audioChannels;
    private @Nullable MatroskaWriter writer;
    private @Nullable SegmentFile file;
    private long lastPicture = Long.MIN_VALUE;

    /** Names the file once its tracks are known. */
    @FunctionalInterface
    interface Opener {
        SegmentFile open(List<RecordedTrack> tracks, long offsetMillis) throws FfmpegException;
    }

    Segment(RecordingProperties properties, Opener opener) {
        this.properties = properties;
        this.opener = opener;
    }

    /** Whether the file, as begun, can take frames of this kind and size. */
    boolean fits(VideoPicture picture) {
        VideoEncoder open = video;
        if (open != null && !properties.video().codec().sizeInBand() && !sameSize(open, picture)) {
            return false;
        }
        return writer == null || streams.containsKey(TrackKind.VIDEO);
    }

    /** As {@link #fits(VideoPicture)}. */
    boolean fits(AudioBlock block) {
        return writer == null || streams.containsKey(TrackKind.AUDIO);
    }

    /** Encodes a picture; false where it came too late to be shown. */
    boolean write(VideoPicture picture, long nanos) throws FfmpegException {
        long millis = Math.floorDiv(nanos + 500_000, 1_000_000);
        if (millis <= lastPicture) {
            if (millis < lastPicture - LATE_MILLIS) {
                return false;
            }
            millis = lastPicture + 1;
        }
        VideoEncoder encoder = video;
        if (encoder != null && !sameSize(encoder, picture)) {
            dropVideo();
            encoder = null;
        }
        if (encoder == null) {
            encoder = new VideoEncoder(properties.video(), width(picture), height(picture), this::hold);
            video = encoder;
        }
        lastPicture = millis;
        encoder.encode(picture, millis);
        if (clock != null) {
            AudioEncoder sound = audio;
            if (sound != null && ArrivalClockAudio.samplesAt(nanos - SOUND_MISSING_NANOS) > sound.position()) {
                clock.silenceUntil(nanos - SOUND_MISSING_NANOS / 2);
            }
        }
        return true;
    }

    /** Encodes a block of sound. */
    void write(AudioBlock block, long nanos) throws FfmpegException {
        ArrivalClockAudio placed = clock;
        if (placed == null) {
            if (audioChannels == 0) {
                audioChannels = block.channels();
            }
            AudioEncoder encoder =
                    new AudioEncoder(properties.audio(), audioChannels, ArrivalClockAudio.samplesAt(nanos), this::hold);
            audio = encoder;
            placed = new ArrivalClockAudio(encoder);
            clock = placed;
        }
        placed.append(block, nanos);
    }

    /** Gives up the video encoder, to be opened again by the next picture. */
    void dropVideo() {
        if (video != null) {
            video.close();
            video = null;
        }
    }

    /** Gives up the audio encoder, to be opened again by the next block. */
    void dropAudio() {
        if (clock != null) {
            clock.close();
            clock = null;
        }
        if (audio != null) {
            audio.close();
            audio = null;
        }
    }

    /**
     * Writes what is due.
     *
     * @param awaited whether a kind that has not come yet is worth waiting for
     */
    void settle(boolean awaited) throws FfmpegException {
        if (writer == null) {
            boolean complete = video != null && audio != null;
            boolean waitedLong = order.span() >= properties.headerWait().toMillis() || order.isFull();
            if (order.isEmpty() || (awaited && !complete && !waitedLong)) {
                return;
            }
            begin();
        }
        order.release(false, this::write);
    }

    private void begin() throws FfmpegException {
        long offset = order.earliest();
        List<RecordedTrack> tracks = new ArrayList<>();
        if (video != null) {
            tracks.add(new RecordedTrack(
                    TrackKind.VIDEO, properties.video().codec().name(), video.width(), video.height()));
        }
        if (audio != null) {
            tracks.add(new RecordedTrack(TrackKind.AUDIO, "OPUS", null, null));
        }
        SegmentFile opened = opener.open(tracks, offset);
        file = opened;
        MatroskaWriter open =
                new MatroskaWriter(opened.path(), properties.video().codec().muxer());
        writer = open;
        if (video != null) {
            streams.put(TrackKind.VIDEO, open.add(video.context()));
        }
        if (audio != null) {
            streams.put(TrackKind.AUDIO, open.add(audio.context()));
        }
        open.begin();
    }

    private void hold(TrackKind kind, AVPacket packet, long millis) throws FfmpegException {
        order.add(kind, packet, millis);
    }

    private void write(PacketOrder.Held held) throws FfmpegException {
        Integer stream = streams.get(held.kind());
        MatroskaWriter open = writer;
        SegmentFile into = file;
        if (stream == null || open == null || into == null) {
            return; // of an encoder that was given up before the file began
        }
        AVPacket packet = held.packet();
        long pts;
        long duration;
        if (held.kind() == TrackKind.VIDEO) {
            pts = packet.pts() - into.offsetMillis();
            duration = Math.max(packet.duration(), 1);
        } else {
            // Samples to milliseconds, halves away from zero as FFmpeg rounds the encoder's delay.
            long samples = packet.pts() - into.offsetMillis() * 48;
            pts = samples >= 0 ? (samples + 24) / 48 : -((24 - samples) / 48);
            duration = packet.duration() / 48;
        }
        packet.stream_index(stream);
        packet.pts(pts);
        packet.dts(pts);
        packet.duration(duration);
        int size = packet.size();
        open.write(packet);
        into.written(held.millis() - into.offsetMillis() + duration, size);
    }

    /** Ends the file in good order; the file, or null where there was nothing to write. */
    @Nullable
    SegmentFile finish() throws FfmpegException {
        try {
            if (video != null) {
                video.flush();
            }
            if (audio != null) {
                audio.flush();
            }
            if (writer == null && !order.isEmpty()) {
                begin();
            }
            order.release(true, this::write);
            if (writer != null) {
                writer.finish();
            }
            if (file != null) {
                file.completed();
            }
            return file;
        } finally {
            close();
        }
    }

    /** Lets go of everything; a file begun stays as it is. */
    @Override
    public void close() {
        dropVideo();
        dropAudio();
        order.close();
        if (writer != null) {
            writer.close();
        }
    }

    private int width(VideoPicture picture) {
        return even(PictureCopy.uprightWidth(picture));
    }

    private int height(VideoPicture picture) {
        return even(PictureCopy.uprightHeight(picture));
    }

    /** H.264 in 4:2:0 has no odd sizes: a last odd row or column is left out. */
    private int even(int side) {
        return properties.video().codec() == VideoCodec.H264 ? side & ~1 : side;
    }

    private boolean sameSize(VideoEncoder encoder, VideoPicture picture) {
        return encoder.width() == width(picture) && encoder.height() == height(picture);
    }
}
