package dev.peerscribe.sender;

import dev.peerscribe.passthrough.SenderConnection;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A participant that sends a clip which was encoded before, to the recorder of a meeting, and knows every frame that it
 * sent. Any thread.
 */
public final class KnownSender implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(KnownSender.class);

    private final SenderSettings settings;
    private final CandidateRoute route;
    private final SenderConnection transport;
    private final SenderMedia media;
    private final RelaySignaling signaling;
    private final long session;
    private final List<String> gathered = new ArrayList<>(); // guarded by this, as are the next seven
    private final List<String> early = new ArrayList<>();
    private SenderConnection.@Nullable Credentials credentials;
    private int version;
    private boolean begun;
    private boolean gatheredAll;
    private boolean answered;
    private boolean offered;

    /** Written by the one that makes the offer. */
    private volatile long offeredNanos;

    private volatile long connectedNanos;
    private volatile @Nullable String lost;

    private KnownSender(
            SenderStudio studio, URI relay, SenderClip clip, SenderSettings settings, CandidateRoute route) {
        this.settings = settings;
        this.route = route;
        Random random = new Random();
        this.session = random.nextLong(1, Long.MAX_VALUE);
        this.transport = new SenderConnection(studio.transports(), new Transported());
        this.media = new SenderMedia(studio.loop(), clip, settings, new Wire(), random);
        this.signaling = new RelaySignaling(studio.http(), relay, settings, new Signalled());
    }

    /** Joins a meeting, and sends as soon as its recorder has answered. */
    public static KnownSender join(SenderStudio studio, URI relay, SenderClip clip, SenderSettings settings) {
        return join(studio, relay, clip, settings, CandidateRoute.DIRECT);
    }

    /** As above, by another route. */
    public static KnownSender join(
            SenderStudio studio, URI relay, SenderClip clip, SenderSettings settings, CandidateRoute route) {
        KnownSender sender = new KnownSender(studio, relay, clip, settings, route);
        sender.signaling.begin();
        return sender;
    }

    /** Offers another path (RFC 8445 §9). */
    public void restartIce() {
        synchronized (this) {
            gathered.clear();
            gatheredAll = false;
            credentials = null;
            early.clear();
            answered = false;
            offered = false;
        }
        offer(transport.restart());
    }

    /** Every picture that was sent. */
    public SentLog video() {
        return media.videoLog();
    }

    /** Every piece of sound that was sent. */
    public SentLog audio() {
        return media.audioLog();
    }

    public ReceiverOpinion opinion() {
        return media.opinion();
    }

    /** Packets that could not be sent, for want of a path. */
    public long refused() {
        return media.refused();
    }

    /** When the first offer, or the latest, was sent, by {@link System#nanoTime()}; 0 before. */
    public long offeredNanos() {
        return offeredNanos;
    }

    /** When media could be sent for the first time; 0 before. */
    public long connectedNanos() {
        return connectedNanos;
    }

    /** Why there is no path; null while there is one. */
    public @Nullable String lost() {
        return lost;
    }

    /** What carries the packets, for tests that send nonsense. */
    public SenderConnection transport() {
        return transport;
    }

    private void offer(SenderConnection.Credentials own) {
        synchronized (this) {
            credentials = own;
        }
        offer();
    }

    /** Once the credentials are there and, where they go with the offer, the candidates. */
    private void offer() {
        String sdp;
        synchronized (this) {
            SenderConnection.Credentials own = credentials;
            if (own == null || offered || !(gatheredAll || settings.trickles())) {
                return;
            }
            offered = true;
            sdp = media.offer(session, ++version).text(own, gathered);
        }
        offeredNanos = System.nanoTime();
        signaling.offer(sdp);
    }

    private void add(String candidate) {
        String routed = candidate.isEmpty() ? null : route.incoming(candidate);
        if (routed != null && !transport.add(routed)) {
            log.debug("{} has no use for {}", settings.name(), candidate);
        }
    }

    /** Says goodbye to the receiver, and leaves; idempotent. */
    @Override
    public void close() {
        media.close();
        transport.close();
        signaling.close();
    }

    private final class Wire implements MediaWire.Path {
        @Override
        public boolean rtp(byte[] packet, int length) {
            return transport.sendRtp(packet, length);
        }

        @Override
        public boolean rtcp(byte[] packet, int length) {
            return transport.sendRtcp(packet, length);
        }
    }

    private final class Signalled implements RelaySignaling.Listener {
        @Override
        public void onRecorder() {
            synchronized (KnownSender.this) {
                if (begun) {
                    return;
                }
                begun = true;
            }
            offer(transport.gather());
        }

        @Override
        public void onAnswer(String sdp) {
            SenderAnswer answer = SenderAnswer.parse(sdp);
            List<String> candidates;
            synchronized (KnownSender.this) {
                if (answered || !offered) {
                    return;
                }
                answered = true;
                candidates = new ArrayList<>(answer.candidates());
                candidates.addAll(early);
                early.clear();
            }
            media.agree(answer);
            transport.remote(
                    answer.ufrag(),
                    answer.password(),
                    answer.fingerprint(),
                    answer.setup().equals("passive"));
            candidates.forEach(KnownSender.this::add);
        }

        @Override
        public void onCandidate(String candidate) {
            synchronized (KnownSender.this) {
                if (!answered) {
                    early.add(candidate);
                    return;
                }
            }
            add(candidate);
        }
    }

    private final class Transported implements SenderConnection.Listener {
        @Override
        public void onCandidate(String candidate) {
            String routed = route.outgoing(candidate);
            if (routed == null) {
                return;
            }
            if (settings.trickles()) {
                signaling.candidate(routed, SenderOffer.AUDIO_MID, 0);
            } else {
                synchronized (KnownSender.this) {
                    gathered.add(routed);
                }
            }
        }

        @Override
        public void onGathered() {
            if (settings.trickles()) {
                signaling.candidate("", SenderOffer.AUDIO_MID, 0);
                return;
            }
            synchronized (KnownSender.this) {
                gatheredAll = true;
            }
            offer();
        }

        @Override
        public void onConnected() {
            lost = null;
            if (connectedNanos == 0) {
                connectedNanos = System.nanoTime();
            }
            media.start();
        }

        @Override
        public void onLost(String cause) {
            lost = cause;
        }

        @Override
        public void onRtcp(byte[] packet, int offset, int length, long nanos) {
            media.rtcp(packet, offset, length);
        }
    }
}
