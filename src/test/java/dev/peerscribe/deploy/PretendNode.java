package dev.peerscribe.deploy;

import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Stands in for scheduler and kubelet in a cluster without nodes: takes every pod, and says of it what the bench wants said. Nothing
 * runs. A pod is ready at once and ends at once, unless told otherwise.
 */
final class PretendNode implements AutoCloseable {
    private static final String NAME = "pretended";

    private final ApiServer server;
    private final Clock clock;
    private final Set<String> namespaces;
    private final Set<String> full = ConcurrentHashMap.newKeySet();
    private final Set<String> draining = ConcurrentHashMap.newKeySet();
    private final Set<String> brokenImages = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService turns = Executors.newSingleThreadScheduledExecutor();

    PretendNode(ApiServer server, Clock clock, Set<String> namespaces) {
        this.server = server;
        this.clock = clock;
        this.namespaces = namespaces;
        var _ = turns.scheduleWithFixedDelay(this::turn, 0, 100, TimeUnit.MILLISECONDS);
    }

    /** An agent that has no room for a further meeting: it runs, and is not ready. */
    void full(String pod, boolean is) {
        set(full, pod, is);
    }

    /** An agent with meetings that go on: told to end, it does not until they are over. */
    void busy(String pod, boolean is) {
        set(draining, pod, is);
    }

    /** An image whose containers do not start. */
    void broken(String image) {
        brokenImages.add(image);
    }

    private static void set(Set<String> pods, String pod, boolean is) {
        if (is) {
            pods.add(pod);
        } else {
            pods.remove(pod);
        }
    }

    private void turn() {
        try {
            for (String namespace : namespaces) {
                server.list(namespace, "v1", "Pod").forEach(pod -> handle(namespace, pod));
            }
        } catch (RuntimeException e) {
            System.err.println("the pretended node: " + e.getMessage());
        }
    }

    private void handle(String namespace, Manifest pod) {
        if (pod.has("metadata", "deletionTimestamp")) {
            if (!draining.contains(pod.name())) {
                Map<String, String> this_ = Map.of("uid", pod.text("metadata", "uid"));
                server.delete(
                        namespace, "v1", "Pod", pod.name(), Map.of("gracePeriodSeconds", 0, "preconditions", this_));
            }
        } else if (!pod.has("spec", "nodeName")) {
            server.ask(namespace, pod, "binding", binding(pod.name()));
        } else if (!brokenImages.contains(pod.text("spec", "containers", 0, "image"))) {
            boolean agent = pod.map("metadata", "labels").get("app.kubernetes.io/component") instanceof String component
                    && component.equals("agent");
            say(namespace, pod, agent ? "Running" : "Succeeded", agent && !full.contains(pod.name()));
        }
    }

    private static Map<String, Object> binding(String pod) {
        return Map.of(
                "apiVersion",
                "v1",
                "kind",
                "Binding",
                "metadata",
                Map.of("name", pod),
                "target",
                Map.of("kind", "Node", "name", NAME));
    }

    private void say(String namespace, Manifest pod, String phase, boolean ready) {
        String isReady = ready ? "True" : "False";
        boolean said = pod.text("status", "phase").equals(phase)
                && pod.has("status", "conditions")
                && pod.list("status", "conditions").stream()
                        .anyMatch(condition -> condition.text("type").equals("Ready")
                                && condition.text("status").equals(isReady));
        if (!said) {
            String now = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
            List<Map<String, String>> conditions = List.of(
                    Map.of("type", "Ready", "status", isReady, "lastTransitionTime", now),
                    Map.of("type", "PodScheduled", "status", "True", "lastTransitionTime", now));
            server.merge(
                    namespace,
                    "v1",
                    "Pod",
                    pod.name(),
                    "status",
                    Map.of("status", Map.of("phase", phase, "conditions", conditions)));
        }
    }

    @Override
    public void close() {
        // Waits for a turn that has begun, whose requests are bounded.
        turns.shutdown();
        turns.close();
    }
}
