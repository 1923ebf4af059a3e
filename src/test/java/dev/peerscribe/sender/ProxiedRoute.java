package dev.peerscribe.sender;

import dev.peerscribe.faults.UdpFaultProxy;
import dev.peerscribe.faults.UdpFaultProxy.Side;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Every path leads through a proxy: each peer is told the proxy's addresses in place of the other's. */
public record ProxiedRoute(UdpFaultProxy proxy) implements CandidateRoute {
    @Override
    public @Nullable String outgoing(String candidate) {
        return through(candidate, Side.SENDER);
    }

    @Override
    public @Nullable String incoming(String candidate) {
        return through(candidate, Side.RECEIVER);
    }

    private @Nullable String through(String candidate, Side of) {
        String[] field = candidate.split(" ", -1);
        if (field.length < 8
                || !field[2].toLowerCase(Locale.ROOT).equals("udp")
                || !field[7].equals("host")
                || field[4].endsWith(".local")) {
            return null;
        }
        try {
            InetSocketAddress real = new InetSocketAddress(InetAddress.ofLiteral(field[4]), Integer.parseInt(field[5]));
            InetSocketAddress standing = proxy.stand(of, real);
            field[4] = standing.getAddress().getHostAddress().replaceAll("%.*", "");
            field[5] = Integer.toString(standing.getPort());
            return String.join(" ", field);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
