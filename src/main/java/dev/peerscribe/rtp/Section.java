package dev.peerscribe.rtp;

import dev.peerscribe.codec.AssembledFrame;
import dev.peerscribe.codec.Codec;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One section of the description: its sources, and what is handed over of them. */
final class Section {
    /** A source that was silent for so long does not come any more, for now. */
    static final long STALLED = 500_000_000L;
    /** Between the presentation times of two frames at least. */
    private static final long SHORTEST_FRAME = 1_000_000L;
    /** How long after it came a frame may be to be shown. */
    private static final long FARTHEST_AHEAD = 1_000_000_000L;

    private static final int PAYLOAD_TYPES = 128;

    private final String mid;
    private final byte[] midBytes;
    private final boolean video;
    private final RtpSession.Output output;
    private final LayerChoice layers = new LayerChoice();
    private final OpeningFrames opening = new OpeningFrames();

    // All owned by the session.
    private ReceiveSection described;
    private @Nullable PayloadFormat[] formats = new @Nullable PayloadFormat[PAYLOAD_TYPES];
    private final Map<Codec, Set<FeedbackKind>> feedback = new EnumMap<>(Codec.class);
    private boolean retransmissions;
    private long presented = Long.MIN_VALUE;
    private final RateMeter rate = new RateMeter();
    private final Freezes freezes = new Freezes();
    private final Map<DropCause, Long> dropped = new EnumMap<>(DropCause.class);
    private long goneReceived;
    private long goneLost;
    private long bytes;
    private long frames;
    private long keyFrameRequests;
    private long nacks;
    private long retransmitted;
    private int width;
    private int height;

    Section(ReceiveSection described, RtpSession.Output output) {
        this.mid = described.mid();
        this.midBytes = mid.getBytes(StandardCharsets.US_ASCII);
        this.video = described.video();
        this.output = output;
        this.described = described;
        describe(described);
    }

    /** What was negotiated changed; sources stay. */
    void describe(ReceiveSection now) {
        described = now;
        formats = new @Nullable PayloadFormat[PAYLOAD_TYPES];
        feedback.clear();
        retransmissions = false;
        now.payloadTypes().forEach((number, format) -> {
            if (number < 0 || number >= PAYLOAD_TYPES) {
                return;
            }
            formats[number] = format;
            switch (format) {
                case PayloadFormat.Media media ->
                    feedback.computeIfAbsent(media.codec(), codec -> EnumSet.noneOf(FeedbackKind.class))
                            .addAll(media.feedback());
                case PayloadFormat.Retransmission _ -> retransmissions = true;
            }
        });
    }

    /** Whether any codec is answered so; that of a source once it is known. */
    boolean has(FeedbackKind kind, @Nullable Codec codec) {
        if (codec != null) {
            Set<FeedbackKind> kinds = feedback.get(codec);
            return kinds != null && kinds.contains(kind);
        }
        for (Set<FeedbackKind> kinds : feedback.values()) {
            if (kinds.contains(kind)) {
                return true;
            }
        }
        return false;
    }

    @Nullable
    PayloadFormat format(int payloadType) {
        return payloadType < 0 ? null : formats[payloadType];
    }

    /** Whether what is asked for comes on a source of its own. */
    boolean hasRetransmissions() {
        return retransmissions;
    }

    void add(MediaSource source) {
        layers.add(source);
    }

    /** A source is forgotten, what it counted is not. */
    void remove(MediaSource source) {
        letGoOfOpening();
        layers.remove(source);
        goneReceived += source.reception().packetsReceived();
        goneLost += source.reception().packetsLost();
    }

    int mediaSources() {
        return layers.sources().size();
    }

    /** The source that a retransmission belongs to; null where nobody can say. */
    @Nullable
    MediaSource original(int retransmission, @Nullable String repairedRid) {
        List<MediaSource> sources = layers.sources();
        for (SignalledSource signalled : described.sources()) {
            if (signalled.retransmission().isPresent()
                    && (int) signalled.retransmission().getAsLong() == retransmission) {
                return bySsrc(sources, (int) signalled.ssrc());
            }
        }
        for (int i = sources.size() - 1; i >= 0; i--) {
            MediaSource source = sources.get(i);
            if (repairedRid == null ? source.rid() == null : repairedRid.equals(source.rid())) {
                return source;
            }
        }
        return null;
    }

    private static @Nullable MediaSource bySsrc(List<MediaSource> sources, int ssrc) {
        for (int i = 0; i < sources.size(); i++) {
            if (sources.get(i).ssrc() == ssrc) {
                return sources.get(i);
            }
        }
        return null;
    }

