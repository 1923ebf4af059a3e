package dev.peerscribe.embedded;

import dev.onvoid.webrtc.RTCPeerConnectionState;
import dev.peerscribe.identity.PeerKey;
import dev.peerscribe.identity.SigningIdentity;
import dev.peerscribe.signaling.ChatMessage;
import dev.peerscribe.signaling.ConnectionSpec;
import dev.peerscribe.signaling.ConnectionState;
import dev.peerscribe.signaling.IceCandidate;
import dev.peerscribe.signaling.PeerHello;
import dev.peerscribe.signaling.SdpType;
import dev.peerscribe.signaling.SessionDescription;
import dev.peerscribe.signaling.SignalingConnection;
import dev.peerscribe.signaling.SignalingConnections;
import dev.peerscribe.signaling.SignalingEvent;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A synthetic participant: one thread that joins, offers itself to every recorder, feeds picture and sound, and leaves. */
final class DemoGuest {
    private static final Logger log = LoggerFactory.getLogger(DemoGuest.class);
    private static final int MAX_INBOX = 512;
    private static final int MAX_LINKS = 4;
    private static final int MAX_OFFERS = 16;
    private static final long IDLE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private final String id;
    private final String name;
    private final String path;
    private final URI url;
    private final Duration stay;
    private final Instant joinedAt;
    private final Clock clock;
    private final GuestStudio studio;
    private final EmbeddedProperties.Demo properties;
    private final SignalingConnections signaling;
    private final SigningIdentity identity;
    private final Runnable onGone;
    private final BlockingQueue<Step> inbox = new LinkedBlockingQueue<>(MAX_INBOX);
    private final Thread thread;

    private volatile boolean leaving; // any thread
    private volatile GuestState state = GuestState.WAITING; // the guest's thread
    private volatile long framesSent; // the guest's thread
    private final Map<PeerKey, GuestLink> links = new LinkedHashMap<>(); // the guest's thread
    private final Map<PeerKey, String> addresses =
            new HashMap<>(); // the guest's thread; the relay's ids of those linked
    private @Nullable GuestCamera camera; // the guest's thread
    private @Nullable SignalingConnection connection; // the guest's thread
    private boolean greeted; // the guest's thread
    private int offers; // the guest's thread

    /** A piece of work for the guest's thread. */
    @FunctionalInterface
    private interface Step {
        void run() throws InterruptedException;
    }

    /** What a guest is made from. */
    record Setting(
            GuestStudio studio, EmbeddedProperties.Demo properties, SignalingConnections signaling, Clock clock) {}

    DemoGuest(
            String id,
            String name,
            String path,
            URI url,
            Duration stay,
            SigningIdentity identity,
            Setting setting,
            Runnable onGone) {
        this.id = id;
        this.name = name;
        this.path = path;
        this.url = url;
        this.stay = stay;
        this.identity = identity;
        this.studio = setting.studio();
        this.properties = setting.properties();
        this.signaling = setting.signaling();
        this.clock = setting.clock();
        this.joinedAt = clock.instant();
        this.onGone = onGone;
        this.thread = Thread.ofPlatform().daemon().name("demo-guest-" + id).unstarted(this::live);
    }

    void join() {
        thread.start();
    }

    /** Tells it to leave; returns at once. */
    void leave() {
        leaving = true;
        inbox.offer(() -> {}); // wakes it; a full inbox wakes it too
    }

    /** Waits until it left; false where it did not in time. */
    boolean awaitGone(Duration bound) throws InterruptedException {
        return thread.join(bound);
    }

    GuestSnapshot snapshot() {
        return new GuestSnapshot(
                id, name, path, identity.publicKey().fingerprint(), state, joinedAt, joinedAt.plus(stay), framesSent);
    }

    private void live() {
        long end = System.nanoTime() + stay.toNanos();
        try {
            GuestCamera feeding = new GuestCamera(studio.factory(), properties, name, clock);
            camera = feeding;
            connection = signaling.open(
                    new ConnectionSpec(
                            "guest-" + id,
                            url,
                            identity,
                            new PeerHello(
                                    name,
                                    PeerHello.PARTICIPANT,
                                    Set.of(PeerHello.ADDRESSING, PeerHello.ACKNOWLEDGMENT))),
                    event -> enqueue(() -> on(event)));
            while (!leaving && System.nanoTime() < end) {
                long wait = links.isEmpty() ? IDLE_NANOS : feeding.untilNext();
                Step step = inbox.poll(Math.max(0, wait), TimeUnit.NANOSECONDS);
                if (step != null) {
                    step.run();
                } else if (!links.isEmpty()) {
                    feeding.feed();
                    framesSent = feeding.frames();
                }
            }
            state = GuestState.GONE;
        } catch (InterruptedException e) {
            state = GuestState.GONE;
            Thread.currentThread().interrupt();
        } catch (RuntimeException | LinkageError e) {
            state = GuestState.FAILED;
            log.warn("the demo guest {} failed", id, e);
        } finally {
            tearDown();
        }
    }

    /** In this order: nothing is fed any more, connections go before tracks, tracks before sources. */
    private void tearDown() {
        try {
            links.values().forEach(GuestLink::close);
            links.clear();
            if (connection != null) {
                connection.close();
            }
            if (camera != null) {
                camera.close();
            }
        } catch (RuntimeException e) {
            log.warn("the demo guest {} did not leave cleanly", id, e);
        } finally {
            onGone.run();
        }
    }

    private void enqueue(Step step) {
        if (!leaving && !inbox.offer(step)) {
            log.debug("the demo guest {} drops what it has no time for", id);
        }
    }

