package dev.peerscribe.sender;

import org.jspecify.annotations.Nullable;

/** What becomes of candidates ({@code "candidate:…"}) on their way; null where one is not told. */
public interface CandidateRoute {
    /** As they are. */
    CandidateRoute DIRECT = new CandidateRoute() {
        @Override
        public String outgoing(String candidate) {
            return candidate;
        }

        @Override
        public String incoming(String candidate) {
            return candidate;
        }
    };

    /** What the receiver is told of a candidate of the sender. */
    @Nullable
    String outgoing(String candidate);

    /** What the sender is told of a candidate of the receiver. */
    @Nullable
    String incoming(String candidate);
}
