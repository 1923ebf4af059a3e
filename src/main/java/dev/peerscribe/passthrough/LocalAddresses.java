package dev.peerscribe.passthrough;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Which of the machine's addresses candidates are gathered on (RFC 8445 §5.1.1.1). */
final class LocalAddresses {
    /** More interfaces than a machine needs to be reached; container hosts have many. */
    static final int MAX_ADDRESSES = 16;

    private LocalAddresses() {}

    /**
     * The addresses of every interface that is up, without link-local ones. Loopback counts where it is wanted or where
     * there is nothing else.
     */
    static List<InetAddress> usable(boolean loopback) throws SocketException {
        List<InetAddress> outside = new ArrayList<>();
        List<InetAddress> inside = new ArrayList<>();
        for (NetworkInterface each : NetworkInterface.networkInterfaces().toList()) {
            if (each.isUp()) {
                Predicate<InetAddress> usable = address ->
                        !address.isLinkLocalAddress() && !address.isAnyLocalAddress() && !address.isMulticastAddress();
                each.inetAddresses().filter(usable).forEach((each.isLoopback() ? inside : outside)::add);
            }
        }
        if (loopback || outside.isEmpty()) {
            outside.addAll(inside);
        }
        return outside.size() > MAX_ADDRESSES ? List.copyOf(outside.subList(0, MAX_ADDRESSES)) : List.copyOf(outside);
    }
}
