package dev.peerscribe.rtp;

import org.jspecify.annotations.Nullable;

/** Packets of another source once more (RFC 4588 §4): in front of the payload is the number that the packet had. */
final class RetransmissionSource implements Source {
    private final int ssrc;
    private final Section section;
    private final @Nullable String repairedRid;
    private final Refusals refusals;
    private final ExtendedSequence sequences = new ExtendedSequence(); // owned by the session, as is the next
    private final ReceptionStatistics reception;
    private long heardAt;

    RetransmissionSource(int ssrc, Section section, @Nullable String repairedRid, Refusals refusals) {
        this.ssrc = ssrc;
        this.section = section;
        this.repairedRid = repairedRid;
        this.refusals = refusals;
        this.reception = new ReceptionStatistics(section.clockRate());
    }

    @Override
    public void packet(RtpPacket packet, long nanos) {
        heardAt = nanos;
        long sequence = sequences.accept(packet.sequence());
        if (sequence == ExtendedSequence.NOT_BELIEVED) {
            refusals.count(Refusal.SEQUENCE);
            return;
        }
        if (sequences.restarted()) {
            reception.restarted();
        }
        reception.received(sequence, packet.timestamp(), nanos);
        if (packet.payloadLength() == 0) {
            return; // padding, by which the sender finds out what the path can take
        }
        MediaSource original = section.original(ssrc, repairedRid);
        if (packet.payloadLength() < 2
                || original == null
                || !(section.format(packet.payloadType()) instanceof PayloadFormat.Retransmission format)) {
            refusals.count(Refusal.UNKNOWN_ORIGINAL);
            return;
        }
        original.retransmission(packet, format.associated(), nanos);
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
        // holds nothing
    }
}