    /** Which layer a source is; sources that are of the same take one another's place. */
    String layer(int ssrc, @Nullable String rid) {
        if (rid != null) {
            return rid;
        }
        if (described.sources().size() > 1) {
            for (SignalledSource signalled : described.sources()) {
                if ((int) signalled.ssrc() == ssrc) {
                    return "ssrc:" + signalled.ssrc();
                }
            }
        }
        return "";
    }

    boolean wants(MediaSource source) {
        return layers.wants(source);
    }

    /** A frame that can be decoded if its layer is the chosen one. */
    void frame(MediaSource source, AssembledFrame frame, Codec codec, long nanos) {
        if (source.layer().isEmpty()) {
            opening.end();
        }
        MediaSource before = layers.current();
        if (!layers.takes(source, frame.key(), !opening.isOver())) {
            source.takeLoss();
            letGo(frame);
            return;
        }
        boolean switched = before != null && before != source;
        if (!opening.isOver()) {
            if (switched) {
                letGoOfOpening();
            }
            opening.hold(source, frame, codec, nanos);
            handOverOpening(nanos);
            return;
        }
        Loss loss = source.takeLoss();
        if (before != null && switched) {
            boolean stalled = video && !before.isEnded() && nanos - before.heardAt() > STALLED;
            loss = stalled ? Loss.KEY_FRAME : before.takeLoss();
        }
        handOver(source, frame, codec, loss, nanos);
    }

    private void handOver(MediaSource source, AssembledFrame frame, Codec codec, Loss loss, long nanos) {
        // Whatever a sender's clock does, one frame must not take all later ones with it into the future.
        long presentation = Math.min(source.clock().presentation(frame.timestamp(), nanos), nanos + FARTHEST_AHEAD);
        if (frames > 0) {
            presentation = Math.max(presentation, presented + SHORTEST_FRAME);
        }
        presented = presentation;
        frames++;
        if (video) {
            width = frame.width();
            height = frame.height();
            freezes.frame(presentation);
        }
        output.frame(mid, new ReceivedFrame(frame, codec, presentation, source.rotation(), source.audioLevel(), loss));
    }

    private void handOverOpening(long nanos) {
        if (opening.isDue(nanos)) {
            endOpening(nanos);
        }
    }

    /** The memory of the frames that wait for a better layer, in bytes. */
    int openingBytes() {
        return opening.bytes();
    }

    /** Hands over the frames that wait for a better layer: another one is taken at its next key frame. */
    void endOpening(long nanos) {
        opening.end();
        for (OpeningFrames.Held held : opening.take()) {
            handOver(held.source(), held.frame(), held.codec(), held.source().takeLoss(), nanos);
        }
    }

    private void letGo(AssembledFrame frame) {
        dropped(DropCause.OTHER_LAYER);
        frame.data().close();
    }

    private void letGoOfOpening() {
        for (OpeningFrames.Held held : opening.take()) {
            letGo(held.frame());
        }
    }

    /** Of the layer that is handed over. */
    void needKeyFrame() {
        MediaSource current = layers.current();
        if (current != null) {
            current.needKeyFrame();
        }
    }

    void tick(long nanos) {
        rate.tick(nanos);
        layers.tick(nanos);
        handOverOpening(nanos);
    }

    void received(int payload) {
        bytes += payload;
        rate.add(payload);
    }

    void retransmitted(int payload) {
        retransmitted++;
        received(payload);
    }

    void dropped(DropCause cause) {
        dropped.merge(cause, 1L, Long::sum);
    }

    void nacked(int packets) {
        nacks += packets;
    }

    void askedForKeyFrame() {
        keyFrameRequests++;
    }

    boolean isOfMid(RtpPacket packet) {
        return packet.isOfMid(midBytes);
    }

    ReceiveSection described() {
        return described;
    }

    String mid() {
        return mid;
    }

    boolean isVideo() {
        return video;
    }

    /** Of the timestamps of all its sources (RFC 7587 §4.1, and 90 kHz for all pictures). */
    int clockRate() {
        return video ? 90_000 : 48_000;
    }

    long bitsPerSecond() {
        return rate.bitsPerSecond();
    }

    StreamStatistics statistics() {
        long received = goneReceived;
        long lost = goneLost;
        for (MediaSource source : layers.sources()) {
            received += source.reception().packetsReceived();
            lost += source.reception().packetsLost();
        }
        MediaSource current = layers.current();
        return new StreamStatistics(
                mid,
                current == null ? Optional.empty() : Optional.ofNullable(current.codec()),
                received,
                lost,
                bytes,
                frames,
                dropped,
                keyFrameRequests,
                nacks,
                retransmitted,
                current == null ? 0 : current.reception().jitterSeconds(),
                width,
                height,
                rate.bitsPerSecond(),
                freezes.count());
    }
}
