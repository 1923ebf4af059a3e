package dev.peerscribe.passthrough;

import org.ice4j.ice.Agent;
import org.ice4j.ice.CandidatePair;
import org.ice4j.ice.LocalCandidate;
import org.ice4j.ice.NominationStrategy;
import org.ice4j.ice.RemoteCandidate;

/** The library's agent, opened up where it does not expect local candidates that come late. */
final class IceAgent extends Agent {
    IceAgent(boolean controlling) {
        super(JitsiLibraries.logger());
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
}
