package dev.peerscribe.deploy;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** A Kubernetes API server, asked with a token over HTTPS; each request is answered within thirty seconds or fails. */
final class ApiServer implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final JsonMapper JSON = JsonMapper.builder().build();
    /** What makes a server read as strictly as it can, and write nothing. */
    private static final String REHEARSED = "fieldValidation=Strict&dryRun=All&fieldManager=bench";

    private final URI address;
    private final String token;
    private final HttpClient client;
    private Map<String, Kind> kinds = Map.of();

    ApiServer(URI address, Path authority, String token) throws IOException, GeneralSecurityException {
        this.address = address;
        this.token = token;
        client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(PATIENCE)
                .sslContext(trusting(authority))
                .build();
    }

    /** What the server said: the object, or of what was refused the reason. */
    record Answer(int status, Manifest body, List<String> warnings) {
        boolean isTaken() {
            return status < 300;
        }

        String message() {
            return body.has("message") ? body.text("message") : body.toString();
        }

        /** The object that the server took, or gave. */
        Manifest taken() {
            if (!isTaken()) {
                throw new IllegalStateException(status + " " + message());
            }
            return body;
        }
    }

    /** What the server calls a kind of objects in its paths. */
    private record Kind(String kind, String version, String plural, boolean namespaced, boolean listed) {
        String path(String namespace) {
            String root = version.equals("v1") ? "/api/v1" : "/apis/" + version;
            return root + (namespaced ? "/namespaces/" + namespace : "") + "/" + plural;
        }
    }

    String version() {
        return send("GET", "/version", null, null).taken().text("gitVersion");
    }

    /** Learns anew which kinds there are. */
    void learnKinds() {
        Map<String, Kind> learned = new HashMap<>();
        learn(learned, "v1", "/api/v1");
        for (Manifest group : send("GET", "/apis", null, null).taken().list("groups")) {
            for (Manifest version : group.list("versions")) {
                learn(learned, version.text("groupVersion"), "/apis/" + version.text("groupVersion"));
            }
        }
        kinds = Map.copyOf(learned);
    }

    private void learn(Map<String, Kind> learned, String version, String path) {
        for (Manifest resource : send("GET", path, null, null).taken().list("resources")) {
            String plural = resource.text("name");
            if (!plural.contains("/")) {
                Kind kind = new Kind(
                        resource.text("kind"),
                        version,
                        plural,
                        resource.text("namespaced").equals("true"),
                        resource.text("verbs").contains("list"));
                learned.put(version + " " + kind.kind(), kind);
            }
        }
    }

    boolean has(String version, String kind) {
        return kinds.containsKey(version + " " + kind);
    }

    /** Kinds and names of all objects in a namespace but events. */
    Set<String> objects(String namespace) {
        Set<String> found = new TreeSet<>();
        for (Kind kind : kinds.values()) {
            if (kind.namespaced() && kind.listed() && !kind.kind().equals("Event")) {
                send("GET", kind.path(namespace), null, null).taken().list("items").stream()
                        .map(object -> kind.kind() + " " + object.name())
                        .forEach(found::add);
            }
        }
        return found;
    }

    List<Manifest> list(String namespace, String version, String kind) {
        return send("GET", kind(version, kind).path(namespace), null, null)
                .taken()
                .list("items");
    }

    Answer get(String namespace, String version, String kind, String name) {
        return send("GET", kind(version, kind).path(namespace) + "/" + name, null, null);
    }

    Answer create(String namespace, Object object) {
        return send("POST", pathOf(namespace, object), "application/json", object);
    }

    /** Says whether the server would make such an object, having read it as strictly as it can. */
    Answer rehearseCreation(String namespace, Object object) {
        return send("POST", pathOf(namespace, object) + "?" + REHEARSED, "application/json", object);
    }

    /** Says whether the server would make what is there into such an object, having read it as strictly as it can. */
    Answer rehearseChange(String namespace, Object object) {
        String path = pathOf(namespace, object) + "/" + new Manifest(object).name();
        return send("PATCH", path + "?" + REHEARSED + "&force=true", "application/apply-patch+yaml", object);
    }

    /** Merges members into an object, or into its subresource where one is given. */
    Answer merge(
            String namespace, String version, String kind, String name, @Nullable String subresource, Object members) {
        String path = kind(version, kind).path(namespace) + "/" + name + (subresource == null ? "" : "/" + subresource);
        return send("PATCH", path, "application/merge-patch+json", members);
    }

    /** Posts to a subresource, such as a pod's binding or its eviction. */
    Answer ask(String namespace, Manifest pod, String subresource, Object object) {
        String path = kind("v1", "Pod").path(namespace) + "/" + pod.name() + "/" + subresource;
        return send("POST", path, "application/json", object);
    }

    Answer delete(String namespace, String version, String kind, String name, Map<String, ?> options) {
        return send("DELETE", kind(version, kind).path(namespace) + "/" + name, "application/json", options);
    }

    private Kind kind(String version, String kind) {
        return Objects.requireNonNull(
                kinds.get(version + " " + kind), () -> "the server has no " + version + " " + kind);
    }

    private String pathOf(String namespace, Object object) {
        Manifest manifest = new Manifest(object);
        return kind(manifest.text("apiVersion"), manifest.kind()).path(namespace);
    }

    private Answer send(String method, String path, @Nullable String type, @Nullable Object body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(address.resolve(path))
                .timeout(PATIENCE)
                .header("Authorization", "Bearer " + token)
                .header("Accept", "application/json")
                .method(
                        method,
                        body == null
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body)));
        if (type != null) {
            request.header("Content-Type", type);
        }
        try {
            HttpResponse<byte[]> response = client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            return new Answer(
                    response.statusCode(),
                    new Manifest(JSON.readValue(response.body(), Object.class)),
                    response.headers().allValues("Warning"));
        } catch (IOException e) {
            throw new IllegalStateException(method + " " + path + ": " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(method + " " + path + ": interrupted", e);
        }
    }

    private static SSLContext trusting(Path authority) throws IOException, GeneralSecurityException {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        try (InputStream certificate = Files.newInputStream(authority)) {
            trusted.setCertificateEntry(
                    "authority", CertificateFactory.getInstance("X.509").generateCertificate(certificate));
        }
        TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, managers.getTrustManagers(), null);
        return context;
    }

    @Override
    public void close() {
        client.close();
    }
}
