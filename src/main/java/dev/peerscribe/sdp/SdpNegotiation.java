package dev.peerscribe.sdp;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The negotiation of one link, offer after offer (RFC 8829 §3.5.1). Used by one thread, which owns every field. Where a
 * method throws, everything is as it was before.
 */
public final class SdpNegotiation {
    /** Where the negotiation stands. */
    public enum State {
        /** Nothing is open. */
        STABLE,
        /** Our offer waits for its answer. */
        HAVE_LOCAL_OFFER,
        /** The other end's offer waits for ours. */
        HAVE_REMOTE_OFFER
    }

    private final long session;
    private State state = State.STABLE;
    private long version;
    private @Nullable SdpDescription localOffer;
    private @Nullable RemoteOffer remoteOffer;
    private @Nullable Agreed agreed;

    /**
     * A negotiation with nothing agreed.
     *
     * @param session random and never used again, 0 to 2⁶³−1 (RFC 8829 §5.2.1)
     */
    public SdpNegotiation(long session) {
        if (session < 0) {
            throw new IllegalArgumentException("a session id is 0 to 2^63-1, not " + session);
        }
        this.session = session;
    }

    /** What both ends agreed on the last time. */
    private record Agreed(SdpDescription local, SdpDescription remote, Negotiated result) {
        /** Whether both ends take the section; the place of another is free. */
        boolean isLive(int index) {
            return result.sections().stream().anyMatch(it -> it.index() == index);
        }

        /** Our sections, those that are not live as rejected. */
        List<MediaSection> sections() {
            List<MediaSection> sections = new ArrayList<>();
            for (int i = 0; i < local.sections().size(); i++) {
                MediaSection section = local.sections().get(i);
                sections.add(isLive(i) ? section : MediaSection.rejected(section));
            }
            return sections;
        }
    }

    private record RemoteOffer(
            SdpDescription offer, @Nullable Bundle bundle, boolean client, IceChange ice) {}

    public State state() {
        return state;
    }

    /** The last agreement; a later offer that is still open does not change it. */
    public Optional<Negotiated> negotiated() {
        return Optional.ofNullable(agreed).map(Agreed::result);
    }

    /**
     * Reads an offer, to be answered or rolled back. Says whether the answer needs credentials of a new ICE generation.
     */
    public IceChange read(String offer) throws SdpException {
        require(State.STABLE);
        SdpDescription description = SdpParser.parse(offer);
        if (description.sections().isEmpty()) {
            throw new SdpException("m=", SdpRule.MISSING, "no section");
        }
        follows(description);
        Bundle bundle = Bundle.ofOffer(description).orElse(null);
        boolean client = bundle == null || client(bundle.transport(), true);
        remoteOffer = new RemoteOffer(description, bundle, client, iceChange(bundle));
        state = State.HAVE_REMOTE_OFFER;
        return remoteOffer.ice();
    }

    /** Answers the offer that was read. */
    public Negotiated answer(LocalTransport transport) throws SdpException {
        require(State.HAVE_REMOTE_OFFER);
        RemoteOffer open = Objects.requireNonNull(remoteOffer);
        SdpDescription answer = Answerer.answer(open.offer(), open.bundle(), open.client(), transport, nextOrigin());
        return agree(answer, open.offer(), open.bundle(), open.client(), false, open.ice());
    }

    /**
     * Offers to receive one track of sound and one of pictures or, later, what is received already; with credentials of a
     * new ICE generation an ICE restart.
     */
    public String offer(LocalTransport transport) throws SdpException {
        require(State.STABLE);
        localOffer = Offerer.offer(agreed == null ? List.of() : agreed.sections(), transport, nextOrigin());
        state = State.HAVE_LOCAL_OFFER;
        return SdpWriter.write(localOffer);
    }

    /** The section of our open offer that candidates are signalled for. */
    public Optional<String> transportMid() {
        return Optional.ofNullable(localOffer)
                .map(offer -> offer.sections().getFirst().mid());
    }

    /** Takes the answer to our offer. */
    public Negotiated accept(String answer) throws SdpException {
        require(State.HAVE_LOCAL_OFFER);
        SdpDescription offer = Objects.requireNonNull(localOffer);
        SdpDescription description = SdpParser.parse(answer);
        List<MediaSection> accepted = Offerer.accepted(offer, description);
        Bundle bundle = accepted.isEmpty() ? null : Bundle.ofAnswer(description, accepted);
        boolean client = bundle != null && client(bundle.transport(), false);
        return agree(offer, description, bundle, client, true, iceChange(bundle));
    }

