package dev.peerscribe.sender;

import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * One source of RTP with the retransmission stream that repairs it (RFC 4588). Its numbers begin at random, as RFC 3550
 * §5.1 wants. Guarded by itself.
 */
final class OutgoingStream {
    /** Some four seconds of 2 Mbit/s. */
    private static final int HISTORY = 1024;

    private final MediaWire wire;
    private final RtpHeaders headers;
    private final int payloadType;
    private final int rtxPayloadType;
    private final int ssrc;
    private final int rtxSsrc;
    private final MediaWire.@Nullable Packet[] history = new MediaWire.Packet[HISTORY];
    private int sequence;
    private int rtxSequence;
    private long packets;
    private long octets;
    private int latestTimestamp;

    /** @param rtxPayloadType 0 where retransmissions go as the packets went */
    OutgoingStream(
            MediaWire wire, RtpHeaders headers, int payloadType, int rtxPayloadType, Sources sources, Random random) {
        this.wire = wire;
        this.headers = headers;
        this.payloadType = payloadType;
        this.rtxPayloadType = rtxPayloadType;
        this.ssrc = sources.ssrc();
        this.rtxSsrc = sources.rtxSsrc();
        this.sequence = random.nextInt(0x10000);
        this.rtxSequence = random.nextInt(0x10000);
    }

    /** The sources of a stream and of its retransmissions, as the offer names them. */
    record Sources(int ssrc, int rtxSsrc) {}

    int ssrc() {
        return ssrc;
    }

    synchronized void send(byte[] payload, int timestamp, boolean marker, long nanos) {
        MediaWire.Packet packet = new MediaWire.Packet(payloadType, marker, sequence, timestamp, ssrc, payload);
        history[sequence % HISTORY] = packet;
        sequence = sequence + 1 & 0xffff;
        packets++;
        octets += payload.length;
        latestTimestamp = timestamp;
        wire.send(headers, packet, nanos);
    }

    /** Sends a packet again; false where it is too old, or never was. */
    synchronized boolean sendAgain(int number, long nanos) {
        MediaWire.Packet kept = history[number % HISTORY];
        if (kept == null || kept.sequence() != number) {
            return false;
        }
        if (rtxPayloadType == 0) {
            wire.send(headers, kept, nanos);
            return true;
        }
        wire.sendAgain(
                headers,
                new MediaWire.Packet(
                        rtxPayloadType, kept.marker(), rtxSequence, kept.timestamp(), rtxSsrc, kept.payload()),
                number,
                nanos);
        rtxSequence = rtxSequence + 1 & 0xffff;
        return true;
    }

    synchronized long packets() {
        return packets;
    }

    synchronized long octets() {
        return octets;
    }

    /** Of the packet sent last. */
    synchronized int latestTimestamp() {
        return latestTimestamp;
    }
}
