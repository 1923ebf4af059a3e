package dev.peerscribe.access;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Tells a user at the start why the agent would be open to whom it should not, or to nobody. */
class AccessFailureAnalyzer extends AbstractFailureAnalyzer<AccessConfigurationException> {
    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, AccessConfigurationException cause) {
        return new FailureAnalysis("""
                The configuration breaks a rule:

                    property: %s
                    value:    %s
                    rule:     %s""".formatted(cause.property(), cause.value(), cause.rule()), cause.cure(), cause);
    }
}
