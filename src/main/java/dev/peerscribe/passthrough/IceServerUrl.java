package dev.peerscribe.passthrough;

import dev.peerscribe.media.MediaProperties;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A STUN (RFC 7064) or TURN (RFC 7065) server at one address.
 *
 * @param relays whether it is a TURN server
 * @param username for TURN
 * @param credential for TURN; never shown
 */
record IceServerUrl(
        boolean relays,
        Transport transport,
        String host,
        int port,
        @Nullable String username,
        @Nullable String credential) {
    private static final int PORT = 3_478;
    private static final int TLS_PORT = 5_349;
    private static final Pattern FORM =
            Pattern.compile("(stun|turn)(s?):(\\[[^]]+]|[^:?]+)(?::([0-9]{1,5}))?(?:\\?transport=(udp|tcp))?");

    /** How a server is talked to. */
    enum Transport {
        UDP,
        TCP,
        TLS
    }

    /** Every address of a server; the configuration checked their form. */
    static List<IceServerUrl> of(MediaProperties.IceServer server) {
        List<IceServerUrl> urls = new ArrayList<>();
        for (String text : server.urls()) {
            Matcher form = FORM.matcher(text);
            if (!form.matches()) {
                throw new IllegalArgumentException("not a STUN or TURN URL: " + text);
            }
            boolean secure = !form.group(2).isEmpty();
            boolean stream = secure || "tcp".equals(form.group(5));
            Transport transport = secure ? Transport.TLS : stream ? Transport.TCP : Transport.UDP;
            String host = form.group(3).startsWith("[")
                    ? form.group(3).substring(1, form.group(3).length() - 1)
                    : form.group(3);
            int port = form.group(4) == null ? (secure ? TLS_PORT : PORT) : Integer.parseInt(form.group(4));
            urls.add(new IceServerUrl(
                    form.group(1).equals("turn"), transport, host, port, server.username(), server.credential()));
        }
        return urls;
    }

    @Override
    public String toString() {
        return (relays ? "turn" : "stun") + (transport == Transport.TLS ? "s:" : ":") + host + ":" + port
                + (transport == Transport.TCP ? "?transport=tcp" : "");
    }
}
