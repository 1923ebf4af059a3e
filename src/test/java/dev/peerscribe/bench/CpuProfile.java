package dev.peerscribe.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedMethod;
import jdk.jfr.consumer.RecordingFile;
import org.jspecify.annotations.Nullable;

/** Where the CPU time of a JFR recording went, native code included, by CPU-time samples (JEP 509) or else by others. */
final class CpuProfile {
    private static final String CPU_TIME = "jdk.CPUTimeSample";
    private static final Set<String> OTHERS = Set.of("jdk.ExecutionSample", "jdk.NativeMethodSample");
    private static final int MOST = 15;

    private final Map<String, Integer> frames = new HashMap<>();
    private final Map<String, Integer> rooms = new HashMap<>();
    private final Map<String, Integer> callers = new HashMap<>();
    private int samples;

    private CpuProfile() {}

    static CpuProfile of(Path file) throws IOException {
        CpuProfile profile = new CpuProfile();
        List<RecordedEvent> events = RecordingFile.readAllEvents(file);
        boolean byCpuTime =
                events.stream().anyMatch(event -> event.getEventType().getName().equals(CPU_TIME));
        for (RecordedEvent event : events) {
            String type = event.getEventType().getName();
            if (byCpuTime ? type.equals(CPU_TIME) : OTHERS.contains(type)) {
                profile.add(event);
            }
        }
        return profile;
    }

    private void add(RecordedEvent event) {
        if (event.getStackTrace() == null || event.getStackTrace().getFrames().isEmpty()) {
            count("(no Java frame)", "(no Java frame)", "(no Java frame)");
            return;
        }
        List<RecordedFrame> stack = event.getStackTrace().getFrames();
        String own = stack.stream()
                .map(frame -> frame.getMethod())
                .filter(method -> method.getType().getName().startsWith("dev.peerscribe."))
                .map(CpuProfile::name)
                .findFirst()
                .orElse("(none of ours)");
        count(name(stack.getFirst().getMethod()), room(stack), own);
    }

    private void count(String frame, String room, String caller) {
        samples++;
        frames.merge(frame, 1, Integer::sum);
        rooms.merge(room, 1, Integer::sum);
        callers.merge(caller, 1, Integer::sum);
    }

    /** The first on the stack that is no class of the JDK, as a package of three names. */
    private static String room(List<RecordedFrame> stack) {
        for (RecordedFrame frame : stack) {
            String type = frame.getMethod().getType().getName();
            if (!type.startsWith("java.")
                    && !type.startsWith("jdk.")
                    && !type.startsWith("sun.")
                    && !type.startsWith("com.sun.")) {
                String[] part = type.split("\\.");
                return Arrays.stream(part)
                        .limit(Math.min(3, Math.max(1, part.length - 1)))
                        .collect(Collectors.joining("."));
            }
        }
        return "(JDK only)";
    }

    private static String name(@Nullable RecordedMethod method) {
        if (method == null) {
            return "?";
        }
        String type = method.getType().getName();
        return type.substring(type.lastIndexOf('.') + 1) + "." + method.getName();
    }

    /** Three tables: where it was, whose it was, and for what of ours. */
    String text() {
        return "  %d samples%n".formatted(samples)
                + table("top frame", frames)
                + table("package", rooms)
                + table("on behalf of", callers);
    }

    private String table(String title, Map<String, Integer> counts) {
        return "  %s%n".formatted(title)
                + counts.entrySet().stream()
                        .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
                        .limit(MOST)
                        .map(entry -> "    %5.1f %%  %s%n"
                                .formatted(100.0 * entry.getValue() / Math.max(1, samples), entry.getKey()))
                        .collect(Collectors.joining());
    }
}
