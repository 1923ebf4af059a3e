package dev.peerscribe.identity;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Tells a user at the start what is wrong with a key, pin or allow-list file, in place of a stack trace. */
class ConfiguredFileFailureAnalyzer extends AbstractFailureAnalyzer<ConfiguredFileException> {
    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, ConfiguredFileException cause) {
        return new FailureAnalysis(String.valueOf(cause.getMessage()), cause.cure(), cause);
    }
}
