package dev.peerscribe.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** A life of a release for each file of good values: installed, upgraded, rolled back, uninstalled. */
final class Changes {
    /** What an upgrade mostly changes. */
    private static final String CHANGED = """
            replicaCount: 2
            image: {tag: next, digest: ""}
            resources: {requests: {cpu: "1", memory: 1Gi}, limits: {memory: 2Gi}}
            agent: {capacity: 20}
            storage: {existingSecret: another-bucket}
            drain: {timeoutSeconds: 600}
            config: {peerscribe.media.max-peers: 8}
            commonLabels: {changed: "yes"}
            podAnnotations: {example.org/changed: "yes"}
            """;

    private final Cluster cluster;
    private final ApiServer server;
    private final Path changed;

    Changes(Cluster cluster) throws IOException {
        this.cluster = cluster;
        server = cluster.server();
        changed = Files.writeString(Files.createTempFile("changed", ".yaml"), CHANGED);
    }

    void run() throws IOException {
        try {
            Chart.goodValues().forEach(this::life);
        } finally {
            Files.delete(changed);
        }
    }

    private void life(Path values) {
        Chart.Release rendered = Chart.render(cluster.minorVersion(), values);
        String namespace = Acceptance.usesTheNode(rendered) ? Cluster.PRIVILEGED : Cluster.RESTRICTED;
        String name = rendered.one("StatefulSet").name();
        Installation installation = cluster.in(namespace);
        if (rendered.all("ServiceAccount").isEmpty()) {
            String account = rendered.pod().text("spec", "serviceAccountName");
            server.create(namespace, Cluster.object("v1", "ServiceAccount", account, Map.of()))
                    .taken();
        }
        Set<String> before = server.objects(namespace);

        installation.install(values);
        assertThat(cluster.added(namespace, before)).containsAll(namesOf(rendered));
        everyObjectIsAsRendered(namespace, rendered);
        Manifest first = cluster.settled(namespace, name);
        String revision = first.text("status", "currentRevision");
        Set<String> claims = claims(namespace);

        installation.upgrade(values, changed);
        Manifest second = cluster.settled(namespace, name);
        assertThat(second.text("metadata", "uid")).isEqualTo(first.text("metadata", "uid"));
        assertThat(second.text("status", "currentRevision")).isNotEqualTo(revision);
        assertThat(cluster.pods(namespace))
                .isNotEmpty()
                .allSatisfy(pod ->
                        assertThat(pod.text("spec", "containers", 0, "image")).endsWith(":next"));
        assertThat(claims(namespace)).containsAll(claims);

        installation.upgrade(values);
        Manifest third = cluster.settled(namespace, name);
        assertThat(third.text("metadata", "uid")).isEqualTo(first.text("metadata", "uid"));
        assertThat(third.map("spec")).isEqualTo(first.map("spec"));
        // The controller knows it again, which it does by every byte of the template.
        assertThat(third.text("status", "currentRevision")).isEqualTo(revision);
        everyObjectIsAsRendered(namespace, rendered);
        assertThat(cluster.added(namespace, before)).containsAll(namesOf(rendered));

        Set<String> left = cluster.uninstalled(installation, before);
        Cluster.say(
                nameOf(values),
                namesOf(rendered).size() + " objects installed, upgraded to " + second.number("spec", "replicas")
                        + " agents and back; left after uninstalling: "
                        + (left.isEmpty() ? "nothing" : left.size() + " claims"));
    }

    /** What is there is what was rendered: to apply it again would be taken without a warning. */
    private void everyObjectIsAsRendered(String namespace, Chart.Release rendered) {
        for (Manifest manifest : rendered.manifests()) {
            if (!isHook(manifest)) {
                ApiServer.Answer answer = server.rehearseChange(namespace, manifest.value());
                assertThat(answer.isTaken())
                        .as("%s: %s", manifest.kind(), answer.message())
                        .isTrue();
                assertThat(answer.warnings()).as(manifest.kind()).isEmpty();
            }
        }
    }

    private Set<String> claims(String namespace) {
        return server.list(namespace, "v1", "PersistentVolumeClaim").stream()
                .map(claim -> claim.name() + " " + claim.text("metadata", "uid"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> namesOf(Chart.Release rendered) {
        return rendered.manifests().stream()
                .filter(manifest -> !isHook(manifest))
                .map(manifest -> manifest.kind() + " " + manifest.name())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static boolean isHook(Manifest manifest) {
        return manifest.kind().equals("Pod");
    }

    static String nameOf(Path values) {
        return values.getFileName().toString().replace(".yaml", "");
    }
}
