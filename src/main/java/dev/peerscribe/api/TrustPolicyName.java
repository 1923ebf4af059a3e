package dev.peerscribe.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.peerscribe.identity.TrustPolicy;

/** Whose keys are trusted, as the contract spells it. */
enum TrustPolicyName {
    @JsonProperty("any")
    ANY(TrustPolicy.ANY),
    @JsonProperty("pin-on-first-use")
    PIN_ON_FIRST_USE(TrustPolicy.PIN_ON_FIRST_USE),
    @JsonProperty("allow-list")
    ALLOW_LIST(TrustPolicy.ALLOW_LIST);

    private final TrustPolicy policy;

    TrustPolicyName(TrustPolicy policy) {
        this.policy = policy;
    }

    TrustPolicy policy() {
        return policy;
    }

    static TrustPolicyName of(TrustPolicy policy) {
        return valueOf(policy.name());
    }
}
