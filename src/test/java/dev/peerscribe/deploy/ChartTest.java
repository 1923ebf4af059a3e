package dev.peerscribe.deploy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import dev.peerscribe.deploy.Chart.Release;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the chart makes is what Kubernetes takes, and hangs together. */
class ChartTest {
    private static final List<String> KUBERNETES =
            List.of("1.27", "1.28", "1.29", "1.30", "1.31", "1.32", "1.33", "1.34");

    static Stream<Path> goodValues() {
        return Chart.goodValues().stream();
    }

    @Test
    void helmFindsNothingToComplainOf() {
        LintResult lint = new Helm(Chart.FOLDER).lint().strict().call();
        assertThat(lint.isFailed()).as(lint.getMessages().toString()).isFalse();
    }

    @ParameterizedTest
    @MethodSource("goodValues")
    void kubernetesTakesEveryManifest(Path values) {
        List<String> mistakes = new ArrayList<>();
        for (String version : KUBERNETES) {
            for (Manifest manifest : Chart.render(version, values).manifests()) {
                StrictModels.mistakesOf(manifest).forEach(mistake -> mistakes.add(version + ": " + mistake));
            }
        }
        assertThat(mistakes).isEmpty();
    }

    @Test
    void aManifestWithAMistakeIsFound() {
        Object broken = Chart.yaml().load("""
                apiVersion: apps/v1
                kind: StatefulSet
                metadata: {name: a, labels: {app: true}}
                spec:
                  replicas: "1"
                  template:
                    spec:
                      containers: [{image: b, ports: [{containerport: 1}]}]
                """);
        assertThat(StrictModels.mistakesOf(new Manifest(broken)))
                .containsExactlyInAnyOrder(
                        "StatefulSet a:.metadata.labels.app is true, which is no java.lang.String",
                        "StatefulSet a:.spec.replicas is 1, which is no java.lang.Integer",
                        "StatefulSet a:.spec.template.spec.containers[0].name is missing",
                        "StatefulSet a:.spec.template.spec.containers[0].ports[0].containerport is unknown to"
                                + " V1ContainerPort",
                        "StatefulSet a:.spec.template.spec.containers[0].ports[0].containerPort is missing",
                        "StatefulSet a:.spec.selector is missing");
    }

