package dev.peerscribe;

import dev.peerscribe.identity.InvalidKeyEncodingException;
import dev.peerscribe.identity.PeerKey;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.websocket.CloseReason;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.MessageHandler;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpointConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.loader.WebappLoader;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.websocket.server.WsSci;
import org.apache.tomcat.websocket.server.WsServerContainer;
import org.jspecify.annotations.Nullable;
import org.springframework.util.FileSystemUtils;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A server as the protocol's original one is, faults included: it knows no rooms and no addressees, hands a client nothing
 * before that client sent a valid secure message, relays secure messages and candidates only, writes envelopes anew with
 * ids and seconds of its own, and stops to read a client whose secure payload is malformed while it still sends to it.
 */
final class VerifiedRelay implements AutoCloseable {
    private static final Set<String> SECURE = Set.of("secure-offer", "secure-answer");

    private final JsonMapper json = JsonMapper.builder().build();
    private final Set<Client> clients = ConcurrentHashMap.newKeySet();
    private final List<String> dropped = new CopyOnWriteArrayList<>();
    /** Begins anew with each start, so that ids come back as those of others. */
    private AtomicInteger ids = new AtomicInteger();

    private int port;
    private @Nullable Tomcat server;
    private @Nullable Path folder;

    /** Listens on the port it had before, or on a free one. */
    VerifiedRelay start() {
        ids = new AtomicInteger();
        Tomcat starting = new Tomcat();
        try {
            folder = Files.createTempDirectory("verified-relay");
            starting.setBaseDir(folder.toString());
            starting.getEngine().setName("verified-relay-" + System.nanoTime());
            Connector connector = new Connector("HTTP/1.1");
            connector.setPort(port);
            connector.setThrowOnFailure(true);
            connector.setProperty("address", "127.0.0.1");
            starting.setConnector(connector);
            Context context = starting.addContext("", null);
            context.setParentClassLoader(VerifiedRelay.class.getClassLoader());
            WebappLoader loader = new WebappLoader();
            loader.setDelegate(true);
            context.setLoader(loader);
            context.addServletContainerInitializer(new WsSci(), null);
            Tomcat.addServlet(context, "relay", new Door()).addMapping("/*");
            starting.start();
            server = starting;
            port = connector.getLocalPort();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (LifecycleException e) {
            throw new IllegalStateException("the verified relay does not start", e);
        }
    }

    String url() {
        return "ws://127.0.0.1:" + port;
    }

    /** The types of the frames that it did not relay. */
    List<String> dropped() {
        return dropped;
    }

    int clients() {
        return clients.size();
    }

    /** Ends every connection and frees the port. */
    void stop() {
        Tomcat stopping = server;
        server = null;
        if (stopping == null) {
            return;
        }
        try {
            clients.forEach(Client::close);
            stopping.stop();
            stopping.destroy();
            if (folder != null) {
                FileSystemUtils.deleteRecursively(folder);
            }
        } catch (LifecycleException | IOException e) {
            throw new IllegalStateException("the verified relay does not stop", e);
        }
    }

    @Override
    public void close() {
        stop();
    }

    private final class Door extends HttpServlet {
        private static final long serialVersionUID = 1L;

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response)
                throws IOException, ServletException {
            WsServerContainer container =
                    (WsServerContainer) getServletContext().getAttribute("jakarta.websocket.server.ServerContainer");
            ServerEndpointConfig config = ServerEndpointConfig.Builder.create(Client.class, "/")
                    .configurator(new ServerEndpointConfig.Configurator() {
                        @Override
                        public <T> T getEndpointInstance(Class<T> type) {
                            return type.cast(new Client());
                        }
                    })
                    .build();
            try {
                container.upgradeHttpToWebSocket(request, response, config, Map.of());
            } catch (DeploymentException e) {
                throw new ServletException(e);
            }
        }
    }

    /** One connection. */
    final class Client extends Endpoint implements MessageHandler.Whole<String> {
        private final String id = Integer.toString(ids.incrementAndGet());
        private final CountDownLatch gone = new CountDownLatch(1);
        /** Whether it proved itself, and so is handed what others say. */
        private volatile boolean verified;

        private volatile @Nullable Session session;

        @Override
        public void onOpen(Session opened, EndpointConfig config) {
            session = opened;
            opened.setMaxTextMessageBufferSize(1 << 20);
            opened.addMessageHandler(String.class, this);
            clients.add(this);
        }

        @Override
        public void onClose(Session closed, CloseReason reason) {
            clients.remove(this);
            gone.countDown();
        }

        @Override
        public void onMessage(String frame) {
            JsonNode envelope;
            try {
                envelope = json.readTree(frame);
            } catch (JacksonException e) {
                dropped.add("malformed");
                return;
            }
            String type = envelope.path("signal_type").asString("");
            String payload = envelope.path("payload").asString("");
            if (SECURE.contains(type)) {
                if (!isValid(payload)) {
                    dropped.add(type);
                    stopReading();
                    return;
                }
                verified = true;
            } else if (!type.equals("ice-candidate")) {
                dropped.add(type);
                return;
            }
            ObjectNode rewritten = json.createObjectNode()
                    .put("signal_type", type)
                    .put("payload", payload)
                    .put("sender_id", id)
                    .put("timestamp", System.currentTimeMillis() / 1000);
            String text = json.writeValueAsString(rewritten);
            for (Client other : clients) {
                if (other != this && other.verified) {
                    other.send(text);
                }
            }
        }

        private boolean isValid(String payload) {
            try {
                JsonNode secure = json.readTree(payload);
                byte[] signed = json.writeValueAsBytes(secure.required("offer"));
                return PeerKey.ofPoint(bytes(secure.required("public_key")))
                        .verifies(signed, bytes(secure.required("signature")));
            } catch (JacksonException | InvalidKeyEncodingException e) {
                return false;
            }
        }

        private byte[] bytes(JsonNode array) {
            byte[] bytes = new byte[array.size()];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) array.get(i).asInt();
            }
            return bytes;
        }

        /** The thread that reads this client's socket stays here, so pings are not answered either. */
        private void stopReading() {
            try {
                var _ = gone.await(60, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        private synchronized void send(String text) {
            Session open = session;
            try {
                if (open != null) {
                    open.getBasicRemote().sendText(text);
                }
            } catch (IOException | IllegalStateException e) {
                clients.remove(this);
            }
        }

        void close() {
            gone.countDown();
            Session open = session;
            try {
                if (open != null) {
                    open.close();
                }
            } catch (IOException e) {
                // it is gone already
            }
        }
    }
}
