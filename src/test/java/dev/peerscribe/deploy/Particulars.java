package dev.peerscribe.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.util.FileSystemUtils;

/** Scenes of what an operator does to a release beyond a plain upgrade. */
final class Particulars {
    private static final String NAMESPACE = Cluster.RESTRICTED;
    private static final String SECRET = Cluster.AGENTS + "-access";

    private final Cluster cluster;
    private final ApiServer server;
    private final Installation installation;
    private final Path folder;

    Particulars(Cluster cluster) throws IOException {
        this.cluster = cluster;
        server = cluster.server();
        installation = cluster.in(NAMESPACE);
        folder = Files.createTempDirectory("particulars");
    }

    void run() throws IOException {
        Set<String> before = server.objects(NAMESPACE);
        try {
            installation.install(values("replicaCount: 2"));
            cluster.settled(NAMESPACE, Cluster.AGENTS);
            theTestOfTheRelease();
            theKeyStaysAsItIs();
            largerVolumes();
            autoscalingLater();
            cluster.uninstalled(installation, before);
        } finally {
            FileSystemUtils.deleteRecursively(folder);
        }
    }

    private void theTestOfTheRelease() {
        assertThat(installation.test().getStatus()).isEqualTo("deployed");
        assertThat(server.objects(NAMESPACE)).doesNotContain("Pod " + Cluster.AGENTS + "-test");
        Cluster.say("helm test", "its pod is admitted, and gone when it has succeeded");
    }

    private void theKeyStaysAsItIs() throws IOException {
        Map<Object, Object> key = key();
        installation.upgrade(values("{replicaCount: 2, podDisruptionBudget: {enabled: false}}"));
        assertThat(key()).isEqualTo(key);
        installation.upgrade(values("replicaCount: 2"));
        assertThat(key()).isEqualTo(key);
        Cluster.say("the key that installing made", "the same after an upgrade and its reversal");
    }

    private Map<Object, Object> key() {
        return server.get(NAMESPACE, "v1", "Secret", SECRET).taken().map("data");
    }

    private void largerVolumes() throws IOException {
        Path larger = values("{replicaCount: 2, persistence: {size: 40Gi}, image: {tag: next}}");
        Manifest before = cluster.settled(NAMESPACE, Cluster.AGENTS);
        Set<String> pods = Set.copyOf(podIds());
        assertThatThrownBy(() -> installation.upgrade(larger)).hasMessageContaining("persistence was");
        assertThat(cluster.agents(NAMESPACE, Cluster.AGENTS).at("spec").value())
                .isEqualTo(before.at("spec").value());
        assertThat(installation.history()).noneMatch(revision -> revision.endsWith(" failed"));
        Cluster.say("an upgrade to larger volumes", "refused by the chart before anything is changed");

        Path same = values("{replicaCount: 2, persistence: {size: 40Gi}}");
        server.delete(NAMESPACE, "apps/v1", "StatefulSet", Cluster.AGENTS, Map.of("propagationPolicy", "Orphan"))
                .taken();
        Cluster.soon()
                .until(() -> !server.get(NAMESPACE, "apps/v1", "StatefulSet", Cluster.AGENTS)
                        .isTaken());
        installation.upgrade(same);
        Manifest after = cluster.settled(NAMESPACE, Cluster.AGENTS);
        assertThat(after.text("metadata", "uid")).isNotEqualTo(before.text("metadata", "uid"));
        assertThat(podIds()).containsExactlyInAnyOrderElementsOf(pods);
        Cluster.say("deleted with its pods left, then upgraded", "volumes of 40Gi, the same pods");
    }

    private List<String> podIds() {
        return cluster.pods(NAMESPACE).stream()
                .map(pod -> pod.text("metadata", "uid"))
                .toList();
    }

    private void autoscalingLater() throws IOException {
        installation.upgrade(
                values("{persistence: {size: 40Gi}, autoscaling: {enabled: true, minReplicas: 2, maxReplicas: 5}}"));
        assertThat(cluster.agents(NAMESPACE, Cluster.AGENTS).number("spec", "replicas"))
                .isEqualTo(1);
        Cluster.say("autoscaling switched on with two agents", "one, until an autoscaler has counted");
        server.merge(
                        NAMESPACE,
                        "apps/v1",
                        "StatefulSet",
                        Cluster.AGENTS,
                        "scale",
                        Map.of("spec", Map.of("replicas", 4)))
                .taken();
        cluster.settled(NAMESPACE, Cluster.AGENTS);
        installation.upgrade(
                values(
                        "{persistence: {size: 40Gi}, image: {tag: next}, autoscaling: {enabled: true, minReplicas: 2, maxReplicas: 5}}"));
        assertThat(cluster.settled(NAMESPACE, Cluster.AGENTS).number("spec", "replicas"))
                .isEqualTo(4);
        Cluster.say("scaled to four, then upgraded", "four");
        installation.upgrade(values("{persistence: {size: 40Gi}, replicaCount: 3}"));
        assertThat(cluster.settled(NAMESPACE, Cluster.AGENTS).number("spec", "replicas"))
                .isEqualTo(3);
        Cluster.say("autoscaling switched off, replicaCount 3", "three");
    }

    private Path values(String yaml) throws IOException {
        return Files.writeString(Files.createTempFile(folder, "values", ".yaml"), yaml);
    }
}
