package dev.peerscribe.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.peerscribe.codec.Codec;
import dev.peerscribe.codec.FrameBufferPool;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;

/**
 * A sender, a network in both directions and a session that receives, all on virtual time: everything happens in order, and
 * the same again for the same seed.
 */
final class SimulatedCall implements RtpSession.Output {
    static final long SECOND = 1_000_000_000L;
    static final long MILLI = 1_000_000L;
    static final long LOCAL_SSRC = 0x0102_0304L;
    /** Seconds from 1900 to some day at which the sender's clock begins. */
    private static final long SENDER_EPOCH = 3_900_000_000L;

    final SimulatedNetwork there;
    final SimulatedNetwork back;
    final FrameBufferPool pool = new FrameBufferPool();
    final RtpSession session;
    final List<SimulatedStream> streams = new ArrayList<>();
    final List<Received> frames = new ArrayList<>();
    final List<byte[]> feedback = new ArrayList<>();
    final SimulatedStream.TransportNumbers numbers = new SimulatedStream.TransportNumbers();
    int nacks;
    int plis;
    int firs;
    double senderPpm;
    long senderStep;
    boolean answersKeyFrames = true;
    boolean repeats = true;
    long tick = 10 * MILLI;
    long now;
    private long nextTick;
    private final List<long[]> reports = new ArrayList<>();
    private Set<FeedbackKind> kinds = EnumSet.allOf(FeedbackKind.class);

    SimulatedCall(long seed) {
        this(seed, RtpSettings.defaults());
    }

    SimulatedCall(long seed, RtpSettings settings) {
        there = new SimulatedNetwork(seed);
        back = new SimulatedNetwork(seed + 1);
        session = new RtpSession(LOCAL_SSRC, "cname", pool, this, settings, new Random(seed), TestFormat::new);
    }

    SimulatedCall with(SimulatedStream... added) {
        streams.addAll(Arrays.asList(added));
        for (SimulatedStream stream : added) {
            reports.add(new long[] {stream.begins + stream.firstReport});
        }
        return this;
    }

    SimulatedCall answering(FeedbackKind... feedbackKinds) {
        kinds = EnumSet.copyOf(Arrays.asList(feedbackKinds));
        return this;
    }

    ReceiveSection section(String mid, boolean video, SignalledSource... sources) {
        Map<Integer, PayloadFormat> types = video
                ? Map.of(
                        SimulatedStream.VP8, new PayloadFormat.Media(Codec.VP8, kinds),
                        SimulatedStream.VP8_RTX, new PayloadFormat.Retransmission(SimulatedStream.VP8))
                : Map.of(SimulatedStream.OPUS, new PayloadFormat.Media(Codec.OPUS, Set.of(FeedbackKind.TRANSPORT_CC)));
        return new ReceiveSection(
                mid,
                video,
                types,
                Map.of(
                        1, PacketExtension.MID,
                        2, PacketExtension.RID,
                        3, PacketExtension.REPAIRED_RID,
                        4, PacketExtension.TRANSPORT_CC,
                        5, PacketExtension.VIDEO_ORIENTATION,
                        6, PacketExtension.AUDIO_LEVEL),
                List.of(sources),
                List.of(),
                true);
    }

    static SignalledSource signalled(SimulatedStream stream) {
        return new SignalledSource(stream.ssrc & 0xffff_ffffL, OptionalLong.of(stream.rtxSsrc & 0xffff_ffffL));
    }

    /** Lets everything happen until then. */
    void runTo(long end) {
        while (true) {
            long next = Math.min(nextTick, Math.min(there.next(), back.next()));
            for (int i = 0; i < streams.size(); i++) {
                next = Math.min(next, streams.get(i).next() + streams.get(i).encodingDelay);
                next = Math.min(next, reports.get(i)[0]);
            }
            if (next > end) {
                now = end;
                return;
            }
            now = next;
            if (there.next() == now) {
                arrive(there.receive());
            } else if (back.next() == now) {
                answer(back.receive());
            } else if (!send()) {
                session.tick(now);
                nextTick += tick;
            }
        }
    }

    private boolean send() {
        for (int i = 0; i < streams.size(); i++) {
            SimulatedStream stream = streams.get(i);
            if (stream.next() != Long.MAX_VALUE && stream.next() + stream.encodingDelay == now) {
                for (byte[] packet : stream.make(numbers)) {
                    there.send(packet, Math.max(now, stream.heldUntil));
                }
                return true;
            }
            if (reports.get(i)[0] == now) {
                reports.get(i)[0] = now < stream.ends ? now + stream.reportInterval : Long.MAX_VALUE;
                there.send(senderReport(stream), now);
                return true;
            }
        }
        return false;
    }

