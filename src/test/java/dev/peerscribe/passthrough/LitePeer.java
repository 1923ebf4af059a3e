package dev.peerscribe.passthrough;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.ice4j.StunException;
import org.ice4j.Transport;
import org.ice4j.TransportAddress;
import org.ice4j.attribute.Attribute;
import org.ice4j.message.Message;
import org.ice4j.message.MessageFactory;
import org.ice4j.message.Request;
import org.ice4j.message.Response;
import org.ice4j.stack.StunStack;

/** An end that answers connectivity checks and makes none of its own (RFC 8445 §2.5), with ICE and nothing more. */
final class LitePeer implements AutoCloseable {
    private static final String PASSWORD = "0123456789abcdef01234567";
    private static final int FINGERPRINT_LENGTH = 8;
    private static final int INTEGRITY = 0x0008;
    private static final int INTEGRITY_LENGTH = 20;

    /** What it was told of the role of the other end, check by check. */
    final List<Check> checks = new CopyOnWriteArrayList<>();

    private final DatagramChannel socket;

    /** What a check says (RFC 8445 §7.1). */
    record Check(boolean controlling, boolean nominates) {}

    LitePeer() throws IOException {
        socket = DatagramChannel.open()
                .bind(new InetSocketAddress(LocalAddresses.usable(false).getFirst(), 0));
        Thread.ofVirtual().start(this::serve);
    }

    /** An offer of one that receives, turned into a description of this end, which sends. */
    String describe(String offer, String setup) throws IOException {
        InetSocketAddress here = (InetSocketAddress) socket.getLocalAddress();
        String candidate = "a=candidate:1 1 udp 2130706431 " + here.getAddress().getHostAddress() + " " + here.getPort()
                + " typ host\r\na=mid:";
        return offer.replaceFirst("\r\nt=0 0", "\r\nt=0 0\r\na=ice-lite")
                .replaceAll("a=ice-ufrag:.*", "a=ice-ufrag:lite")
                .replaceAll("a=ice-pwd:.*", "a=ice-pwd:" + PASSWORD)
                .replaceAll("a=fingerprint:.*", "a=fingerprint:sha-256 " + "AB:".repeat(31) + "AB")
                .replace("a=setup:actpass", "a=setup:" + setup)
                .replace("a=recvonly", "a=sendonly")
                .replaceFirst("a=mid:", candidate);
    }

    private void serve() {
        ByteBuffer buffer = ByteBuffer.allocate(1_500);
        try {
            while (true) {
                buffer.clear();
                InetSocketAddress from = (InetSocketAddress) socket.receive(buffer);
                if (StunHeader.is(buffer.array(), 0, buffer.position())
                        && Message.decode(buffer.array(), 0, buffer.position()) instanceof Request request) {
                    checks.add(new Check(
                            request.containsAttribute(Attribute.ICE_CONTROLLING),
                            request.containsAttribute(Attribute.USE_CANDIDATE)));
                    int _ = socket.send(ByteBuffer.wrap(answer(request, from)), from);
                }
            }
        } catch (ClosedChannelException e) {
            // The end.
        } catch (IOException | StunException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] answer(Request request, InetSocketAddress from)
            throws StunException, GeneralSecurityException {
        Response response = MessageFactory.createBindingResponse(request, new TransportAddress(from, Transport.UDP));
        response.setTransactionID(request.getTransactionID());
        byte[] plain = response.encode(new StunStack());
        int end = plain.length - FINGERPRINT_LENGTH; // which nothing may follow, and which need not be there
        byte[] whole = Arrays.copyOf(plain, end + 4 + INTEGRITY_LENGTH);
        ByteBuffer.wrap(whole).putShort(2, (short) (whole.length - StunHeader.LENGTH));
        Mac mac = Mac.getInstance("HmacSHA1");
        mac.init(new SecretKeySpec(PASSWORD.getBytes(StandardCharsets.US_ASCII), mac.getAlgorithm()));
        mac.update(whole, 0, end);
        ByteBuffer.wrap(whole, end, 4 + INTEGRITY_LENGTH)
                .putShort((short) INTEGRITY)
                .putShort((short) INTEGRITY_LENGTH)
                .put(mac.doFinal());
        return whole;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
