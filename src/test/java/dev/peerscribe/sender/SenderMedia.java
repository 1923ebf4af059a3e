package dev.peerscribe.sender;

import dev.peerscribe.codec.Codec;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * The media of one sender: a sound and a picture stream from a clip, their reports, and what it does about what the
 * receiver says. Knows neither signalling nor how packets travel. Any thread.
 */
final class SenderMedia implements AutoCloseable {
    private static final long REPORT_NANOS = 1_000_000_000;
    private static final int MOST_WORDS = 10;

    private final SendLoop loop;
    private final SenderClip clip;
    private final SenderSettings settings;
    private final MediaWire wire;
    private final Random random;
    private final OutgoingStream.Sources audioSources;
    private final OutgoingStream.Sources videoSources;
    private final SentLog audioLog = new SentLog();
    private final SentLog videoLog = new SentLog();
    private final Opinion opinion = new Opinion();
    private final FeedbackReader feedback = new FeedbackReader(opinion);
    private @Nullable SenderAnswer answer; // guarded by this, as are the next four
    private @Nullable ClipTrack audio;
    private @Nullable ClipTrack video;
    private boolean over;

    SenderMedia(SendLoop loop, SenderClip clip, SenderSettings settings, MediaWire.Path path, Random random) {
        this.loop = loop;
        this.clip = clip;
        this.settings = settings;
        this.wire = new MediaWire(path);
        this.random = random;
        this.audioSources = new OutgoingStream.Sources(random.nextInt(), 0);
        this.videoSources = new OutgoingStream.Sources(random.nextInt(), random.nextInt());
    }

    SenderOffer offer(long session, int version) {
        return new SenderOffer(
                session, version, clip.codec(), clip.formatParameters(), settings, audioSources, videoSources);
    }

    /** What was agreed on; the first answer says it for good. */
    synchronized void agree(SenderAnswer first) {
        answer = first;
    }

    /** Begins to send, once. */
    synchronized void start() {
        SenderAnswer agreed = answer;
        if (agreed == null || over || audio != null || video != null) {
            return;
        }
        MediaClock clock = MediaClock.now();
        List<ClipTrack> tracks = new ArrayList<>();
        for (SenderAnswer.Media media : agreed.media()) {
            if (media.accepted()) {
                boolean isAudio = media.kind().equals("audio");
                ClipTrack track = isAudio ? audio(media, clock) : video(media, clock);
                if (isAudio) {
                    audio = track;
                } else {
                    video = track;
                }
                tracks.add(track);
            }
        }
        for (ClipTrack track : tracks) {
            loop.add(track.due(), track);
            loop.add(clock.nanos() + REPORT_NANOS / 2, now -> report(track, now));
        }
    }

    private ClipTrack audio(SenderAnswer.Media media, MediaClock clock) {
        OutgoingStream stream =
                new OutgoingStream(wire, headers(media), SenderOffer.AUDIO_TYPE, 0, audioSources, random);
        return new ClipTrack(
                clip.audio(),
                stream,
                audioLog,
                new ClipTrack.Timing(
                        clock, clip.audio().spec().rate(), Codec.OPUS.clockRate(), random.nextInt(), 0, 0));
    }

    private ClipTrack video(SenderAnswer.Media media, MediaClock clock) {
        boolean rtx = media.payloadTypes().contains(SenderOffer.RTX_TYPE);
        OutgoingStream stream = new OutgoingStream(
                wire, headers(media), SenderOffer.VIDEO_TYPE, rtx ? SenderOffer.RTX_TYPE : 0, videoSources, random);
        return new ClipTrack(
                clip.video(),
                stream,
                videoLog,
                new ClipTrack.Timing(
                        clock,
                        clip.video().spec().rate(),
                        clip.codec().clockRate(),
                        random.nextInt(),
                        settings.videoLateness().toNanos(),
                        settings.keyInterval().toNanos()));
    }

    private static RtpHeaders headers(SenderAnswer.Media media) {
        return new RtpHeaders(
                media.mid(),
                media.extension(SenderOffer.MID),
                media.extension(SenderOffer.TRANSPORT_CC),
                media.extension(SenderOffer.ABS_SEND_TIME));
    }

