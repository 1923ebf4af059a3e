package dev.peerscribe.sdp;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/**
 * What a fuzzer does with the model of descriptions: any text is refused by a rule, or is read as what is written again,
 * and is answered or taken as an answer. See {@code bench/fuzz}.
 */
public final class OfferFuzz {
    private static final long SESSION = 1_234_567_890_123_456_789L;

    private OfferFuzz() {}

    /** Called by the fuzzer; whatever leaves it is a finding. */
    public static void fuzzerTestOneInput(byte[] data) {
        check(new String(data, StandardCharsets.UTF_8));
    }

    /** Throws for a finding. */
    static void check(String text) {
        candidate(text);
        SdpDescription description;
        try {
            description = SdpParser.parse(text);
        } catch (SdpException e) {
            return;
        }
        roundTrip(description);
        if (description.sections().size() == 2) {
            answer(text); // to an offer of two sections
        }
        offer(text, description);
    }

    private static void candidate(String text) {
        try {
            IceCandidateLine candidate = IceCandidateLine.parse(text);
            candidate.unusable();
            require(IceCandidateLine.parse(candidate.text()).equals(candidate), "a candidate changed");
        } catch (SdpException e) {
            // refused by a rule
        }
    }

    private static void roundTrip(SdpDescription description) {
        String written = SdpWriter.write(description);
        if (written.length() > SdpParser.MAX_SIZE || written.lines().count() > SdpParser.MAX_LINES) {
            return; // what was said once for all is written for each
        }
        try {
            require(SdpParser.parse(written).equals(description), "what was written is read as something else");
        } catch (SdpException e) {
            throw new IllegalStateException("what was written is refused", e);
        }
    }

    private static void offer(String text, SdpDescription description) {
        SdpNegotiation negotiation = new SdpNegotiation(SESSION);
        try {
            negotiation.read(text);
        } catch (SdpException e) {
            return;
        }
        try {
            Negotiated first = negotiation.answer(TestTransport.generation(1));
            SdpDescription answer = SdpParser.parse(first.description());
            roundTrip(answer);
            List<MediaSection> sections = answer.sections();
            require(sections.size() == description.sections().size(), "sections were lost");
            for (int i = 0; i < sections.size(); i++) {
                MediaSection offered = description.sections().get(i);
                require(Objects.equals(sections.get(i).mid(), offered.mid()), "an id was changed");
                require(!sections.get(i).direction().sends(), "something would be sent");
                require(!offered.isRejected() || sections.get(i).isRejected(), "a rejected section was taken");
            }
            require(first.sections().stream().noneMatch(it -> it.formats().isEmpty()), "a section without a codec");
            require(first.transport().isEmpty() == first.sections().isEmpty(), "sections without a transport");
            IceChange again = negotiation.read(text);
            require(again == (first.transport().isEmpty() ? IceChange.FIRST : IceChange.SAME), "a restart of nothing");
            require(negotiation.answer(TestTransport.generation(1)).sections().equals(first.sections()), "changed");
            SdpParser.parse(negotiation.offer(TestTransport.generation(2)));
        } catch (SdpException e) {
            throw new IllegalStateException("an offer that was read cannot be answered", e);
        }
    }

    private static void answer(String text) {
        SdpNegotiation negotiation = new SdpNegotiation(SESSION);
        try {
            negotiation.offer(TestTransport.generation(1));
            Negotiated negotiated = negotiation.accept(text);
            require(
                    negotiated.sections().stream().noneMatch(it -> it.formats().isEmpty()),
                    "a section without a codec");
            SdpParser.parse(negotiation.offer(TestTransport.generation(2)));
        } catch (SdpException e) {
            // refused by a rule
        }
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalStateException(otherwise);
        }
    }
}