    /** Forgets the offer that is open, if any (RFC 8829 §4.1.10.2). */
    public void rollback() {
        localOffer = null;
        remoteOffer = null;
        state = State.STABLE;
    }

    private void require(State wanted) throws SdpException {
        if (state != wanted) {
            throw new SdpException("description", SdpRule.STATE, "not possible in state " + state);
        }
    }

    private Origin nextOrigin() {
        version++;
        return new Origin(Long.toString(session), Long.toString(version));
    }

    /** Sections stay where they are; only the place of one that ended may be used again (RFC 8829 §5.2.2). */
    private void follows(SdpDescription offer) throws SdpException {
        if (agreed == null) {
            return;
        }
        List<MediaSection> theirs = agreed.remote().sections();
        if (offer.sections().size() < theirs.size()) {
            throw new SdpException("m=", SdpRule.ORDER, "fewer sections than before");
        }
        for (int i = 0; i < theirs.size(); i++) {
            MediaSection before = theirs.get(i);
            MediaSection now = offer.sections().get(i);
            boolean ended = !agreed.isLive(i);
            if (!ended && !before.line().media().equals(now.line().media())) {
                throw new SdpException("m=", SdpRule.ORDER, "another kind of section than before");
            }
            if (!ended && !Objects.equals(before.mid(), now.mid())) {
                throw new SdpException("a=mid", SdpRule.ORDER, "another id than before");
            }
        }
    }

    /** Whether we begin the DTLS handshake; an association that goes on keeps its roles (RFC 8842 §5). */
    private boolean client(Bundle.Shared theirs, boolean offered) throws SdpException {
        RemoteTransport last = transport();
        RemoteTransport goesOn = last != null && last.fingerprints().equals(theirs.fingerprints()) ? last : null;
        if (theirs.setup() == Setup.HOLDCONN || (theirs.setup() == Setup.ACTPASS && !offered)) {
            throw new SdpException("a=setup", SdpRule.UNUSABLE, "no role");
        }
        boolean client =
                theirs.setup() == Setup.ACTPASS ? goesOn == null || goesOn.client() : theirs.setup() == Setup.PASSIVE;
        if (goesOn != null && client != goesOn.client()) {
            throw new SdpException("a=setup", SdpRule.CONFLICT, "another role than the association has");
        }
        return client;
    }

    private IceChange iceChange(@Nullable Bundle bundle) {
        RemoteTransport before = transport();
        if (before == null || bundle == null) {
            return IceChange.FIRST;
        }
        return before.ice().equals(bundle.transport().ice()) ? IceChange.SAME : IceChange.RESTART;
    }

    private @Nullable RemoteTransport transport() {
        return agreed == null ? null : agreed.result().transport().orElse(null);
    }

    private Negotiated agree(
            SdpDescription local,
            SdpDescription remote,
            @Nullable Bundle bundle,
            boolean client,
            boolean offered,
            IceChange ice) {
        List<NegotiatedSection> sections = new ArrayList<>();
        RemoteTransport transport = null;
        for (int i = 0; i < remote.sections().size() && bundle != null; i++) {
            MediaSection theirs = remote.sections().get(i);
            String mid = theirs.mid();
            if (mid == null || theirs.isRejected() || !bundle.contains(theirs)) {
                continue;
            }
            sections.add(NegotiatedSection.of(mid, i, local.sections().get(i), theirs));
            if (mid.equals(bundle.tagged().mid())) {
                transport = transport(
                        mid, i, remote.iceLite(), bundle.transport(), client, controlling(remote, offered, ice));
            }
        }
        Negotiated result = new Negotiated(SdpWriter.write(local), Optional.ofNullable(transport), ice, sections);
        agreed = new Agreed(local, remote, result);
        rollback();
        return result;
    }

    /**
     * Whether we choose the pair of candidates: always where the other end is lite, whoever offered (RFC 8445 §6.1.1). An
     * ICE restart decides anew by who offers it, as browsers do; one that keeps its role, as the RFC has it, learns of the
     * conflict by the checks.
     */
    private boolean controlling(SdpDescription remote, boolean offered, IceChange ice) {
        RemoteTransport before = transport();
        if (remote.iceLite()) {
            return true;
        }
        return (before == null || ice != IceChange.SAME) ? offered : before.controlling();
    }

    private static RemoteTransport transport(
            String mid, int index, boolean lite, Bundle.Shared theirs, boolean client, boolean controlling) {
        return new RemoteTransport(
                mid,
                index,
                theirs.ice(),
                lite,
                theirs.trickle(),
                theirs.candidates(),
                theirs.endOfCandidates(),
                controlling,
                theirs.fingerprints(),
                client);
    }
}
