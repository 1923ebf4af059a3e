package dev.peerscribe.signaling;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Tells a user at the start what of the signalling's configuration does not fit, in place of a stack trace. */
class SignalingSetupFailureAnalyzer extends AbstractFailureAnalyzer<SignalingSetupException> {
    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, SignalingSetupException cause) {
        return new FailureAnalysis(String.valueOf(cause.getMessage()), cause.cure(), cause);
    }
}
