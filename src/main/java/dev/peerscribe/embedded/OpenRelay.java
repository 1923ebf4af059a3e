package dev.peerscribe.embedded;

import jakarta.websocket.CloseReason;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.LifecycleState;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.core.StandardContext;
import org.apache.catalina.loader.WebappLoader;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.websocket.server.WsSci;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.util.FileSystemUtils;

/** A relay of its own small server: hands every envelope to every other peer on the same path. */
public final class OpenRelay implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(OpenRelay.class);

    private final EmbeddedProperties.Relay properties;
    private final RelayRooms rooms;
    private final RelayServlet servlet;
    private @Nullable Tomcat server; // guarded by this
    private @Nullable Path folder; // guarded by this
    private volatile int port = -1; // written under the lock

    OpenRelay(EmbeddedProperties.Relay properties, RelayMeters meters, EnvelopeStamp stamp) {
        this.properties = properties;
        this.rooms = new RelayRooms(properties, meters);
        this.servlet = new RelayServlet(properties, rooms, meters, stamp);
    }

    /** The port it listens on, -1 where it does not. */
    public int port() {
        return port;
    }

    /** The URL of the default meeting on this machine. */
    public URI url() {
        return URI.create("ws://localhost:" + port);
    }

    int clients() {
        return rooms.clients();
    }

    @Override
    public synchronized void start() {
        if (server != null) {
            return;
        }
        InetAddress address = address();
        checkFree(address);
        Tomcat starting = new Tomcat();
        try {
            folder = Files.createTempDirectory("peerscribe-relay");
            starting.setBaseDir(folder.toString());
            starting.getEngine().setName("relay");
            Connector connector = connector(address);
            starting.setConnector(connector);
            configure(starting);
            starting.start();
            server = starting;
            port = connector.getLocalPort();
            log.info("the embedded relay listens on ws://{}:{}", properties.bindAddress(), port);
        } catch (LifecycleException | IOException e) {
            server = starting;
            stop();
            throw new RelayUnavailableException(properties, e);
        }
    }

    /** Tells every peer 1001 and leaves no thread, socket or file. */
    @Override
    public synchronized void stop() {
        Tomcat stopping = server;
        if (stopping == null) {
            return;
        }
        server = null;
        port = -1;
        List<RelayClient> last = rooms.everybody();
        last.forEach(client -> client.closeSoon(CloseReason.CloseCodes.GOING_AWAY, "the relay stops"));
        try {
            long until = System.nanoTime() + RelayClient.WRITER_END.toNanos();
            for (RelayClient client : last) {
                client.awaitEnd(until);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        try {
            stopping.stop();
            stopping.destroy();
        } catch (LifecycleException e) {
            log.warn("the embedded relay did not stop cleanly", e);
        }
        if (folder != null) {
            try {
                FileSystemUtils.deleteRecursively(folder);
            } catch (IOException e) {
                log.warn("the embedded relay's temporary folder {} stays", folder);
            }
            folder = null;
        }
    }

    @Override
    public synchronized boolean isRunning() {
        return server != null && server.getServer().getState() == LifecycleState.STARTED;
    }

    /** Before everything that may connect to it, and after all of it when stopping. */
    @Override
    public int getPhase() {
        return Integer.MIN_VALUE + 1000;
    }

    private InetAddress address() {
        try {
            return InetAddress.getByName(properties.bindAddress());
        } catch (IOException e) {
            throw new RelayUnavailableException(properties, e);
        }
    }

    /** The server would only log a stack trace and go on without its port. */
    private void checkFree(InetAddress address) {
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(address, properties.port()));
        } catch (IOException e) {
            throw new RelayUnavailableException(properties, e);
        }
    }

    private Connector connector(InetAddress address) {
        Connector connector = new Connector("HTTP/1.1");
        connector.setPort(properties.port());
        connector.setThrowOnFailure(true);
        connector.setXpoweredBy(false);
        connector.setProperty("address", address.getHostAddress());
        // reading never blocks, so a few threads serve everybody
        connector.setProperty("minSpareThreads", "2");
        connector.setProperty("maxThreads", "8");
        connector.setProperty("acceptorThreadCount", "1");
        connector.setProperty("maxConnections", Integer.toString(properties.maxClients() + 64));
        connector.setProperty("connectionTimeout", "10000");
        return connector;
    }

    private void configure(Tomcat starting) {
        Context context = starting.addContext("", null);
        if (context instanceof StandardContext standard) {
            // all of these search class loaders of reloaded applications, which there are none of here
            standard.setClearReferencesRmiTargets(false);
            standard.setClearReferencesThreadLocals(false);
        }
        context.setParentClassLoader(OpenRelay.class.getClassLoader());
        WebappLoader loader = new WebappLoader();
        loader.setDelegate(true);
        context.setLoader(loader);
        context.addServletContainerInitializer(new WsSci(), null);
        Tomcat.addServlet(context, "relay", servlet).addMapping("/*");
    }
}
