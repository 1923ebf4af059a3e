package dev.peerscribe;

import dev.peerscribe.identity.SigningIdentity;
import dev.peerscribe.media.SyntheticPeer;
import dev.peerscribe.signaling.IceCandidate;
import dev.peerscribe.signaling.SdpType;
import dev.peerscribe.signaling.SessionDescription;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A participant that speaks the base protocol only, as a simple browser page does: one peer connection for everything that
 * comes, its own offer taken back where another one comes, no hello, no addressees, and what it cannot use is ignored.
 */
final class BasePeer implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(BasePeer.class);

    private final String name;
    private final SigningIdentity identity = SigningIdentity.generate(new SecureRandom());
    private final JsonMapper json = JsonMapper.builder().build();
    private final SecureRandom random = new SecureRandom();
    private final SyntheticPeer peer = new SyntheticPeer(320, 180, 15);
    private final ExecutorService inbox = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("base-peer").daemon(true).factory());
    private final HttpClient http = HttpClient.newHttpClient();
    /** Owned by the inbox, as are the next two. */
    private final List<IceCandidate> early = new ArrayList<>();

    private boolean offering;
    private boolean described;
    private volatile @Nullable WebSocket socket;
    private final ReentrantLock sending = new ReentrantLock();
    private final AtomicInteger heard = new AtomicInteger();

    BasePeer(String name) {
        this.name = name;
        peer.onCandidate(candidate -> inbox.execute(() -> send(
                "ice-candidate",
                json.createObjectNode()
                        .put("candidate", candidate.candidate())
                        .put("sdpMid", candidate.sdpMid())
                        .put("sdpMLineIndex", candidate.sdpMLineIndex()))));
    }

    /** The key as the agent shows it. */
    String fingerprint() {
        return identity.publicKey().fingerprint();
    }

    SyntheticPeer media() {
        return peer;
    }

    /** Connects, also anew. */
    void connect(String url) {
        socket = http.newWebSocketBuilder()
                .buildAsync(URI.create(url), new Listener())
                .join();
    }

    /** Offers both tracks to whoever hears it. */
    void offer() {
        inbox.execute(() -> {
            peer.shareTracks();
            SessionDescription offer = peer.offer();
            offering = true;
            send("secure-offer", secure(offer));
        });
    }

    boolean sendChat(String text) {
        return peer.sendText(json.createObjectNode()
                .put("id", name + "-" + random.nextLong())
                .put("text", text)
                .put("timestamp", System.currentTimeMillis())
                .put("sender", name)
                .put("type", "text")
                .toString());
    }

    /** How many frames came. */
    int heard() {
        return heard.get();
    }

    private void received(String frame) {
        heard.incrementAndGet();
        JsonNode envelope = json.readTree(frame);
        JsonNode payload = json.readTree(envelope.get("payload").asString());
        try {
            switch (envelope.get("signal_type").asString()) {
                case "secure-offer" -> answer(payload.get("offer").get("sdp").asString());
                case "secure-answer" -> accept(payload.get("offer").get("sdp").asString());
                case "ice-candidate" ->
                    add(new IceCandidate(
                            payload.get("candidate").asString(),
                            payload.get("sdpMid").asString(),
                            payload.get("sdpMLineIndex").asInt(),
                            null));
                default -> throw new IllegalStateException("no other type may pass");
            }
        } catch (IllegalStateException | Error e) { // the library throws Errors
            log.info("{} cannot use a {}", name, envelope.get("signal_type").asString());
        }
    }

    private void answer(String sdp) {
        if (offering) {
            peer.rollback(); // a browser does so by itself
            offering = false;
        }
        SessionDescription answer = peer.answer(new SessionDescription(SdpType.OFFER, sdp));
        send("secure-answer", secure(answer));
        described();
    }

    private void accept(String sdp) {
        if (offering) {
            peer.accept(new SessionDescription(SdpType.ANSWER, sdp));
            offering = false;
            described();
        }
    }

    private void described() {
        described = true;
        early.forEach(peer::add);
        early.clear();
    }

    private void add(IceCandidate candidate) {
        if (described) {
            peer.add(candidate);
        } else {
            early.add(candidate);
        }
    }

    private ObjectNode secure(SessionDescription description) {
        ObjectNode offer =
                json.createObjectNode().put("type", description.type().wire()).put("sdp", description.sdp());
        byte[] nonce = new byte[16];
        random.nextBytes(nonce);
        ObjectNode payload = json.createObjectNode();
        payload.set("offer", offer);
        put(payload, "public_key", identity.publicKey().point());
        put(payload, "signature", identity.sign(json.writeValueAsString(offer).getBytes(StandardCharsets.UTF_8)));
        put(payload, "nonce", nonce);
        return payload;
    }

    private static void put(ObjectNode into, String member, byte[] bytes) {
        ArrayNode array = into.putArray(member);
        for (byte b : bytes) {
            array.add(b & 0xff);
        }
    }

    /** Sends a frame; where there is no relay it is lost, as a page without a queue loses it. */
    void send(String type, JsonNode payload) {
        WebSocket open = socket;
        if (open == null || open.isOutputClosed()) {
            return;
        }
        String frame = json.createObjectNode()
                .put("signal_type", type)
                .put("payload", payload.toString())
                .put("sender_id", "")
                .put("timestamp", System.currentTimeMillis())
                .toString();
        sending.lock(); // the socket refuses a frame while another one is under way
        try {
            open.sendText(frame, true).exceptionally(lost -> open).join();
        } finally {
            sending.unlock();
        }
    }

    @Override
    public void close() {
        inbox.shutdownNow();
        try {
            if (!inbox.awaitTermination(20, TimeUnit.SECONDS)) {
                throw new IllegalStateException("the base peer does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        WebSocket open = socket;
        if (open != null) {
            open.abort();
        }
        http.shutdownNow();
        peer.close();
    }

    private final class Listener implements WebSocket.Listener {
        private final StringBuilder partial = new StringBuilder();

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            partial.append(data);
            if (last) {
                String frame = partial.toString();
                partial.setLength(0);
                if (!inbox.isShutdown()) {
                    inbox.execute(() -> received(frame));
                }
            }
            from.request(1);
            return null;
        }
    }
}
