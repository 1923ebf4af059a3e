package dev.peerscribe.relay;

import dev.peerscribe.ffmpeg.ArrivalClockAudio;
import dev.peerscribe.ffmpeg.Ffmpeg;
import dev.peerscribe.ffmpeg.FfmpegException;
import dev.peerscribe.ffmpeg.PictureCopy;
import dev.peerscribe.media.AudioBlock;
import dev.peerscribe.media.Broadcast;
import dev.peerscribe.media.EncodedFrame;
import dev.peerscribe.media.MediaFrame;
import dev.peerscribe.media.TrackKind;
import dev.peerscribe.media.VideoPicture;
import dev.peerscribe.signaling.Backoff;
import java.net.InetAddress;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The life of one live output: waits for tracks, connects, sends, and after a failure begins anew. Owned by one thread. */
final class RelayRunner {
    private static final Logger log = LoggerFactory.getLogger(RelayRunner.class);

    private static final long POLL = Duration.ofMillis(200).toNanos();
    /** How long the other kind of track may take to open after the first frame. */
    private static final long TRACK_WAIT = Duration.ofMillis(500).toNanos();
    /** How long a track that is open may take to give its first frame. */
    private static final long FRAME_WAIT = Duration.ofSeconds(2).toNanos();

    private final String id;
    private final Target target;
    private final Relay.House house;
    private final RelayProperties properties;
    private final Backoff backoff;
    private final LongSupplier ticker;
    private final RandomGenerator random;
    private final RelayQueue queue;
    private final Supplier<Set<TrackKind>> open;
    private final RelayProgress progress;
    /** Of the attempt under way; set by the thread, brought forward by any. */
    private volatile @Nullable Deadline deadline;
    /** Failures in a row. */
    private int failures;

    /**
     * What comes.
     *
     * @param channels of the sound, 0 for none
     */
    private record Formats(boolean pictures, int channels) {
        Set<TrackKind> kinds() {
            EnumSet<TrackKind> kinds = EnumSet.noneOf(TrackKind.class);
            if (pictures) {
                kinds.add(TrackKind.VIDEO);
            }
            if (channels > 0) {
                kinds.add(TrackKind.AUDIO);
            }
            return kinds;
        }

        boolean hold(MediaFrame frame) {
            return switch (frame) {
                case VideoPicture picture -> pictures;
                case AudioBlock block -> channels > 0;
                case EncodedFrame sent -> true;
            };
        }
    }

    RelayRunner(
            String id,
            Target target,
            Relay.House house,
            RelayQueue queue,
            Supplier<Set<TrackKind>> open,
            RelayProgress progress) {
        this.id = id;
        this.target = target;
        this.house = house;
        properties = house.properties();
        backoff = properties.reconnect().backoff();
        ticker = house.ticker();
        random = house.random();
        this.queue = queue;
        this.open = open;
        this.progress = progress;
    }

    /** Has it end within the bound, whatever it is doing; any thread. */
    void end() {
        queue.end();
        Deadline current = deadline;
        if (current != null) {
            current.allWithin(properties.stopBound());
        }
    }

