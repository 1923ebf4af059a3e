package dev.peerscribe.signaling;

import static org.awaitility.Awaitility.await;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.HotSpotDiagnosticMXBean.ThreadDumpFormat;
import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/** What connections hold on to in the whole process: threads, the virtual ones too, and file descriptors. */
record Leftovers(long threads, long descriptors) {
    private static final Pattern OURS = Pattern.compile("#\\d+ \"(signaling-|HttpClient-)");

    static Leftovers now() throws IOException {
        Path dump = Files.createTempDirectory("threads").resolve("dump");
        try {
            ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                    .dumpThreads(dump.toString(), ThreadDumpFormat.TEXT_PLAIN);
            List<String> lines = Files.readAllLines(dump);
            return new Leftovers(
                    lines.stream().filter(OURS.asPredicate()).count(),
                    ManagementFactory.getPlatformMXBean(UnixOperatingSystemMXBean.class)
                            .getOpenFileDescriptorCount());
        } finally {
            Files.deleteIfExists(dump);
            Files.deleteIfExists(dump.getParent());
        }
    }

    /** Waits until no more than this is there; a few descriptors may go to classes that were loaded meanwhile. */
    void awaitNoMore() {
        await("nothing is left over beside " + this)
                .atMost(Duration.ofSeconds(10))
                .pollInterval(Duration.ofMillis(100))
                .until(Leftovers::now, after -> after.threads <= threads && after.descriptors <= descriptors + 8);
    }
}
