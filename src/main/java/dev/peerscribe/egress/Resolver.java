package dev.peerscribe.egress;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/** Finds the addresses of a name; may take as long as it likes. */
@FunctionalInterface
public interface Resolver {
    /** As this machine is configured. */
    Resolver SYSTEM = name -> List.of(InetAddress.getAllByName(name));

    /**
     * The addresses of a name, at least one.
     *
     * @throws UnknownHostException where it has none
     */
    List<InetAddress> resolve(String name) throws UnknownHostException;
}
