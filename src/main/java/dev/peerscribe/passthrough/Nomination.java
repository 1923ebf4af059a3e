package dev.peerscribe.passthrough;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongSupplier;
import org.ice4j.ice.Agent;
import org.ice4j.ice.CandidatePair;
import org.ice4j.ice.CandidateType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which pair a controlling agent nominates (RFC 8445 §8.1.1): the first that works without a relay, or, where for a while
 * none does, the best that works with one.
 */
final class Nomination {
    /** How long a pair through a relay waits for a better one. */
    static final long RELAY_PATIENCE = 500_000_000L;

    private static final Logger log = LoggerFactory.getLogger(Nomination.class);

    private final Agent agent;
    private final LongSupplier nanoTime;
    private final List<Valid> valid = new CopyOnWriteArrayList<>();
    /** Owned by the events thread. */
    private boolean nominated;

    Nomination(Agent agent, LongSupplier nanoTime) {
        this.agent = agent;
        this.nanoTime = nanoTime;
    }

    /** A pair works; on any thread. */
    void validated(CandidatePair pair) {
        valid.add(new Valid(pair, nanoTime.getAsLong()));
    }

    /** Nominates where it is time to. */
    void decide(long now) {
        if (nominated || !agent.isControlling()) {
            return;
        }
        Valid best = null;
        for (Valid each : valid) {
            boolean ripe = !each.isRelayed() || now - each.since >= RELAY_PATIENCE;
            if (ripe && (best == null || each.pair.getPriority() > best.pair.getPriority())) {
                best = each;
            }
        }
        if (best != null) {
            try {
                agent.nominate(best.pair);
                nominated = true;
            } catch (IllegalStateException e) {
                // A conflict of roles was settled just now, and it is the peer who nominates.
                log.debug("The role changed before a pair was nominated");
            }
        }
    }

    private record Valid(CandidatePair pair, long since) {
        private boolean isRelayed() {
            return pair.getLocalCandidate().getType() == CandidateType.RELAYED_CANDIDATE
                    || pair.getRemoteCandidate().getType() == CandidateType.RELAYED_CANDIDATE;
        }
    }
}
