package dev.peerscribe.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.peerscribe.media.Negotiation;

/** Who makes the offer, as the contract spells it. */
enum NegotiationName {
    @JsonProperty("answer")
    ANSWER(Negotiation.ANSWER),
    @JsonProperty("offer")
    OFFER(Negotiation.OFFER),
    @JsonProperty("auto")
    AUTO(Negotiation.AUTO);

    private final Negotiation negotiation;

    NegotiationName(Negotiation negotiation) {
        this.negotiation = negotiation;
    }

    Negotiation negotiation() {
        return negotiation;
    }

    static NegotiationName of(Negotiation negotiation) {
        return valueOf(negotiation.name());
    }
}
