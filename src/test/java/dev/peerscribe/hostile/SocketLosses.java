package dev.peerscribe.hostile;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Datagrams that found no room in a socket of this machine, as Linux counts them. */
public final class SocketLosses {
    private static final Path VERSION_FOUR = Path.of("/proc/self/net/snmp");
    private static final Path VERSION_SIX = Path.of("/proc/self/net/snmp6");

    private SocketLosses() {}

    /** Until now; 0 on a machine that does not tell. */
    public static long now() {
        try {
            return four() + six();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A line of names and one of values. */
    private static long four() throws IOException {
        if (!Files.isReadable(VERSION_FOUR)) {
            return 0;
        }
        List<String> udp = Files.readAllLines(VERSION_FOUR).stream()
                .filter(line -> line.startsWith("Udp: "))
                .toList();
        int column = List.of(udp.getFirst().split(" ", -1)).indexOf("RcvbufErrors");
        return Long.parseLong(udp.getLast().split(" ", -1)[column]);
    }

    /** A name and a value a line. */
    private static long six() throws IOException {
        if (!Files.isReadable(VERSION_SIX)) {
            return 0;
        }
        return Files.readAllLines(VERSION_SIX).stream()
                .filter(line -> line.startsWith("Udp6RcvbufErrors"))
                .mapToLong(line -> Long.parseLong(
                        line.substring("Udp6RcvbufErrors".length()).strip()))
                .sum();
    }
}
