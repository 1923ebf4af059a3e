package dev.peerscribe.media;

import dev.peerscribe.signaling.IceCandidate;
import dev.peerscribe.signaling.SdpType;
import dev.peerscribe.signaling.SessionDescription;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A link in memory, with the states of a real one. */
final class FakePeerLink implements PeerLink {
    private final int number;
    private final PeerLinkListener listener;
    final List<IceCandidate> candidates = new ArrayList<>();
    final List<String> texts = new ArrayList<>();
    final Map<String, MediaSink> routes = new HashMap<>();
    /** Tracks by media section. */
    final Map<Integer, String> tracks = new LinkedHashMap<>();

    /** Payload that each track has received. */
    long bytes = 1_000;

    /** How often another path was asked for. */
    int restarts;

    /** What is to be sent from the next offer on. */
    Set<TrackKind> sending = Set.of();

    /** What the peer agreed to receive. */
    Set<TrackKind> heard = Set.of();

    /** How many offers were made. */
    int offers;

    final List<MediaFrame> pushed = new ArrayList<>();

    /** Whether answers take too long. */
    boolean slow;

    boolean channelOpen;
    boolean closed;
    private boolean offered;
    private boolean remote;
    private int tracksMade;

    FakePeerLink(int number, PeerLinkListener listener) {
        this.number = number;
        this.listener = listener;
    }

    PeerLinkListener listener() {
        return listener;
    }

    /** Hands a frame to where the track is routed. */
    void deliver(String trackId, MediaFrame frame) {
        MediaSink sink = routes.get(trackId);
        if (sink == null) {
            frame.close();
        } else {
            sink.accept(frame);
        }
    }

    @Override
    public SessionDescription answer(SessionDescription offer) throws NegotiationException {
        open();
        refuse(offered, "the remote offer");
        apply(offer);
        return new SessionDescription(SdpType.ANSWER, "v=0\r\nanswer of link " + number);
    }

    @Override
    public SessionDescription offer(boolean iceRestart) throws NegotiationException {
        open();
        offered = true;
        offers++;
        if (iceRestart) {
            restarts++;
        }
        return new SessionDescription(
                SdpType.OFFER,
                "v=0\r\noffer of link " + number + " m=audio m=video m=application a=recvonly\r\na=mid:" + number
                        + "audio\r\na=mid:" + number + "video\r\n");
    }

    @Override
    public void rollback() throws NegotiationException {
        open();
        refuse(!offered, "the rollback");
        offered = false;
    }

    @Override
    public void accept(SessionDescription answer) throws NegotiationException {
        open();
        refuse(!offered, "the remote answer");
        if (slow) {
            throw new NegotiationException(NegotiationRule.TIMEOUT, "the engine took too long");
        }
        apply(answer);
        heard = sending;
        offered = false;
    }

    @Override
    public void add(IceCandidate candidate) throws NegotiationException {
        open();
        refuse(!remote, "the candidate");
        candidates.add(candidate);
    }

    @Override
    public boolean sendText(String text) {
        return !closed && channelOpen && texts.add(text);
    }

    @Override
    public void route(String trackId, MediaSink sink) {
        routes.put(trackId, sink);
    }

    @Override
    public void send(Set<TrackKind> kinds) throws NegotiationException {
        open();
        sending = kinds;
    }

    @Override
    public boolean isHeard() {
        return !closed && !heard.isEmpty();
    }

    @Override
    public boolean push(MediaFrame frame) {
        return !closed && pushed.add(frame);
    }

    @Override
    public List<TrackStatistics> statistics() {
        return closed
                ? List.of()
                : tracks.values().stream()
                        .map(id -> new TrackStatistics(id, "VP8", 3, bytes, 9, 100, 2, 1, 0.004))
                        .toList();
    }

    @Override
    public void close() {
        closed = true;
        routes.clear();
    }

    private void open() throws NegotiationException {
        if (closed) {
            throw new NegotiationException(NegotiationRule.ENGINE, "the link is closed");
        }
    }

    private static void refuse(boolean refused, String what) throws NegotiationException {
        if (refused) {
            throw new NegotiationException(NegotiationRule.ENGINE, "the engine refused " + what);
        }
    }

    private void apply(SessionDescription description) throws NegotiationException {
        String[] sections = description.sdp().split("(?m)^m=", -1);
        refuse(description.sdp().contains("nonsense") || sections.length - 1 < tracks.size(), "the remote offer");
        for (int i = 1; i < sections.length; i++) {
            boolean sends = sections[i].contains("a=sendrecv") || sections[i].contains("a=sendonly");
            if (sends && !tracks.containsKey(i)) {
                TrackKind kind = sections[i].startsWith("audio") ? TrackKind.AUDIO : TrackKind.VIDEO;
                String id = "fake-" + number + "-" + ++tracksMade;
                tracks.put(i, id);
                listener.onTrackOpened(id, kind);
            } else if (!sends && tracks.containsKey(i)) {
                listener.onTrackClosed(tracks.remove(i));
            }
        }
        remote = true;
    }
}