    private void arrive(byte[] packet) {
        byte[] padded = new byte[packet.length + 20];
        System.arraycopy(packet, 0, padded, 10, packet.length);
        int type = packet[1] & 0xff;
        if (type >= 192 && type <= 223) {
            session.rtcp(padded, 10, packet.length, now);
        } else {
            session.rtp(padded, 10, packet.length, now);
        }
        Arrays.fill(padded, (byte) 0x55); // the bytes were the caller's only during the call
    }

    byte[] senderReport(SimulatedStream stream) {
        byte[] report = new byte[28];
        double clock = now * (1 + senderPpm / 1e6) + senderStep;
        long nanos = (long) clock;
        Bytes.put32(report, 0, 0x80C8_0006);
        Bytes.put32(report, 4, stream.ssrc);
        Bytes.put32(report, 8, (int) (SENDER_EPOCH + nanos / SECOND));
        Bytes.put32(report, 12, (int) ((nanos % SECOND << 32) / SECOND));
        Bytes.put32(report, 16, stream.timestamp(now));
        return report;
    }

    /** The sender's side of RTCP. */
    private void answer(byte[] datagram) {
        feedback.add(datagram);
        int at = 0;
        while (at < datagram.length) {
            int format = datagram[at] & 0x1f;
            int type = datagram[at + 1] & 0xff;
            int next = at + 4 + 4 * Bytes.u16(datagram, at + 2);
            if (type == 205 && format == 1) {
                nack(datagram, at, next);
            } else if (type == 206 && format == 1) {
                plis++;
                wantKey(Bytes.i32(datagram, at + 8));
            } else if (type == 206 && format == 4) {
                firs++;
                wantKey(Bytes.i32(datagram, at + 12));
            }
            at = next;
        }
        assertThat(at).as("RTCP packets fill the datagram").isEqualTo(datagram.length);
    }

    private void nack(byte[] datagram, int at, int next) {
        int source = Bytes.i32(datagram, at + 8);
        for (int entry = at + 12; entry < next; entry += 4) {
            int first = Bytes.u16(datagram, entry);
            int following = Bytes.u16(datagram, entry + 2);
            for (int i = -1; i < 16; i++) {
                if (i < 0 || (following >> i & 1) != 0) {
                    nacks++;
                    again(source, (first + i + 1) & 0xffff);
                }
            }
        }
    }

    private void again(int source, int number) {
        for (SimulatedStream stream : streams) {
            if (stream.ssrc == source && repeats) {
                byte[] packet = stream.again(number, now, numbers);
                if (packet != null) {
                    there.send(packet, now);
                }
            }
        }
    }

    private void wantKey(int source) {
        for (SimulatedStream stream : streams) {
            stream.keyWanted |= stream.ssrc == source && answersKeyFrames;
        }
    }

    @Override
    public void frame(String mid, ReceivedFrame frame) {
        int number = TestFormat.number(frame.frame());
        frames.add(new Received(
                mid,
                number,
                frame.frame().key(),
                frame.presentationNanos(),
                frame.loss(),
                frame.frame().width(),
                frame.rotation(),
                frame.audioLevel(),
                now));
        frame.frame().data().close();
    }

    @Override
    public void rtcp(byte[] datagram, int offset, int length) {
        back.send(Arrays.copyOfRange(datagram, offset, offset + length), now);
    }

    List<Received> of(String mid) {
        return frames.stream().filter(frame -> frame.mid.equals(mid)).toList();
    }

    /** Every frame that is no key frame follows the one before it, and time goes on. */
    void assertDecodable(String mid) {
        List<Received> all = of(mid);
        assertThat(all).isNotEmpty();
        assertThat(all.getFirst().key).as("the first is a key frame").isTrue();
        for (int i = 1; i < all.size(); i++) {
            Received before = all.get(i - 1);
            Received frame = all.get(i);
            assertThat(frame.presentation)
                    .as("time of %s after %s", frame, before)
                    .isGreaterThan(before.presentation);
            if (!frame.key) {
                assertThat(frame.number).as("after %s", before).isEqualTo(before.number + 1);
            }
        }
    }

    /** A frame that came out. */
    record Received(
            String mid,
            int number,
            boolean key,
            long presentation,
            Loss loss,
            int width,
            int rotation,
            int audioLevel,
            long at) {}
}