    private void on(SignalingEvent event) throws InterruptedException {
        try {
            switch (event) {
                case SignalingEvent.HelloReceived hello
                when PeerHello.RECORDER.equals(hello.hello().role()) -> met(hello.key(), hello.senderId());
                case SignalingEvent.StateChanged changed
                when changed.to() == ConnectionState.CONNECTED ->
                    addresses.clear(); // a relay that comes back may give everybody another id
                case SignalingEvent.DescriptionReceived received
                when received.description().type() == SdpType.ANSWER -> accept(received.key(), received.description());
                case SignalingEvent.CandidateReceived received -> add(received.senderId(), received.candidate());
                default -> {
                    // it answers nobody, and chat is for people
                }
            }
        } catch (GuestLinkException e) {
            log.debug("the demo guest {}: {}", id, e.getMessage());
        }
    }

    /** A recorder introduced itself, maybe not for the first time and under another id than before. */
    private void met(PeerKey recorder, String address) throws GuestLinkException, InterruptedException {
        rename(recorder, address);
        GuestLink present = links.get(recorder);
        if (present == null || isOver(present.state())) {
            offerTo(recorder, address);
        } else {
            addresses.put(recorder, address);
        }
    }

    /** A recorder whose key was rotated keeps its id, and its link. */
    private void rename(PeerKey recorder, String address) {
        addresses.entrySet().stream()
                .filter(linked -> linked.getValue().equals(address) && !links.containsKey(recorder))
                .map(Map.Entry::getKey)
                .findAny()
                .ifPresent(former -> {
                    GuestLink link = links.remove(former);
                    addresses.remove(former);
                    if (link != null) {
                        links.put(recorder, link);
                    }
                });
    }

    private void offerTo(PeerKey recorder, @Nullable String address) throws GuestLinkException, InterruptedException {
        GuestLink present = links.get(recorder);
        if ((present == null && links.size() >= MAX_LINKS) || offers >= MAX_OFFERS) {
            throw new GuestLinkException("more recorders than a guest serves");
        }
        drop(recorder);
        offers++;
        GuestCamera feeding = Objects.requireNonNull(camera);
        LinkListener listener = new LinkListener();
        GuestLink link = new GuestLink(studio.factory(), feeding, listener);
        listener.link = link;
        links.put(recorder, link);
        if (address != null) {
            addresses.put(recorder, address);
        }
        state = state == GuestState.CONNECTED ? state : GuestState.CONNECTING;
        send(link.offer(), address);
        greet();
    }

    private void accept(PeerKey sender, SessionDescription answer) throws GuestLinkException, InterruptedException {
        GuestLink link = links.get(sender);
        if (link != null) {
            link.accept(answer);
        }
    }

    private void add(String sender, IceCandidate candidate) throws GuestLinkException {
        for (Map.Entry<PeerKey, String> linked : addresses.entrySet()) {
            GuestLink link = links.get(linked.getKey());
            if (link != null && linked.getValue().equals(sender)) {
                link.add(candidate);
            }
        }
    }

    private void changed(PeerKey recorder, GuestLink link, RTCPeerConnectionState now)
            throws GuestLinkException, InterruptedException {
        link.state(now);
        if (now == RTCPeerConnectionState.FAILED) {
            offerTo(recorder, addresses.get(recorder));
        }
        boolean connected = links.values().stream().anyMatch(l -> l.state() == RTCPeerConnectionState.CONNECTED);
        state = connected ? GuestState.CONNECTED : links.isEmpty() ? GuestState.WAITING : GuestState.CONNECTING;
    }

    private void drop(PeerKey recorder) {
        addresses.remove(recorder);
        GuestLink old = links.remove(recorder);
        if (old != null) {
            old.close();
        }
    }

    private void greet() {
        if (!greeted && connection != null) {
            greeted = connection.send(new ChatMessage(
                    UUID.randomUUID().toString(), "Hello, I am " + name, clock.instant(), name, ChatMessage.TEXT));
        }
    }

    private void send(SessionDescription description, @Nullable String to) {
        if (connection != null) {
            connection.send(description, to);
        }
    }

    private static boolean isOver(RTCPeerConnectionState state) {
        return state == RTCPeerConnectionState.FAILED
                || state == RTCPeerConnectionState.DISCONNECTED
                || state == RTCPeerConnectionState.CLOSED;
    }

    /** Brings a link's facts to the guest's thread, and there drops those of a link that is no more. */
    private final class LinkListener implements GuestLink.Listener {
        private @Nullable GuestLink link; // the guest's thread

        @Override
        public void onCandidate(IceCandidate candidate) {
            enqueue(() -> {
                PeerKey recorder = recorder();
                if (recorder != null && connection != null) {
                    connection.send(candidate, addresses.get(recorder));
                }
            });
        }

        @Override
        public void onState(RTCPeerConnectionState now) {
            enqueue(() -> {
                GuestLink current = link;
                PeerKey recorder = recorder();
                if (current != null && recorder != null) {
                    try {
                        changed(recorder, current, now);
                    } catch (GuestLinkException e) {
                        log.debug("the demo guest {}: {}", id, e.getMessage());
                    }
                }
            });
        }

        /** Whose link it is; nobody's where it is no more. */
        private @Nullable PeerKey recorder() {
            return links.entrySet().stream()
                    .filter(linked -> linked.getValue() == link)
                    .map(Map.Entry::getKey)
                    .findAny()
                    .orElse(null);
        }
    }
}
