package dev.peerscribe.media;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says which shared libraries are missing instead of showing a linkage error. */
final class MissingNativeLibraryFailureAnalyzer extends AbstractFailureAnalyzer<MissingNativeLibraryException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, MissingNativeLibraryException cause) {
        return new FailureAnalysis(String.valueOf(cause.getMessage()), cause.cure(), cause);
    }
}
