package dev.peerscribe.deploy;

import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.awaitility.core.ConditionFactory;

/** An API server with its controllers and a pretended node, and two namespaces in it; what the scenes of a bench work with. */
final class Cluster {
    /** A namespace that enforces the Pod Security level "restricted". */
    static final String RESTRICTED = Chart.NAMESPACE;
    /** A namespace whose pods may use the nodes' network. */
    static final String PRIVILEGED = "media";

    private static final String CLAIM = "PersistentVolumeClaim ";

    static final String AGENTS = Chart.RELEASE + "-peerscribe";

    private final ApiServer server;
    private final PretendNode node;
    private final Path kubeConfig;
    private final String version;

    Cluster(ApiServer server, PretendNode node, Path kubeConfig) {
        this.server = server;
        this.node = node;
        this.kubeConfig = kubeConfig;
        version = server.version();
    }

    ApiServer server() {
        return server;
    }

    PretendNode node() {
        return node;
    }

    String version() {
        return version;
    }

    /** Major and minor, as a chart is rendered for. */
    String minorVersion() {
        return version.replaceFirst("v(\\d+\\.\\d+).*", "$1");
    }

    Installation in(String namespace) {
        return new Installation(kubeConfig, namespace);
    }

    /** Makes both namespaces, and what the values refer to and the chart does not make. */
    void prepare() {
        server.learnKinds();
        server.create("", namespace(RESTRICTED, "restricted")).taken();
        server.create("", namespace(PRIVILEGED, "privileged")).taken();
        server.create("", object("scheduling.k8s.io/v1", "PriorityClass", "recording", Map.of("value", 1000)))
                .taken();
        server.create("", object("node.k8s.io/v1", "RuntimeClass", "kata", Map.of("handler", "kata")))
                .taken();
        for (String namespace : List.of(RESTRICTED, PRIVILEGED)) {
            soon().until(() -> server.objects(namespace)
                    .containsAll(Set.of("ServiceAccount default", "ConfigMap kube-root-ca.crt")));
        }
    }

    /** Makes the operators' kinds known. */
    void define() {
        CustomDefinitions.all()
                .forEach(definition -> server.create("", definition).taken());
        // What is known is not served at once.
        soon().ignoreExceptions().until(() -> {
            server.learnKinds();
            return server.list(RESTRICTED, "monitoring.coreos.com/v1", "ServiceMonitor")
                            .isEmpty()
                    && server.list(RESTRICTED, "monitoring.coreos.com/v1", "PrometheusRule")
                            .isEmpty()
                    && server.list(RESTRICTED, "keda.sh/v1alpha1", "ScaledObject")
                            .isEmpty();
        });
    }

    private static Map<String, Object> namespace(String name, String level) {
        return Map.of(
                "apiVersion",
                "v1",
                "kind",
                "Namespace",
                "metadata",
                Map.of(
                        "name",
                        name,
                        "labels",
                        Map.of(
                                "pod-security.kubernetes.io/enforce", level,
                                "pod-security.kubernetes.io/warn", level)));
    }

    static Map<String, Object> object(String version, String kind, String name, Map<String, ?> more) {
        Map<String, Object> object = new TreeMap<>(more);
        object.put("apiVersion", version);
        object.put("kind", kind);
        object.put("metadata", Map.of("name", name));
        return object;
    }

    /** What is there beyond what was there. */
    Set<String> added(String namespace, Set<String> before) {
        Set<String> added = new TreeSet<>(server.objects(namespace));
        added.removeAll(before);
        return added;
    }

    /** Uninstalls, and gives back which claims of volumes are left of what was added; they are gone then, so that others can follow. */
    Set<String> uninstalled(Installation installation, Set<String> before) {
        String namespace = installation.namespace();
        installation.uninstall();
        Set<String> left = soon().until(
                        () -> added(namespace, before),
                        objects -> objects.stream().allMatch(each -> each.startsWith(CLAIM)));
        for (String claim : left) {
            server.delete(namespace, "v1", CLAIM.strip(), claim.substring(CLAIM.length()), Map.of())
                    .taken();
        }
        soon().until(() -> added(namespace, before).isEmpty());
        return left;
    }

    /** The StatefulSet of the release. */
    Manifest agents(String namespace, String name) {
        return server.get(namespace, "apps/v1", "StatefulSet", name).taken();
    }

    /** Waits until every agent is there, ready and of the newest revision, and gives the StatefulSet back. */
    Manifest settled(String namespace, String name) {
        return soon().until(() -> agents(namespace, name), Cluster::isSettled);
    }

    private static boolean isSettled(Manifest agents) {
        int replicas = agents.number("spec", "replicas");
        Map<Object, Object> status = agents.map("status");
        return agents.at("metadata", "generation").value().equals(status.get("observedGeneration"))
                && Integer.valueOf(replicas).equals(status.getOrDefault("readyReplicas", 0))
                && Integer.valueOf(replicas).equals(status.getOrDefault("updatedReplicas", 0))
                && agents.text("status", "currentRevision").equals(agents.text("status", "updateRevision"));
    }

    /** The agents' pods in the order of their names. */
    List<Manifest> pods(String namespace) {
        return server.list(namespace, "v1", "Pod").stream()
                .filter(pod -> "agent".equals(pod.map("metadata", "labels").get("app.kubernetes.io/component")))
                .sorted(Comparator.comparing(Manifest::name))
                .toList();
    }

    static ConditionFactory soon() {
        return await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(100));
    }

    static void say(String what, String result) {
        System.out.printf("%-44s %s%n", what, result);
    }
}
