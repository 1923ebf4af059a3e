package dev.peerscribe.rtp;

import dev.peerscribe.codec.AssembledFrame;
import dev.peerscribe.codec.Codec;
import dev.peerscribe.codec.Depacketizer;
import org.jspecify.annotations.Nullable;

/** One source of media: from its packets, in any order, to the frames that can be decoded. */
final class MediaSource implements Source, PacketOrder.Sink, Depacketizer.Output {
    /** A source that was silent for so long was away; what was missed and what was asked for is beyond hope. */
    private static final long AWAY = 1_000_000_000L;
    /** A source that was silent for so long is not asked for anything. */
    private static final long GONE = 5_000_000_000L;
    /** So long a source may send before it is asked for a key frame that it would have begun with by itself. */
    private static final long FIRST_KEY_FRAME = 200_000_000L;

    private final int ssrc;
    private final Section section;
    private final @Nullable String rid;
    private final String layer;
    private final SessionParts parts;
    private final ExtendedSequence sequences = new ExtendedSequence();
    private final ExtendedTimestamp timestamps = new ExtendedTimestamp();
    private final ReceptionStatistics reception;
    private final KeyFrameRequests requests;
    private final DecodableFrames decodable;
    private final SenderClock clock;
    private final MediaPacket arrival = new MediaPacket(new byte[0]);

    private final PacketOrder order;
    private final long firstAt;

    // All owned by the session.
    private boolean ended;
    private long endedAt;
    private long heardAt;
    private long aliveSince;
    private boolean pathChanged;
    private long now;
    private @Nullable Codec codec;
    private @Nullable Depacketizer depacketizer;
    private int rotation;
    private int audioLevel = -1;
    private long pixels;
    private int firRequests;

    MediaSource(int ssrc, Section section, @Nullable String rid, int firstSequence, SessionParts parts, long nanos) {
        this.ssrc = ssrc;
        this.section = section;
        this.rid = rid;
        layer = section.layer(ssrc, rid);
        this.parts = parts;
        reception = new ReceptionStatistics(section.clockRate());
        requests = new KeyFrameRequests(parts.roundTrip());
        decodable = new DecodableFrames(section.isVideo());
        clock = new SenderClock(section.clockRate(), !section.isVideo(), parts.clock());
        order = new PacketOrder(sequences.accept(firstSequence), parts, this, nanos);
        firstAt = nanos;
        heardAt = nanos;
        aliveSince = nanos;
    }

    @Override
    public void packet(RtpPacket packet, long nanos) {
        now = nanos;
        long sequence = sequences.accept(packet.sequence());
        if (sequence == ExtendedSequence.NOT_BELIEVED) {
            parts.refusals().count(Refusal.SEQUENCE);
            return;
        }
        if (sequences.restarted()) {
            order.skipTo(sequence);
            reception.restarted();
        }
        reception.received(sequence, packet.timestamp(), nanos);
        boolean newest = sequence > order.highest();
        if (newest && nanos - endedAt > Section.STALLED) {
            ended = false; // no packet that was under way: it goes on, as one does that was switched off for a while
        }
        arrival.timestamp = newest ? timestamps.accept(packet.timestamp()) : timestamps.near(packet.timestamp());
        if (newest) {
            clock.arrived(arrival.timestamp, nanos);
        }
        arrival.payloadType = packet.payloadType();
        arrival.offset = packet.payloadOffset();
        arrival.length = packet.payloadLength();
        if (!(section.format(packet.payloadType()) instanceof PayloadFormat.Media)) {
            parts.refusals().count(Refusal.UNKNOWN_PAYLOAD_TYPE);
            arrival.length = 0; // its number belongs to the row all the same
        }
        section.received(arrival.length);
        take(packet, sequence, false, nanos);
    }

    /** A packet of this source came once more, by RTX. */
    void retransmission(RtpPacket packet, int payloadType, long nanos) {
        now = nanos;
        long sequence = sequences.near(Bytes.u16(packet.data(), packet.payloadOffset()));
        if (!(section.format(payloadType) instanceof PayloadFormat.Media) || sequence > order.highest()) {
            parts.refusals().count(Refusal.UNKNOWN_ORIGINAL); // nothing repeats what was not sent before
            return;
        }
        arrival.timestamp = timestamps.near(packet.timestamp());
        arrival.payloadType = payloadType;
        arrival.offset = packet.payloadOffset() + 2;
        arrival.length = packet.payloadLength() - 2;
        section.retransmitted(arrival.length);
        take(packet, sequence, true, nanos);
    }

    private void take(RtpPacket packet, long sequence, boolean retransmission, long nanos) {
        arrival.data = packet.data();
        arrival.sequence = sequence;
        arrival.marker = packet.marker();
        arrival.rotation = packet.rotation();
        arrival.audioLevel = packet.audioLevel();
        boolean away = pathChanged || nanos - heardAt > AWAY;
        pathChanged = false;
        boolean stalled = nanos - heardAt > Section.STALLED;
        if (away) {
            requests.askAnew();
        }
        if (stalled) {
            aliveSince = nanos;
        }
        if ((away || stalled) && sequence > order.highest() + 1) {
            requests.need(); // most likely not everything can be had again, and then it is there at once
        }
        heardAt = nanos;
        Refusal refusal = order.take(arrival, retransmission, away, nanos);
        if (refusal != null) {
            parts.refusals().count(refusal);
        }
        if (nanos >= order.missing().due()) {
            askForMissing(nanos);
        }
    }