    void run() {
        try {
            Ffmpeg.load();
            while (!queue.isEnded()) {
                Formats formats = awaitFrames();
                if (formats != null && !attempt(formats)) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | LinkageError e) {
            log.error("relay {} failed", id, e);
            progress.failed(new RelayFailure(RelayCause.INTERNAL), true);
        } finally {
            queue.end();
            queue.accept(false);
            progress.ended();
        }
    }

    /** Lets frames pass until it is known what comes; null where nothing does any more. */
    private @Nullable Formats awaitFrames() throws InterruptedException {
        queue.accept(true);
        long begun = ticker.getAsLong();
        long first = 0;
        boolean pictures = false;
        int channels = 0;
        while (true) {
            try (MediaFrame frame = queue.poll(POLL)) {
                if (frame == null && queue.isEnded()) {
                    return null;
                }
                long now = ticker.getAsLong();
                if (frame != null && plausible(frame)) {
                    first = pictures || channels > 0 ? first : now;
                    pictures |= frame instanceof VideoPicture;
                    channels = frame instanceof AudioBlock block ? block.channels() : channels;
                }
                boolean anything = pictures || channels > 0;
                if (!anything) {
                    if (now - begun > FRAME_WAIT) {
                        progress.waiting();
                    }
                } else if (complete(pictures, channels, now - first)) {
                    return new Formats(pictures, channels);
                }
            }
        }
    }

    private boolean complete(boolean pictures, int channels, long waited) {
        if (pictures && channels > 0) {
            return true;
        }
        boolean other = open.get().contains(pictures ? TrackKind.AUDIO : TrackKind.VIDEO);
        return waited > (other ? FRAME_WAIT : TRACK_WAIT);
    }

    /** Connects once and sends; false where that was the last time. */
    private boolean attempt(Formats formats) throws InterruptedException {
        progress.connecting();
        RelayFailure failure;
        try (Deadline current = new Deadline()) {
            deadline = current;
            if (queue.isEnded()) {
                current.allWithin(properties.stopBound());
            }
            // What comes meanwhile would be late when the way is there.
            queue.accept(false);
            send(formats, current);
            return true;
        } catch (RelayFailure e) {
            failure = e;
        } catch (FfmpegException e) {
            failure = new RelayFailure(RelayCause.ENCODER, String.valueOf(e.getMessage()));
        } finally {
            deadline = null;
        }
        if (queue.isEnded()) {
            return true;
        }
        queue.accept(false);
        return again(failure);
    }

    private boolean again(RelayFailure failure) throws InterruptedException {
        failures++;
        int most = properties.reconnect().maxAttempts();
        boolean forGood = failure.why().isForGood() || (most > 0 && failures >= most);
        if (failures == 1 || forGood) {
            log.warn("relay {} to {}: {}", id, target.shown(), failure.getMessage());
        }
        progress.failed(failure, forGood);
        if (forGood) {
            return false;
        }
        queue.awaitEnd(backoff.delay(failures, random.nextDouble()).toNanos());
        return true;
    }

    private void send(Formats formats, Deadline current) throws FfmpegException, InterruptedException {
        try (Outlet outlet = outlet(formats, current)) {
            outlet.open();
            long liveSince = ticker.getAsLong();
            queue.accept(true);
            progress.live();
            pump(formats, outlet, liveSince);
            outlet.finish();
        }
    }

    /** Until it is ended, or something comes that the output has no place for. */
    private void pump(Formats formats, Outlet outlet, long liveSince) throws FfmpegException, InterruptedException {
        while (true) {
            try (MediaFrame frame = queue.poll(POLL)) {
                if (frame == null) {
                    if (queue.isEnded()) {
                        return;
                    }
                    outlet.idle();
                    continue;
                }
                if (!plausible(frame)) {
                    continue;
                }
                if (!formats.hold(frame)) {
                    return;
                }
                outlet.send(frame);
            }
            if (ticker.getAsLong() - liveSince
                    > properties.reconnect().stableAfter().toNanos()) {
                failures = 0;
            }
        }
    }

    private Outlet outlet(Formats formats, Deadline current) throws FfmpegException, InterruptedException {
        Outlet.Count count = (kind, bytes) -> progress.sent(kind, bytes, ticker.getAsLong());
        return switch (target) {
            case Target.Meeting meeting ->
                new MeetingOutlet(house.sessions(), meeting, formats.kinds(), formats.channels(), ticker, count);
            case Target.Hls hls ->
                encoded(
                        Destination.files(
                                HlsFolder.prepare(properties.hls().directory(), hls.name()), properties.hls()),
                        formats,
                        current,
                        count);
            case Target.Whip whip -> whip(whip, formats, current, count);
            case Target.Remote remote ->
                encoded(
                        Destination.of(remote, address(remote, current), house.authorities(), properties),
                        formats,
                        current,
                        count);
        };
    }

    /** One of those that were checked, with each attempt another. */
    private InetAddress address(Target.Remote remote, Deadline current) throws RelayFailure, InterruptedException {
        current.within(properties.connectTimeout());
        try {
            List<InetAddress> checked =
                    Errand.await("relay-lookup", () -> house.rules().resolve(remote), current::isOver);
            return checked.get(failures % checked.size());
        } catch (TimeoutException e) {
            throw new RelayFailure(RelayCause.TIMEOUT, "no address: " + e.getMessage());
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RelayFailure failure ? failure : new RelayFailure(RelayCause.INTERNAL);
        }
    }

    private Outlet whip(Target.Whip whip, Formats formats, Deadline current, Outlet.Count count) throws RelayFailure {
        WhipClient client =
                new WhipClient(whip, house.rules(), house.authorities().tls(), current, properties.stopBound());
        Broadcast broadcast;
        try {
            broadcast = house.broadcasts().open(formats.kinds());
        } catch (RuntimeException e) {
            client.close();
            throw new RelayFailure(RelayCause.ENCODER, "the engine opened no link");
        }
        return new WhipOutlet(broadcast, client, current, properties, formats.channels(), ticker, count);
    }

    private Outlet encoded(Destination destination, Formats formats, Deadline current, Outlet.Count count)
            throws FfmpegException {
        return new EncodedOutlet(
                destination, current, properties, formats.pictures(), formats.channels(), ticker, count);
    }

    private static boolean plausible(MediaFrame frame) {
        return switch (frame) {
            case VideoPicture picture -> PictureCopy.sound(picture);
            case AudioBlock block -> ArrivalClockAudio.sound(block);
            case EncodedFrame sent -> false;
        };
    }
}
