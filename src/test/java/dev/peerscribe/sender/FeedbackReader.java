package dev.peerscribe.sender;

import java.nio.ByteBuffer;

/**
 * Reads the RTCP that a receiver sends, strictly: whatever breaks a rule of its format is told as malformed. Knows nothing
 * of who wrote it.
 */
final class FeedbackReader {
    private static final int RECEIVER_REPORT = 201;
    private static final int DESCRIPTION = 202;
    private static final int GOODBYE = 203;
    private static final int TRANSPORT_FEEDBACK = 205;
    private static final int PAYLOAD_FEEDBACK = 206;
    private static final int NACK = 1;
    private static final int TRANSPORT_CC = 15;
    private static final int PLI = 1;
    private static final int FIR = 4;
    private static final int APPLICATION = 15;
    private static final int REMB = 0x52454D42;

    private final Sink sink;

    /** Where it goes. */
    interface Sink {
        /** How a receiver sees one source (RFC 3550 §6.4.2); {@code lastReport} 0 where it has had none. */
        void report(int ssrc, int fractionLost, int cumulativeLost, long highest, int lastReport, long delay);

        /** A packet is asked for again (RFC 4585 §6.2.1). */
        void missing(int ssrc, int sequence);

        /** A NACK ended, of so many packets. */
        void nack(int packets);

        void pictureLoss(int ssrc);

        void intraRequest(int ssrc, int number);

        void maximumBitrate(long bitsPerSecond);

        /**
         * Transport-wide feedback that holds together.
         *
         * @param received how many of the packets it tells of came
         */
        void transport(int base, int packets, int received, int count);

        void malformed(String what);
    }

    FeedbackReader(Sink sink) {
        this.sink = sink;
    }

    void read(byte[] packet, int offset, int length) {
        ByteBuffer data = ByteBuffer.wrap(packet, offset, length).slice();
        while (data.hasRemaining()) {
            if (data.remaining() < 4 || (data.get(data.position()) & 0xc0) != 0x80) {
                sink.malformed("header");
                return;
            }
            int start = data.position();
            int size = 4 + 4 * (data.getShort(start + 2) & 0xffff);
            boolean padded = (data.get(start) & 0x20) != 0;
            int padding = padded && size <= data.remaining() ? data.get(start + size - 1) & 0xff : 0;
            if (size > data.remaining() || padding > size - 4 || (padded && padding == 0)) {
                sink.malformed("length");
                return;
            }
            readOne(data.get(start) & 0x1f, data.get(start + 1) & 0xff, data.slice(start + 4, size - 4 - padding));
            data.position(start + size);
        }
    }

    private void readOne(int count, int type, ByteBuffer body) {
        switch (type) {
            case RECEIVER_REPORT -> readReports(count, body);
            case TRANSPORT_FEEDBACK, PAYLOAD_FEEDBACK -> {
                if (body.remaining() < 8) {
                    sink.malformed("feedback");
                    return;
                }
                int source = body.getInt(4);
                ByteBuffer control = body.slice(8, body.remaining() - 8);
                if (type == TRANSPORT_FEEDBACK) {
                    readTransportFeedback(count, source, control);
                } else {
                    readPayloadFeedback(count, source, control);
                }
            }
            case DESCRIPTION, GOODBYE -> {
                // says nothing of what was sent
            }
            default -> sink.malformed("type " + type);
        }
    }

    private void readReports(int count, ByteBuffer body) {
        if (body.remaining() < 4 + 24 * count) {
            sink.malformed("receiver report");
            return;
        }
        for (int block = 4; block < 4 + 24 * count; block += 24) {
            int loss = body.getInt(block + 4);
            sink.report(
                    body.getInt(block),
                    loss >>> 24,
                    loss << 8 >> 8,
                    body.getInt(block + 8) & 0xffff_ffffL,
                    body.getInt(block + 16),
                    body.getInt(block + 20) & 0xffff_ffffL);
        }
    }

    private void readTransportFeedback(int format, int source, ByteBuffer control) {
        switch (format) {
            case NACK -> {
                if (control.remaining() == 0 || control.remaining() % 4 != 0) {
                    sink.malformed("NACK");
                    return;
                }
                int packets = 0;
                while (control.hasRemaining()) {
                    int first = control.getShort() & 0xffff;
                    int following = control.getShort() & 0xffff;
                    sink.missing(source, first);
                    packets++;
                    for (int bit = 0; bit < 16; bit++) {
                        if ((following >> bit & 1) != 0) {
                            sink.missing(source, first + bit + 1 & 0xffff);
                            packets++;
                        }
                    }
                }
                sink.nack(packets);
            }
            case TRANSPORT_CC -> TransportCcReader.read(control, sink);
            default -> sink.malformed("transport feedback " + format);
        }
    }

    private void readPayloadFeedback(int format, int source, ByteBuffer control) {
        switch (format) {
            case PLI -> sink.pictureLoss(source);
            case FIR -> {
                if (control.remaining() == 0 || control.remaining() % 8 != 0) {
                    sink.malformed("FIR");
                    return;
                }
                while (control.hasRemaining()) {
                    sink.intraRequest(control.getInt(), control.getInt() >>> 24);
                }
            }
            case APPLICATION -> {
                int sources = control.remaining() < 8 ? -1 : control.get(4) & 0xff;
                if (sources < 0 || control.getInt(0) != REMB || control.remaining() != 8 + 4 * sources) {
                    sink.malformed("REMB");
                    return;
                }
                int rate = control.getInt(4) & 0xff_ffff;
                sink.maximumBitrate((long) (rate & 0x3_ffff) << (rate >> 18));
            }
            default -> sink.malformed("payload feedback " + format);
        }
    }
}
