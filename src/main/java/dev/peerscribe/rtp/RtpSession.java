package dev.peerscribe.rtp;

import dev.peerscribe.codec.Depacketizer;
import dev.peerscribe.codec.FrameBufferPool;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Everything that is received over one BUNDLE transport (RFC 8843): decrypted packets in, frames and the RTCP that is to be
 * sent out. Used by one thread at a time, which is the caller's to see to; what it gets is the caller's again after the
 * call. Times are those of {@link System#nanoTime()} and do not run backwards.
 */
public final class RtpSession implements AutoCloseable {
    private static final int IDENTIFIERS = 256;
    private static final long HOUSEKEEPING = 1_000_000_000L;

    private final RtpSettings settings;
    private final SessionParts parts;
    private final SourceTable sources;
    private final Demultiplexer demultiplexer;
    private final RtcpReader reader = new RtcpReader(new Reported());
    private final RtcpWriter writer;
    private final ReceiverReports reports;
    private final Remb remb;
    private final TransportFeedback feedback;
    private final HeldMemory memory;
    private final RtpPacket packet = new RtpPacket();

    // All owned by whoever holds the caller's lock.
    private final @Nullable PacketExtension[] extensions = new @Nullable PacketExtension[IDENTIFIERS];
    private boolean wantsRemb;
    private boolean wantsFeedback;
    private long feedbackDue;
    private long housekeepingDue;
    private boolean ticked;
    private boolean closed;

    /**
     * A session that receives nothing yet.
     *
     * @param localSsrc under which RTCP is sent, 0 to 2³²−1
     * @param cname the name in it (RFC 7022)
     * @param random by which reports of many sessions do not fall together
     */
    public RtpSession(
            long localSsrc,
            String cname,
            FrameBufferPool frames,
            Output output,
            RtpSettings settings,
            RandomGenerator random) {
        this(localSsrc, cname, frames, output, settings, random, Depacketizer::of);
    }

    RtpSession(
            long localSsrc,
            String cname,
            FrameBufferPool frames,
            Output output,
            RtpSettings settings,
            RandomGenerator random,
            DepacketizerFactory depacketizers) {
        this.settings = settings;
        writer = new RtcpWriter(localSsrc, cname, output);
        parts = new SessionParts(
                settings,
                frames,
                depacketizers,
                output,
                new PacketPool(),
                new RoundTripTime(),
                new PeerClock(),
                new Refusals(),
                writer);
        sources = new SourceTable(settings.mostSources());
        demultiplexer = new Demultiplexer(parts, sources);
        reports = new ReceiverReports(writer, settings.reportInterval().toNanos(), random);
        remb = new Remb(writer, settings.maxBitsPerSecond());
        feedback = new TransportFeedback(writer);
        memory = new HeldMemory(settings.heldBytes(), sources, demultiplexer.sections());
    }

    /** What was negotiated, after each offer and answer; sections that stay keep what they know, by their mid. */
    public void receive(List<ReceiveSection> described) {
        if (closed) {
            return;
        }
        List<Section> sections = demultiplexer.sections();
        for (Section section : List.copyOf(sections)) {
            boolean stays = described.stream()
                    .anyMatch(one -> one.mid().equals(section.mid()) && one.video() == section.isVideo());
            if (!stays) {
                sources.removeAll(section);
                sections.remove(section);
            }
        }
        Arrays.fill(extensions, null);
        boolean reducedSize = !described.isEmpty();
        wantsRemb = false;
        wantsFeedback = false;
        for (ReceiveSection one : described) {
            Section section = section(one.mid());
            if (section == null) {
                section = new Section(one, parts.output());
                sections.add(section);
            } else {
                section.describe(one);
            }
            one.extensions().forEach((id, extension) -> {
                if (id > 0 && id < IDENTIFIERS) {
                    extensions[id] = extension;
                }
            });
            reducedSize &= one.reducedSize();
            wantsRemb |= section.has(FeedbackKind.REMB, null);
            wantsFeedback |= section.has(FeedbackKind.TRANSPORT_CC, null);
        }
        writer.reducedSize(reducedSize);
    }

    /** A packet of RTP. */
    public void rtp(byte[] data, int offset, int length, long nanos) {
        if (closed) {
            return;
        }
        Refusal refusal = packet.read(data, offset, length);
        if (refusal != null) {
            parts.refusals().count(refusal);
            return;
        }
        packet.readExtensions(extensions);
        if (packet.transportSequence() >= 0 && wantsFeedback) {
            feedback.arrived(packet.transportSequence(), nanos);
        }
        Source source = demultiplexer.source(packet, nanos);
        if (source != null) {
            source.packet(packet, nanos);
            memory.makeRoom(nanos);
            writer.flush();
        }
    }

    /** A datagram of RTCP. */
    public void rtcp(byte[] data, int offset, int length, long nanos) {
        if (closed) {
            return;
        }
        if (!reader.read(data, offset, length, nanos)) {
            parts.refusals().count(Refusal.RTCP);
        }
        memory.makeRoom(nanos); // after a goodbye what waited is a frame begun
    }

    /** Time passes; to be called every 10 to 20 ms. */
    public void tick(long nanos) {
        if (closed) {
            return;
        }
        if (!ticked) {
            ticked = true;
            housekeepingDue = nanos + HOUSEKEEPING;
            feedbackDue = nanos;
        }
        List<Section> sections = demultiplexer.sections();
        for (int i = 0; i < sections.size(); i++) {
            sections.get(i).tick(nanos); // first, as the layer that is chosen now is to be asked for a key frame now
        }
        List<Source> all = sources.all();
        for (int i = 0; i < all.size(); i++) {
            if (all.get(i) instanceof MediaSource media) {
                media.tick(nanos);
            }
        }
        memory.makeRoom(nanos);
        if (feedback.isPending() && nanos >= feedbackDue && !all.isEmpty()) {
            feedbackDue = nanos + settings.feedbackInterval().toNanos();
            feedback.write(all.getFirst().ssrc());
        }
        if (reports.isDue(nanos) && !all.isEmpty()) {
            report(all, nanos);
        }
        if (nanos >= housekeepingDue) {
            housekeepingDue = nanos + HOUSEKEEPING;
            sources.forgetSilent(nanos);
        }
        writer.flush();
    }

    private void report(List<Source> all, long nanos) {
        reports.write(all, nanos);
        if (wantsRemb) {
            long bitsPerSecond = 0;
            for (Section section : demultiplexer.sections()) {
                bitsPerSecond += section.bitsPerSecond();
            }
            remb.reported(reports.expected(), reports.lost(), bitsPerSecond);
            remb.write(all);
        }
    }

    /** ICE was restarted or another path chosen: a gap is to be expected and says nothing about the network. */
    public void pathChanged(long nanos) {
        for (Source source : sources.all()) {
            if (source instanceof MediaSource media) {
                media.pathChanged(nanos);
            }
        }
        remb.passOver();
    }

    /** A key frame of this section is to be asked for, since whoever gets its frames can use none without one. */
    public void requestKeyFrame(String mid) {
        Section section = section(mid);
        if (section != null) {
            section.needKeyFrame();
        }
    }

    /** What became of each section so far. */
    public List<StreamStatistics> statistics() {
        return demultiplexer.sections().stream().map(Section::statistics).toList();
    }

    /** Packets that were not taken so far, by cause. */
    public Map<Refusal, Long> refusals() {
        return parts.refusals().counts();
    }

    /** Memory of packets that wait for others, in bytes. */
    int waitingBytes() {
        return parts.packets().taken();
    }

    /** Memory of those, and of frames that did not go out yet, in bytes. */
    int heldBytes() {
        return memory.bytes();
    }

    /** Gives everything back; whatever comes afterwards is let go. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            for (Source source : List.copyOf(sources.all())) {
                sources.remove(source);
            }
        }
    }

    private @Nullable Section section(String mid) {
        for (Section section : demultiplexer.sections()) {
            if (section.mid().equals(mid)) {
                return section;
            }
        }
        return null;
    }

    /** What RTCP says. */
    private final class Reported implements RtcpReader.Sink {
        @Override
        public void senderReport(int ssrc, long senderNanos, int middle, int timestamp, long nanos) {
            if (sources.find(ssrc) instanceof MediaSource media) {
                media.senderReport(senderNanos, middle, timestamp, nanos);
            }
        }

        @Override
        public void goodbye(int ssrc, long nanos) {
            if (sources.find(ssrc) instanceof MediaSource media) {
                media.end(nanos);
            }
        }
    }

    /** Where frames and RTCP go. Called from within the session's methods, by their thread. */
    public interface Output {
        /** A frame of a section; its data are the receiver's to close. */
        void frame(String mid, ReceivedFrame frame);

        /** A datagram to be sent; the bytes are there only during the call. */
        void rtcp(byte[] datagram, int offset, int length);
    }
}
