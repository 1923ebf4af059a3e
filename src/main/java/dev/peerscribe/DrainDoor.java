package dev.peerscribe;

import dev.peerscribe.access.Audit;
import dev.peerscribe.meeting.Meetings;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the command {@code drain} knocks: a Unix domain socket that only the agent's own user can open, so that a pod's preStop
 * hook needs neither credentials nor a port. Whoever connects begins the drain, is told each second how many meetings
 * are left, and at the end that there are none.
 */
final class DrainDoor implements AutoCloseable {
    static final String DRAINED = "drained";

    private static final Logger log = LoggerFactory.getLogger(DrainDoor.class);
    private static final int MOST_CLIENTS = 8;
    private static final long LOOK_MILLIS = 100;
    private static final int LOOKS_A_LINE = 10;

    private final Meetings meetings;
    private final Audit audit;
    private final Path path;
    private final ServerSocketChannel door;
    private final Semaphore clients = new Semaphore(MOST_CLIENTS);

    private DrainDoor(Meetings meetings, Audit audit, Path path, ServerSocketChannel door) {
        this.meetings = meetings;
        this.audit = audit;
        this.path = path;
        this.door = door;
    }

    /** Opens it; null, with a word in the log, where that cannot be. */
    static @Nullable DrainDoor open(Meetings meetings, Audit audit) {
        Path path = path(ProcessHandle.current().pid());
        try {
            ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            try {
                // Left by a process that had this number before, as the first of a container always has.
                Files.deleteIfExists(path);
                channel.bind(UnixDomainSocketAddress.of(path));
                if (FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
                    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
                }
            } catch (IOException | RuntimeException e) {
                channel.close();
                throw e;
            }
            DrainDoor door = new DrainDoor(meetings, audit, path, channel);
            Thread.ofPlatform().name("drain-door").daemon().start(door::run);
            return door;
        } catch (IOException | RuntimeException e) {
            log.warn("The command drain will not find this agent: {}", e.toString());
            return null;
        }
    }

    static Path path(long process) {
        return folder().resolve("peerscribe-" + process + ".sock");
    }

    static Path folder() {
        return Path.of(System.getProperty("java.io.tmpdir"));
    }

    @Override
    public void close() {
        try {
            door.close();
            Files.deleteIfExists(path);
        } catch (IOException e) {
            log.debug("The socket of the command drain stays behind", e);
        }
    }

    private void run() {
        try {
            while (true) {
                SocketChannel client = door.accept();
                if (clients.tryAcquire()) {
                    Thread.ofPlatform().name("drain-client").daemon().start(() -> serve(client));
                } else {
                    client.close();
                }
            }
        } catch (ClosedChannelException e) {
            log.debug("The command drain is listened to no more");
        } catch (IOException e) {
            log.warn("The command drain is listened to no more: {}", e.toString());
        }
    }

    private void serve(SocketChannel client) {
        try (client) {
            audit.tell("agent.drain", "command:drain");
            meetings.drain();
            int looks = 0;
            while (meetings.used() > 0) {
                if (looks++ % LOOKS_A_LINE == 0) {
                    say(client, meetings.used() + " meetings");
                }
                Thread.sleep(LOOK_MILLIS);
            }
            say(client, DRAINED);
        } catch (IOException e) {
            log.debug("The command drain was ended", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            clients.release();
        }
    }

    private static void say(SocketChannel client, String line) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            client.write(bytes);
        }
    }
}
