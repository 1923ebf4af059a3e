package dev.peerscribe.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** Scenes before anything is installed: the server takes every object of the chart, and bites where one is broken. */
final class Acceptance {
    private static final String DATA = "data";

    private final Cluster cluster;
    private final ApiServer server;

    Acceptance(Cluster cluster) {
        this.cluster = cluster;
        server = cluster.server();
    }

    void run() {
        brokenOnesAreRefused();
        whatTheClusterDoesNotKnowIsRefusedWhole();
        for (Path values : Chart.goodValues()) {
            everyObjectIsTaken(values);
        }
        operatorsComeLater();
        for (Path values : Chart.goodValues()) {
            everyObjectIsTaken(values);
        }
    }

    private void brokenOnesAreRefused() {
        refused(
                "StatefulSet",
                400,
                "unknown field \"spec.template.spec.containers[0].imagePull\"",
                set -> agent(set).put("imagePull", "Always"));
        refused("StatefulSet", 400, "replicas", set -> set.put("replicas", "one"));
        refused(
                "StatefulSet",
                422,
                "volumeMounts[0].name: Not found",
                set -> map(agent(set), "volumeMounts", 0).put("name", "nothing"));
        refused(
                "StatefulSet",
                422,
                "`selector` does not match",
                set -> map(set, "selector", "matchLabels").put("app.kubernetes.io/component", "other"));
        refused(
                "StatefulSet",
                422,
                "must be less than or equal to",
                set -> map(map(agent(set), "resources"), "requests").put("memory", "8Gi"));
        refused(
                "Service",
                422,
                "targetPort",
                service -> map(service, "ports", 0).put("targetPort", "-"));
        refused(
                "NetworkPolicy",
                422,
                "except",
                policy -> map(policy, "egress", 1, "to", 0, "ipBlock").put("except", List.of("fe80::/10")));
        refused("PodDisruptionBudget", 422, "cannot be both set", budget -> budget.put("minAvailable", 1));
        Map<String, Object> pod = podOf(render(Chart.values("defaults")));
        map(pod, "spec", "containers", 0, "securityContext").put("allowPrivilegeEscalation", true);
        ApiServer.Answer answer = server.rehearseCreation(Cluster.RESTRICTED, pod);
        assertThat(answer.status()).as(answer.message()).isEqualTo(403);
        assertThat(answer.message()).contains("violates PodSecurity \"restricted");
        Cluster.say("broken objects refused", "9 of 9, each with the server's own words");
    }

    private void refused(String kind, int status, String words, Consumer<Map<String, Object>> mistake) {
        Manifest object = render(Chart.values("defaults")).all(kind).getFirst();
        mistake.accept(map(object.value(), "spec"));
        ApiServer.Answer answer = server.rehearseCreation(Cluster.RESTRICTED, object.value());
        assertThat(answer.status()).as(answer.message()).isEqualTo(status);
        assertThat(answer.message()).contains(words);
    }

    /** Forced kinds that the cluster lacks: nothing is installed, rather than a part. */
    private void whatTheClusterDoesNotKnowIsRefusedWhole() {
        Set<String> before = server.objects(Cluster.RESTRICTED);
        Installation installation = cluster.in(Cluster.RESTRICTED);
        assertThatThrownBy(() -> installation.install(Chart.values("exposed")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("ServiceMonitor");
        assertThat(cluster.added(Cluster.RESTRICTED, before)).isEmpty();
        Cluster.say("forced kinds that the cluster lacks", "refused before anything is made");
    }

    private void operatorsComeLater() {
        Set<String> before = server.objects(Cluster.RESTRICTED);
        Installation installation = cluster.in(Cluster.RESTRICTED);
        installation.install(Chart.values("defaults"));
        cluster.define();
        assertThat(cluster.added(Cluster.RESTRICTED, before))
                .doesNotContain("ServiceMonitor " + Cluster.AGENTS, "PrometheusRule " + Cluster.AGENTS);
        installation.upgrade(Chart.values("defaults"));
        assertThat(cluster.added(Cluster.RESTRICTED, before))
                .contains("ServiceMonitor " + Cluster.AGENTS, "PrometheusRule " + Cluster.AGENTS);
        cluster.uninstalled(installation, before);
        Cluster.say("operators that come later", "the next upgrade makes what they watch");
    }

    private void everyObjectIsTaken(Path values) {
        Chart.Release release = render(values);
        boolean node = usesTheNode(release);
        String namespace = node ? Cluster.PRIVILEGED : Cluster.RESTRICTED;
        int taken = 0;
        List<String> unknown = new ArrayList<>();
        for (Manifest manifest : release.manifests()) {
            if (server.has(manifest.text("apiVersion"), manifest.kind())) {
                ApiServer.Answer answer = server.rehearseCreation(namespace, manifest.value());
                assertThat(answer.isTaken())
                        .as("%s %s: %s", values, manifest.kind(), answer.message())
                        .isTrue();
                assertThat(answer.warnings())
                        .as("%s %s", values, manifest.kind())
                        .isEmpty();
                taken++;
            } else {
                unknown.add(manifest.kind());
            }
        }
        Map<String, Object> pod = podOf(release);
        assertThat(server.rehearseCreation(namespace, pod).taken().kind()).isEqualTo("Pod");
        ApiServer.Answer restricted = server.rehearseCreation(Cluster.RESTRICTED, pod);
        assertThat(restricted.isTaken()).as(restricted.message()).isEqualTo(!node);
        if (node) {
            assertThat(restricted.message()).contains("violates PodSecurity");
        }
        Cluster.say(
                Changes.nameOf(values) + ", read strictly",
                taken + " objects taken without a warning, pod " + (node ? "refused" : "admitted") + " as restricted"
                        + (unknown.isEmpty() ? "" : "; unknown here: " + String.join(", ", unknown)));
    }

    static boolean usesTheNode(Chart.Release release) {
        return release.pod().has("spec", "hostNetwork")
                || release.agent().list("ports").stream().anyMatch(port -> port.has("hostPort"));
    }

    private Chart.Release render(Path values) {
        return Chart.render(cluster.minorVersion(), values);
    }

    /** The first pod that the StatefulSet's controller would make, but for the service account, which comes with the installation. */
    private static Map<String, Object> podOf(Chart.Release release) {
        Map<String, Object> pod = new LinkedHashMap<>(map(release.pod().value()));
        pod.put("apiVersion", "v1");
        pod.put("kind", "Pod");
        map(pod, "spec").remove("serviceAccountName");
        Manifest agents = release.one("StatefulSet");
        map(pod, "metadata").put("name", agents.name() + "-0");
        if (agents.has("spec", "volumeClaimTemplates")) {
            list(map(pod, "spec"), "volumes")
                    .add(Map.of(
                            "name",
                            DATA,
                            "persistentVolumeClaim",
                            Map.of("claimName", DATA + "-" + agents.name() + "-0")));
        }
        return pod;
    }

    private static Map<String, Object> agent(Map<String, Object> set) {
        return map(set, "template", "spec", "containers", 0);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(Object value, Object... path) {
        return (Map<String, Object>) new Manifest(value).at(path).value();
    }

    @SuppressWarnings("unchecked")
    private static List<Object> list(Object value, Object... path) {
        return (List<Object>) new Manifest(value).at(path).value();
    }
}
