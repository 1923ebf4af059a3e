package dev.peerscribe.passthrough;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.peerscribe.media.MediaProperties.IceServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import org.ice4j.StunException;
import org.ice4j.Transport;
import org.ice4j.TransportAddress;
import org.ice4j.message.Message;
import org.ice4j.message.MessageFactory;
import org.ice4j.message.Request;
import org.ice4j.message.Response;
import org.ice4j.stack.StunStack;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A STUN server that sees every client at the same faraway address. */
@Timeout(30)
class ReflexiveCandidateTest {
    private static final TransportAddress SEEN =
            new TransportAddress(InetAddress.ofLiteral("198.51.100.7"), 4_711, Transport.UDP);

    @Test
    void whatAStunServerSeesIsACandidateThatDoesNotTellWhereItIsFrom() throws Exception {
        InetAddress own = address();
        try (DatagramChannel server = DatagramChannel.open().bind(new InetSocketAddress(own, 0));
                TransportRuntime runtime =
                        new TransportRuntime(new SecureRandom(), Clock.systemUTC(), System::nanoTime)) {
            Thread.ofVirtual().start(() -> serve(server));
            int port = ((InetSocketAddress) server.getLocalAddress()).getPort();
            String url = "stun:"
                    + (own instanceof java.net.Inet6Address ? "[" + own.getHostAddress() + "]" : own.getHostAddress());
            IceServer configured = new IceServer(List.of(url + ":" + port), null, null);
            try (TestPeer peer = new TestPeer(
                            runtime, TestSettings.servers(false, TestSettings.tls(), configured), true, 1)
                    .gather()) {
                await().atMost(TestPeer.SOON).until(() -> peer.gathered);
                assertThat(peer.candidates)
                        .filteredOn(line -> line.contains(" typ srflx "))
                        .isNotEmpty()
                        .allMatch(line -> line.contains(" 198.51.100.7 4711 typ srflx raddr 0.0.0.0 rport 0 ufrag "));
            }
        }
    }

    /** An address of this machine that is none of loopback where there is one; servers are not asked from loopback. */
    private static InetAddress address() throws IOException {
        return NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> address instanceof java.net.Inet4Address && !address.isLoopbackAddress())
                .findFirst()
                .orElseThrow();
    }

    private static void serve(DatagramChannel server) {
        ByteBuffer buffer = ByteBuffer.allocate(1_500);
        try {
            while (true) {
                buffer.clear();
                InetSocketAddress client = (InetSocketAddress) server.receive(buffer);
                Request request = (Request) Message.decode(buffer.array(), 0, buffer.position());
                Response response = MessageFactory.createBindingResponse(request, SEEN);
                response.setTransactionID(request.getTransactionID());
                int _ = server.send(ByteBuffer.wrap(response.encode(new StunStack())), client);
            }
        } catch (ClosedChannelException e) {
            // The end.
        } catch (IOException | StunException e) {
            throw new IllegalStateException(e);
        }
    }
}
