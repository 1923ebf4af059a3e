package dev.peerscribe.embedded;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says in two sentences why the relay keeps the application from starting. */
final class RelayFailureAnalyzer extends AbstractFailureAnalyzer<RelayUnavailableException> {
    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, RelayUnavailableException cause) {
        return new FailureAnalysis(cause.getMessage() + ".", RelayUnavailableException.cure(), cause);
    }
}