    @ParameterizedTest
    @MethodSource("goodValues")
    void whatRefersToSomethingFindsIt(Path values) {
        Release release = Chart.render("1.33", values);
        Map<Object, Object> labels = release.pod().map("metadata", "labels");
        for (Manifest service : release.all("Service")) {
            assertThat(labels.entrySet()
                            .containsAll(service.map("spec", "selector").entrySet()))
                    .isTrue();
        }
        assertThat(release.all("Service")).extracting(Manifest::name).contains(serviceName(release));
        assertThat(labels.entrySet()
                        .containsAll(release.one("StatefulSet")
                                .map("spec", "selector", "matchLabels")
                                .entrySet()))
                .isTrue();

        Set<String> ports = names(release.agent().list("ports"));
        for (Manifest service : release.all("Service")) {
            assertThat(ports)
                    .containsAll(service.list("spec", "ports").stream()
                            .map(port -> port.text("targetPort"))
                            .toList());
        }
        for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
            assertThat(ports).contains(release.agent().text(probe, "httpGet", "port"));
        }
        Set<String> volumes = names(release.pod().list("spec", "volumes"));
        if (release.one("StatefulSet").has("spec", "volumeClaimTemplates")) {
            volumes.add(release.one("StatefulSet").text("spec", "volumeClaimTemplates", 0, "metadata", "name"));
        }
        assertThat(names(release.agent().list("volumeMounts"))).isEqualTo(volumes);
    }

    @ParameterizedTest
    @MethodSource("goodValues")
    void podsAreRestrictedUnlessTheyUseTheNode(Path values) {
        Release release = Chart.render("1.34", values);
        List<Manifest> pods =
                List.of(release.pod().at("spec"), release.one("Pod").at("spec"));
        for (Manifest pod : pods) {
            assertThat(pod.map("securityContext"))
                    .containsEntry("runAsNonRoot", true)
                    .containsEntry("runAsUser", 10001)
                    .containsEntry("seccompProfile", Map.of("type", "RuntimeDefault"));
            assertThat(pod.at("automountServiceAccountToken").value()).isEqualTo(false);
            for (Manifest container : pod.list("containers")) {
                assertThat(container.map("securityContext"))
                        .containsEntry("allowPrivilegeEscalation", false)
                        .containsEntry("readOnlyRootFilesystem", true)
                        .containsEntry("capabilities", Map.of("drop", List.of("ALL")))
                        .doesNotContainKey("privileged");
            }
        }
        boolean hostPorts = release.agent().list("ports").stream().anyMatch(port -> port.has("hostPort"));
        boolean hostNetwork = release.pod().has("spec", "hostNetwork");
        assertThat(hostPorts).isEqualTo(values.endsWith("host-ports.yaml"));
        assertThat(hostNetwork).isEqualTo(values.endsWith("host-network.yaml"));
        assertThat(Chart.notes(values).contains("privileged")).isEqualTo(hostPorts || hostNetwork);
    }

    @Test
    void aPodHasAsLongToEndAsAMeetingMayTake() {
        Release release = Chart.render("1.30", Chart.values("host-network"));
        assertThat(release.pod().number("spec", "terminationGracePeriodSeconds"))
                .isEqualTo(7320);
        assertThat(release.agent().at("lifecycle", "preStop", "exec", "command").value())
                .isEqualTo(List.of("/opt/peerscribe/bin/peerscribe", "drain"));
        assertThat(release.configuration()).contains("drain:\n      deadline: 7200s\n");
    }

    @Test
    void anotherConfigurationMakesOtherPodsAndNothingElseDoes(@TempDir Path folder) throws Exception {
        Path same = Files.writeString(folder.resolve("same.yaml"), "podDisruptionBudget: {enabled: false}");
        Path other = Files.writeString(folder.resolve("other.yaml"), "config: {peerscribe: {media: {max-peers: 8}}}");
        String checksum = checksum(Chart.values("defaults"));
        assertThat(checksum(same)).isEqualTo(checksum);
        assertThat(checksum(other)).isNotEqualTo(checksum);
    }

    @Test
    void whatTheClusterDoesNotKnowIsLeftOut(@TempDir Path folder) throws Exception {
        Release without = Chart.render("1.30", Chart.values("defaults"));
        assertThat(without.all("ServiceMonitor")).isEmpty();
        assertThat(without.all("PrometheusRule")).isEmpty();
        assertThat(Chart.notes(Chart.values("defaults"))).contains("no Prometheus operator");

        Path present = Files.writeString(
                folder.resolve("present.yaml"), "apiVersions: [monitoring.coreos.com/v1/ServiceMonitor]");
        Release with = Chart.render("1.30", present);
        assertThat(with.all("ServiceMonitor")).hasSize(1);
        assertThat(with.all("PrometheusRule")).isEmpty();
        assertThat(Chart.notes(present)).doesNotContain("no Prometheus operator");
    }

    @Test
    void whatANewerKubernetesCallsOtherwiseIsCalledAsThisOneDoes(@TempDir Path folder) throws Exception {
        Path values = Files.writeString(folder.resolve("values.yaml"), "appArmorProfile: RuntimeDefault");
        String annotation = "container.apparmor.security.beta.kubernetes.io/agent";
        Manifest old = Chart.render("1.29", values).pod();
        assertThat(old.has("spec", "securityContext", "appArmorProfile")).isFalse();
        assertThat(old.text("metadata", "annotations", annotation)).isEqualTo("runtime/default");
        Manifest current = Chart.render("1.30", values).pod();
        assertThat(current.text("spec", "securityContext", "appArmorProfile", "type"))
                .isEqualTo("RuntimeDefault");
        assertThat(current.has("metadata", "annotations", annotation)).isFalse();
    }

    @Test
    void anAgentThatHangsHasNotAsLongToEndAsOneThatDrains() {
        Manifest agent = Chart.render("1.30", Chart.values("host-network")).agent();
        assertThat(agent.number("livenessProbe", "terminationGracePeriodSeconds"))
                .isEqualTo(120);
        assertThat(agent.number("startupProbe", "terminationGracePeriodSeconds"))
                .isEqualTo(120);
    }

    @Test
    void theApiStaysInThePodUnlessItIsExposed() {
        Release closed = Chart.render("1.30", Chart.values("defaults"));
        assertThat(closed.configuration()).contains("server:\n  address: 127.0.0.1\n");
        assertThat(closed.all("Service")).hasSize(1);
        assertThat(names(closed.one("Service").list("spec", "ports"))).containsExactly("management");
        assertThat(openPorts(closed)).doesNotContain("http");

        Release open = Chart.render("1.30", Chart.values("exposed"));
        assertThat(open.configuration())
                .contains("server:\n  address: 0.0.0.0\n")
                .contains("- rec-peerscribe.meetings.svc\n")
                .contains("- ${POD_NAME}.rec-peerscribe-pods.meetings.svc.cluster.local\n")
                .contains("- recorder.example.org\n");
        assertThat(open.all("Service")).hasSize(2);
        assertThat(openPorts(open)).contains("http");
    }

    @Test
    void agentsAreAddedByUsedCapacity() {
        Release byHpa = Chart.render("1.30", Chart.values("exposed"));
        assertThat(byHpa.one("StatefulSet").has("spec", "replicas")).isFalse();
        Manifest metric = byHpa.one("HorizontalPodAutoscaler").at("spec", "metrics", 0, "pods");
        // 65 % of 40 meetings.
        assertThat(metric.text("target", "averageValue")).isEqualTo("26000m");

        Release byKeda = Chart.render("1.30", Chart.values("host-network"));
        assertThat(byKeda.one("StatefulSet").has("spec", "replicas")).isFalse();
        Manifest trigger = byKeda.one("ScaledObject").at("spec", "triggers", 0);
        // 70 % of 16 meetings.
        assertThat(trigger.text("metadata", "threshold")).isEqualTo("11.20");
        assertThat(trigger.text("metadata", "query"))
                .isEqualTo("sum(peerscribe_meeting_active_meetings{namespace=\"meetings\",service=\"recorder-pods\"})");
    }

    @Test
    void kedaIsAskedForWhereItIsAndWhereNobodyKnows(@TempDir Path folder) throws Exception {
        String keda = "autoscaling: {enabled: true, kind: KEDA, keda: {serverAddress: \"http://prometheus:9090\"}}\n";
        Path there = Files.writeString(
                folder.resolve("there.yaml"),
                keda + "apiVersions: [apps/v1/StatefulSet, keda.sh/v1alpha1/ScaledObject]");
        assertThat(Chart.render("1.30", there).all("ScaledObject")).hasSize(1);
        Path unknown = Files.writeString(folder.resolve("unknown.yaml"), keda);
        assertThat(Chart.render("1.30", unknown).all("ScaledObject")).hasSize(1);
    }

    @Test
    void linesOfTheLogAreJsonUnlessTextIsWanted() {
        assertThat(Chart.render("1.30", Chart.values("defaults")).configuration())
                .contains("logging:\n  structured:\n    format:\n      console: ecs\n");
        assertThat(Chart.render("1.30", Chart.values("host-network")).configuration())
                .contains("console: logstash\n");
        assertThat(Chart.render("1.30", Chart.values("relay-only")).configuration())
                .doesNotContain("structured");
    }

    @Test
    void whereAgentsMayConnectToIsSaidForEachPurpose() {
        List<Manifest> defaults = egress("defaults");
        // Names, relays, TURN, media, the store, webhooks; nobody's tokens, no traces.
        assertThat(defaults).hasSize(6);
        assertThat(defaults.stream().skip(1))
                .allSatisfy(rule ->
                        assertThat(rule.text("to", 0, "ipBlock", "cidr")).isEqualTo("0.0.0.0/0"));

        List<Manifest> exposed = egress("exposed");
        Manifest webhooks = exposed.get(5);
        assertThat(webhooks.text("to", 0, "podSelector", "matchLabels", "app")).isEqualTo("backend");
        assertThat(ports(webhooks)).containsExactly("8443");
        Manifest traces = exposed.get(6);
        assertThat(traces.text("to", 0, "namespaceSelector", "matchLabels", "kubernetes.io/metadata.name"))
                .isEqualTo("monitoring");
        assertThat(ports(traces)).containsExactly("4318");

        Manifest issuer = egress("host-network").getLast();
        assertThat(issuer.text("to", 0, "ipBlock", "cidr")).isEqualTo("198.51.100.9/32");
        assertThat(ports(issuer)).containsExactly("8443");
    }

    @Test
    void secretsAreMountedAndNeverWrittenDown() {
        Release release = Chart.render("1.30", Chart.values("exposed"));
        assertThat(release.configuration())
                .contains("credential: ${ICE_CREDENTIAL_1}")
                .contains("key-path: /etc/peerscribe/identity/agent.p12")
                .contains("bearer-token-file: /etc/peerscribe/relay-token/token")
                .contains("access-key-file: /etc/peerscribe/stores/archive/access-key")
                .contains("certificate: /etc/peerscribe/stores/archive/ca.crt");
        assertThat(release.all("Secret")).isEmpty();
        Set<String> mounted = release.pod().list("spec", "volumes").stream()
                .filter(volume -> volume.has("secret"))
                .map(volume -> volume.text("secret", "secretName"))
                .collect(Collectors.toSet());
        assertThat(mounted).containsExactlyInAnyOrder("agent-key", "relay-token", "relay-tls", "api-keys", "archive");
        assertThat(release.agent().text("envFrom", 0, "secretRef", "name")).isEqualTo("recordings-bucket");
    }

    @Test
    void whoBringsNoCredentialsGetsAKey() throws Exception {
        Release release = Chart.render("1.30", Chart.values("defaults"));
        Manifest secret = release.one("Secret");
        String key = decoded(secret.text("data", "key"));
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(key.getBytes(UTF_8));
        JsonNode file = JsonMapper.builder().build().readTree(decoded(secret.text("data", "keys.json")));
        assertThat(key).matches("psk_admin_[A-Za-z0-9]{43}");
        // No hook, which an uninstallation would leave behind.
        assertThat(secret.has("metadata", "annotations")).isFalse();
        assertThat(file.at("/keys/0/hash").asString())
                .isEqualTo("sha256:" + HexFormat.of().formatHex(hash));
        // The agent sees the hash alone.
        Manifest volume = release.pod().list("spec", "volumes").stream()
                .filter(each -> each.text("name").equals("access"))
                .findFirst()
                .orElseThrow();
        assertThat(volume.text("secret", "secretName")).isEqualTo(secret.name());
        assertThat(volume.at("secret", "items").value())
                .isEqualTo(List.of(Map.of("key", "keys.json", "path", "keys.json")));
        assertThat(release.configuration()).contains("keys-file: /etc/peerscribe/access/keys.json");
        assertThat(Chart.notes(Chart.values("defaults"))).contains("get secret " + secret.name());

        Release byIssuer = Chart.render("1.30", Chart.values("host-network"));
        assertThat(byIssuer.all("Secret")).isEmpty();
        assertThat(byIssuer.configuration()).doesNotContain("keys-file");
    }

    @Test
    void prometheusAsksEveryAgentAlsoTheFullOnes() {
        Release release = Chart.render("1.30", Chart.values("exposed"));
        Manifest monitor = release.one("ServiceMonitor");
        List<Manifest> watched = release.all("Service").stream()
                .filter(service -> service.map("metadata", "labels")
                        .entrySet()
                        .containsAll(
                                monitor.map("spec", "selector", "matchLabels").entrySet()))
                .toList();
        assertThat(watched).hasSize(1);
        assertThat(watched.getFirst().at("spec", "publishNotReadyAddresses").value())
                .isEqualTo(true);
        assertThat(names(watched.getFirst().list("spec", "ports")))
                .contains(monitor.text("spec", "endpoints", 0, "port"));
    }

    @Test
    void everyValueIsDescribedAndHasADefault() {
        JsonMapper json = JsonMapper.builder().build();
        JsonNode schema = json.readTree(Chart.read(Chart.FOLDER.resolve("values.schema.json")));
        Object values = Chart.yaml().load(Chart.read(Chart.FOLDER.resolve("values.yaml")));
        JsonNode defaults = json.valueToTree(values);
        assertThat(membersOf(schema.get("properties"), schema.get("definitions"), ""))
                .isEqualTo(namesOf(defaults, schema, ""));
    }

    @Test
    void theChartIsOfThisVersionOfTheAgent() {
        Matcher version = Pattern.compile("<artifactId>peerscribe</artifactId>\\s*<version>([^<]+)</version>")
                .matcher(Chart.read(Path.of("pom.xml")));
        assertThat(version.find()).isTrue();
        assertThat(new Manifest(Chart.yaml().load(Chart.read(Chart.FOLDER.resolve("Chart.yaml")))).text("appVersion"))
                .isEqualTo(version.group(1));
    }

    private static String decoded(String text) {
        return new String(Base64.getDecoder().decode(text), UTF_8);
    }

    private static String serviceName(Release release) {
        return release.one("StatefulSet").text("spec", "serviceName");
    }

    private static String checksum(Path values) {
        return Chart.render("1.30", values).pod().text("metadata", "annotations", "checksum/config");
    }

    private static Set<String> openPorts(Release release) {
        return release.one("NetworkPolicy").list("spec", "ingress").stream()
                .flatMap(rule -> rule.list("ports").stream())
                .map(port -> port.text("port"))
                .collect(Collectors.toSet());
    }

    private static List<Manifest> egress(String values) {
        return Chart.render("1.30", Chart.values(values)).one("NetworkPolicy").list("spec", "egress");
    }

    private static List<String> ports(Manifest rule) {
        return rule.list("ports").stream().map(port -> port.text("port")).toList();
    }

    private static Set<String> names(List<Manifest> all) {
        return all.stream().map(each -> each.text("name")).collect(Collectors.toCollection(TreeSet::new));
    }

    /** Paths of what the schema describes, down to what is no object of known members. */
    private static Set<String> membersOf(JsonNode properties, JsonNode definitions, String path) {
        Set<String> members = new TreeSet<>();
        properties.properties().forEach(property -> {
            if (!property.getKey().equals("global")) {
                JsonNode described = resolve(property.getValue(), definitions);
                String name = path + "." + property.getKey();
                if (described.has("properties") && !name.equals(".resources")) {
                    members.addAll(membersOf(described.get("properties"), definitions, name));
                } else {
                    members.add(name);
                }
            }
        });
        return members;
    }

    private static Set<String> namesOf(JsonNode values, JsonNode schema, String path) {
        Set<String> names = new TreeSet<>();
        values.properties().forEach(property -> {
            String name = path + "." + property.getKey();
            JsonNode described = described(name, schema);
            if (described.has("properties") && !name.equals(".resources")) {
                names.addAll(namesOf(property.getValue(), schema, name));
            } else {
                names.add(name);
            }
        });
        return names;
    }

    private static JsonNode described(String path, JsonNode schema) {
        JsonNode described = schema;
        for (String name : path.substring(1).split("\\.", -1)) {
            described = resolve(described.path("properties").path(name), schema.get("definitions"));
        }
        return described;
    }

    private static JsonNode resolve(JsonNode described, JsonNode definitions) {
        return described.has("$ref")
                ? definitions.get(described.get("$ref").asString().replace("#/definitions/", ""))
                : described;
    }
}
