package dev.peerscribe.identity;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Tells a user at the start what is wrong with the key file, in place of a stack trace. */
class KeyFileFailureAnalyzer extends AbstractFailureAnalyzer<KeyFileException> {
    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, KeyFileException cause) {
        return new FailureAnalysis(String.valueOf(cause.getMessage()), cause.cure(), cause);
    }
}
