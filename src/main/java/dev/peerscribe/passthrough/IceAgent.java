package dev.peerscribe.passthrough;

import java.net.InetSocketAddress;
import org.ice4j.TransportAddress;
import org.ice4j.ice.Agent;
import org.ice4j.ice.CandidatePair;
import org.ice4j.ice.LocalCandidate;
import org.ice4j.ice.NominationStrategy;
import org.ice4j.ice.RemoteCandidate;

/** The library's agent, opened up where it does not expect local candidates that come late, and who proved to be the peer. */
final class IceAgent extends Agent {
    private final Checks checks;

    IceAgent(boolean controlling, Checks checks) {
        super(JitsiLibraries.logger());
        this.checks = checks;
        setUseDynamicPorts(false);
        setTrickling(true);
        setControlling(controlling);
        setPerformConsentFreshness(true);
        // Its strategies either take the first pair that works, relayed or not, or leave a thread behind.
        setNominationStrategy(NominationStrategy.NONE);
    }

    CandidatePair pair(LocalCandidate local, RemoteCandidate remote) {
        return createCandidatePair(local, remote);
    }

    /** A check came whose integrity is right; it is answered after this. */
    @Override
    protected boolean incomingCheckReceived(
            TransportAddress remote,
            TransportAddress local,
            long priority,
            String remoteUfrag,
            String localUfrag,
            boolean useCandidate) {
        checks.proved(remote);
        return super.incomingCheckReceived(remote, local, priority, remoteUfrag, localUfrag, useCandidate);
    }

    /** Who hears of checks, on a thread of the library. */
    @FunctionalInterface
    interface Checks {
        /** Who sent from this address knows our password. */
        void proved(InetSocketAddress remote);
    }
}
