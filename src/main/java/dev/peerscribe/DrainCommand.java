package dev.peerscribe;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** {@code drain}: has the agent of this machine and user drain, and waits until no meeting is left. */
final class DrainCommand {
    static final String NAME = "drain";

    private static final int DRAINED = 0;
    private static final int NOT_DRAINED = 1;
    private static final int NOT_UNDERSTOOD = 2;
    private static final String USAGE = """
            usage: drain [PID]

            Has the agent take no new meeting and finish those that run, until peerscribe.meeting.drain.deadline; waits for that.
              PID   the agent's process; may be left out where one agent runs
            Exits with 0 where no meeting is left, 1 where no agent was found or it ended before, 2 where PID is not understood.
            """;

    private DrainCommand() {}

    /** Runs the command and returns what the process is to exit with. */
    static int run(List<String> arguments, PrintStream out, PrintStream err) {
        if (arguments.size() > 1 || !arguments.stream().allMatch(it -> it.matches("[1-9]\\d{0,17}"))) {
            err.print(USAGE);
            return NOT_UNDERSTOOD;
        }
        try {
            List<Path> doors =
                    arguments.isEmpty() ? doors() : List.of(DrainDoor.path(Long.parseLong(arguments.getFirst())));
            if (doors.size() != 1) {
                err.println(doors.isEmpty() ? "no agent runs here" : "several agents run here: say which by its PID");
                return NOT_DRAINED;
            }
            return knock(doors.getFirst(), out, err);
        } catch (IOException e) {
            err.println("the agent cannot be reached: " + e);
            return NOT_DRAINED;
        }
    }

    private static int knock(Path door, PrintStream out, PrintStream err) throws IOException {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(door));
                BufferedReader lines = new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                out.println(line);
                if (line.equals(DrainDoor.DRAINED)) {
                    return DRAINED;
                }
            }
        }
        err.println("the agent ended before it was drained");
        return NOT_DRAINED;
    }

    /** Of the processes that live: one that was killed leaves its socket behind. */
    private static List<Path> doors() throws IOException {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(DrainDoor.folder(), "peerscribe-*.sock")) {
            for (Path file : files) {
                String process = file.getFileName().toString().replaceAll("\\D", "");
                if (process.matches("\\d{1,18}")
                        && ProcessHandle.of(Long.parseLong(process)).isPresent()) {
                    found.add(file);
                }
            }
        }
        return found;
    }
}