    /** Time passes: gives up what is hopeless, asks for what is missing. */
    void tick(long nanos) {
        now = nanos;
        order.tick(nanos);
        if (nanos >= order.missing().due()) {
            askForMissing(nanos);
        }
        if (decodable.isWaiting() && nanos - firstAt >= FIRST_KEY_FRAME) {
            requests.need();
        }
        askForKeyFrame(nanos);
    }

    private void askForMissing(long nanos) {
        if (section.has(FeedbackKind.NACK, codec) && section.wants(this)) {
            section.nacked(parts.rtcp().nack(ssrc, order.missing(), nanos));
        }
    }

    private void askForKeyFrame(long nanos) {
        if (!section.isVideo() || ended || nanos - heardAt > GONE || !section.wants(this)) {
            return;
        }
        boolean pli = section.has(FeedbackKind.PLI, codec);
        if ((pli || section.has(FeedbackKind.FIR, codec)) && requests.ask(nanos)) {
            if (pli) {
                parts.rtcp().pli(ssrc);
            } else {
                parts.rtcp().fir(ssrc, firRequests++ & 0xff);
            }
            section.askedForKeyFrame();
        }
    }

    @Override
    public boolean retransmitsApart() {
        return section.hasRetransmissions();
    }

    @Override
    public long longestWait() {
        boolean asks = section.isVideo() && section.has(FeedbackKind.NACK, codec) && section.wants(this);
        return (asks ? parts.settings().longestWait() : parts.settings().longestSoundWait()).toNanos();
    }

    @Override
    public void packet(MediaPacket packet) {
        if (section.format(packet.payloadType) instanceof PayloadFormat.Media format && format.codec() != codec) {
            begin(format.codec());
        }
        if (packet.rotation >= 0) {
            rotation = packet.rotation;
        }
        audioLevel = packet.audioLevel;
        if (depacketizer != null) {
            depacketizer.accept(packet.data, packet.offset, packet.length, packet.timestamp, packet.marker);
        }
    }

    private void begin(Codec other) {
        if (depacketizer != null) {
            depacketizer.close();
            decodable.begin();
        }
        codec = other;
        depacketizer = parts.depacketizers().make(other, parts.frames(), this);
    }

    @Override
    public void gap() {
        if (depacketizer != null) {
            depacketizer.gap();
        }
        lostFrames();
    }

    private void lostFrames() {
        decodable.lost();
        if (decodable.isWaiting()) {
            requests.need();
        }
    }

    @Override
    public void frame(AssembledFrame frame) {
        Codec of = codec;
        if (of == null || !decodable.takes(frame)) {
            requests.need();
            section.dropped(DropCause.WITHHELD);
            frame.data().close();
            return;
        }
        if (frame.key()) {
            requests.came();
            pixels = (long) frame.width() * frame.height();
        }
        section.frame(this, frame, of, now);
    }

    @Override
    public void broken(long timestamp, Depacketizer.BrokenFrame cause) {
        section.dropped(
                switch (cause) {
                    case LOSS -> DropCause.LOST;
                    case MALFORMED -> DropCause.MALFORMED;
                    case TOO_LARGE -> DropCause.TOO_LARGE;
                    case NO_ROOM -> DropCause.NO_ROOM;
                });
        lostFrames();
    }

    /** The memory of its packets that wait and of its frame begun, in bytes. */
    int heldBytes() {
        return order.heldBytes() + (depacketizer == null ? 0 : depacketizer.heldBytes());
    }

    /** Gives up what it holds, so that others have room; goes on with a key frame. */
    void giveUp(long nanos) {
        now = nanos;
        parts.refusals().count(Refusal.NO_ROOM, order.drop());
        if (depacketizer != null) {
            depacketizer.giveUp();
        }
        lostFrames();
    }

    /** A key frame is to come from this source, since it is about to be the chosen one. */
    void needKeyFrame() {
        requests.need();
    }

    /** A sender report (RFC 3550 §6.4.1). */
    void senderReport(long senderNanos, int middle, int timestamp, long nanos) {
        reception.senderReport(middle, nanos);
        if (timestamps.latest() >= 0) {
            clock.reported(senderNanos, timestamps.near(timestamp), nanos);
        }
    }

    /** The source says goodbye (RFC 3550 §6.6): nothing more will come, so what waits goes on. */
    void end(long nanos) {
        now = nanos;
        ended = true;
        endedAt = nanos;
        order.skipTo(order.highest() + 1);
    }

    /** The path is another one: what was asked for was perhaps not heard, and silence meant nothing. */
    void pathChanged(long nanos) {
        order.missing().askAnew(nanos);
        requests.askAnew();
        heardAt = nanos;
        pathChanged = true;
    }

    /** The latest presentation time is this one's to say. */
    SenderClock clock() {
        return clock;
    }

    Loss takeLoss() {
        return decodable.takeLoss();
    }

    @Nullable
    String rid() {
        return rid;
    }

    @Nullable
    Codec codec() {
        return codec;
    }

    /** Sources of the same layer take one another's place. */
    String layer() {
        return layer;
    }

    boolean isEnded() {
        return ended;
    }

    long aliveSince() {
        return aliveSince;
    }

    /** Of the latest key frame; 0 while none came. */
    long pixels() {
        return pixels;
    }

    int rotation() {
        return rotation;
    }

    int audioLevel() {
        return audioLevel;
    }

    @Override
    public int ssrc() {
        return ssrc;
    }

    @Override
    public Section section() {
        return section;
    }

    @Override
    public long heardAt() {
        return heardAt;
    }

    @Override
    public ReceptionStatistics reception() {
        return reception;
    }

    @Override
    public void close() {
        order.close();
        clock.close();
        if (depacketizer != null) {
            depacketizer.close();
        }
    }
}
