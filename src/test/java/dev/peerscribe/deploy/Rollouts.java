package dev.peerscribe.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.springframework.util.FileSystemUtils;

/** Scenes of a release of three agents that have something to do: who is replaced, evicted and rolled back when. */
final class Rollouts {
    private static final String NAMESPACE = Cluster.RESTRICTED;
    private static final String FIRST = Cluster.AGENTS + "-0";
    private static final String SECOND = Cluster.AGENTS + "-1";
    private static final String THIRD = Cluster.AGENTS + "-2";

    private final Cluster cluster;
    private final ApiServer server;
    private final PretendNode node;
    private final Installation installation;
    private final Path folder;

    Rollouts(Cluster cluster) throws IOException {
        this.cluster = cluster;
        server = cluster.server();
        node = cluster.node();
        installation = cluster.in(NAMESPACE);
        folder = Files.createTempDirectory("rollouts");
    }

    void run() throws IOException {
        Set<String> before = server.objects(NAMESPACE);
        try {
            installation.install(values("replicaCount: 3"));
            cluster.settled(NAMESPACE, Cluster.AGENTS);
            aRolloutWaitsForMeetings();
            evictionsTakeOneAgentAtATime();
            aBrokenUpgradeIsTakenBack();
            cluster.uninstalled(installation, before);
        } finally {
            FileSystemUtils.deleteRecursively(folder);
        }
    }

    private void aRolloutWaitsForMeetings() throws IOException {
        List<String> before = identities();
        node.busy(THIRD, true);
        installation.upgrade(values("{replicaCount: 3, image: {tag: next}}"));
        Cluster.soon().until(() -> isEnding(pod(THIRD)));
        stays(() -> identities().equals(before));
        Cluster.say(
                "an upgrade, the third agent records",
                "ends within " + pod(THIRD).text("metadata", "deletionGracePeriodSeconds")
                        + " s at most; the others are left alone meanwhile");

        node.full(THIRD, true);
        node.busy(THIRD, false);
        Cluster.soon().until(() -> isNext(THIRD) && isRunning(pod(THIRD)));
        stays(() -> identities().subList(0, 2).equals(before.subList(0, 2)));
        Cluster.say("the third is new, and full at once", "the rollout waits until it has room");

        node.full(THIRD, false);
        cluster.settled(NAMESPACE, Cluster.AGENTS);
        assertThat(List.of(FIRST, SECOND, THIRD)).allMatch(this::isNext);
        Cluster.say("it has room", "the second, then the first are replaced");
    }

    private void evictionsTakeOneAgentAtATime() {
        node.busy(SECOND, true);
        allowed(1);
        assertThat(evict(SECOND)).isEqualTo(201);
        allowed(0);
        assertThat(evict(FIRST)).isEqualTo(429);
        node.busy(SECOND, false);
        allowed(1);
        Cluster.say("evictions", "one at a time: a second while the first one drains is refused (429)");

        node.full(THIRD, true);
        allowed(0);
        assertThat(evict(FIRST)).isEqualTo(429);
        assertThat(evict(THIRD)).isEqualTo(201);
        Cluster.say("one of three is full", "the full one can be evicted, one with room cannot (429)");
        node.full(THIRD, false);
        allowed(1);

        node.full(SECOND, true);
        node.full(THIRD, true);
        allowed(0);
        Cluster.soon().until(() -> Integer.valueOf(1).equals(budget().get("currentHealthy")));
        assertThat(evict(FIRST)).isEqualTo(429);
        assertThat(evict(THIRD)).isEqualTo(429);
        Cluster.say("two of three are full", "none can be evicted (429)");
        node.full(SECOND, false);
        node.full(THIRD, false);
        allowed(1);
    }

    private void aBrokenUpgradeIsTakenBack() throws IOException {
        node.broken("peerscribe:broken");
        String revision = cluster.settled(NAMESPACE, Cluster.AGENTS).text("status", "currentRevision");
        List<String> before = identities();
        Path broken = values("{replicaCount: 3, image: {tag: broken}}");
        assertThatThrownBy(() -> installation.upgradeOrRollBack(15, broken)).hasMessageContaining("rolled back");
        assertThat(cluster.settled(NAMESPACE, Cluster.AGENTS).text("status", "currentRevision"))
                .isEqualTo(revision);
        assertThat(identities().subList(0, 2)).isEqualTo(before.subList(0, 2));
        Cluster.say(
                "an upgrade to an image that does not start",
                "taken back by Helm, the first two agents left alone: " + installation.history());
    }

    private void allowed(int disruptions) {
        Cluster.soon().until(() -> Integer.valueOf(disruptions).equals(budget().get("disruptionsAllowed")));
    }

    private Map<Object, Object> budget() {
        return server.get(NAMESPACE, "policy/v1", "PodDisruptionBudget", Cluster.AGENTS)
                .taken()
                .map("status");
    }

    private int evict(String name) {
        Map<String, Object> eviction =
                Map.of("apiVersion", "policy/v1", "kind", "Eviction", "metadata", Map.of("name", name));
        return server.ask(NAMESPACE, pod(name), "eviction", eviction).status();
    }

    private Manifest pod(String name) {
        return server.get(NAMESPACE, "v1", "Pod", name).taken();
    }

    private List<String> identities() {
        return cluster.pods(NAMESPACE).stream()
                .map(pod -> pod.text("metadata", "uid"))
                .toList();
    }

    private boolean isNext(String name) {
        return server.get(NAMESPACE, "v1", "Pod", name).body().toString().contains("peerscribe:next");
    }

    private static boolean isEnding(Manifest pod) {
        return pod.has("metadata", "deletionTimestamp");
    }

    private static boolean isRunning(Manifest pod) {
        return pod.text("status", "phase").equals("Running");
    }

    /** For as long as a controller would need several times over. */
    private static void stays(Callable<Boolean> condition) {
        await().during(Duration.ofSeconds(5)).atMost(Duration.ofSeconds(10)).until(condition);
    }

    private Path values(String yaml) throws IOException {
        return Files.writeString(Files.createTempFile(folder, "values", ".yaml"), yaml);
    }
}