    private long report(ClipTrack track, long now) {
        synchronized (this) {
            if (over) {
                return SendLoop.NEVER;
            }
        }
        SenderReport report = report(track);
        boolean _ = wire.sendRtcp(report.bytes(), report.length());
        return now + REPORT_NANOS;
    }

    private static SenderReport report(ClipTrack track) {
        OutgoingStream stream = track.stream();
        long now = System.nanoTime();
        ClipTrack.Timing timing = track.timing();
        return new SenderReport(SenderSettings.CNAME)
                .begin(
                        stream.ssrc(),
                        timing.clock().ntp(now),
                        timing.timestampAt(now),
                        stream.packets(),
                        stream.octets());
    }

    void rtcp(byte[] packet, int offset, int length) {
        feedback.read(packet, offset, length);
    }

    SentLog audioLog() {
        return audioLog;
    }

    SentLog videoLog() {
        return videoLog;
    }

    ReceiverOpinion opinion() {
        return opinion.snapshot();
    }

    /** Packets that could not be sent. */
    long refused() {
        return wire.refused();
    }

    private synchronized @Nullable ClipTrack trackOf(int ssrc) {
        if (video != null && video.stream().ssrc() == ssrc) {
            return video;
        }
        return audio != null && audio.stream().ssrc() == ssrc ? audio : null;
    }

    /** Ends both streams and says goodbye for them (RFC 3550 §6.6); idempotent. */
    @Override
    public void close() {
        List<ClipTrack> ending = new ArrayList<>();
        synchronized (this) {
            if (over) {
                return;
            }
            over = true;
            if (audio != null) {
                ending.add(audio);
            }
            if (video != null) {
                ending.add(video);
            }
        }
        for (ClipTrack track : ending) {
            track.end();
            SenderReport bye = report(track).goodbye(track.stream().ssrc());
            boolean _ = wire.sendRtcp(bye.bytes(), bye.length());
        }
    }

    /** Hears the receiver, and does what it asks for. */
    private final class Opinion implements FeedbackReader.Sink {
        private long nacks; // all guarded by this
        private long asked;
        private long repeated;
        private long losses;
        private long bitrate;
        private long feedbacks;
        private long told;
        private long seen;
        private long reports;
        private int fraction;
        private final List<String> words = new ArrayList<>();

        synchronized ReceiverOpinion snapshot() {
            return new ReceiverOpinion(
                    nacks,
                    asked,
                    repeated,
                    losses,
                    bitrate,
                    feedbacks,
                    told,
                    seen,
                    reports,
                    fraction,
                    List.copyOf(words));
        }

        @Override
        public void missing(int ssrc, int sequence) {
            ClipTrack track = trackOf(ssrc);
            boolean sent = track != null && track.stream().sendAgain(sequence, System.nanoTime());
            synchronized (this) {
                asked++;
                repeated += sent ? 1 : 0;
            }
        }

        @Override
        public synchronized void nack(int packets) {
            nacks++;
        }

        @Override
        public void pictureLoss(int ssrc) {
            ClipTrack track = trackOf(ssrc);
            if (track != null) {
                track.wantKey();
            }
            synchronized (this) {
                losses++;
            }
        }

        @Override
        public void intraRequest(int ssrc, int count) {
            pictureLoss(ssrc);
        }

        @Override
        public synchronized void report(
                int ssrc, int fractionLost, int cumulativeLost, long highest, int lastReport, long delay) {
            reports++;
            if (ssrc == videoSources.ssrc()) {
                fraction = fractionLost;
            }
        }

        @Override
        public synchronized void maximumBitrate(long bitsPerSecond) {
            bitrate = bitsPerSecond;
        }

        @Override
        public synchronized void transport(int base, int packets, int received, int count) {
            feedbacks++;
            told += packets;
            seen += received;
        }

        @Override
        public synchronized void malformed(String what) {
            if (words.size() < MOST_WORDS) {
                words.add(what);
            }
        }
    }
}
