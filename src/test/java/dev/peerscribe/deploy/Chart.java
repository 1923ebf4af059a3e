package dev.peerscribe.deploy;

import com.marcnuri.helm.Helm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The chart, rendered by Helm itself without a cluster. */
final class Chart {
    static final Path FOLDER = Path.of("helm", "peerscribe");
    static final String RELEASE = "rec";
    static final String NAMESPACE = "meetings";
    private static final Path RESOURCES = Path.of("src", "test", "resources", "helm");
    private static final Path WITHOUT_HOOKS = withoutHooks();

    private Chart() {}

    /** Files with values that are good, in the order of their names. */
    static List<Path> goodValues() {
        return files("values");
    }

    /** Files with values that are to be refused; the first line of each says by which word. */
    static List<Path> badValues() {
        return files("refused");
    }

    static Path values(String name) {
        return RESOURCES.resolve("values").resolve(name + ".yaml");
    }

    /**
     * Everything that Helm would install, and its test.
     *
     * @param kubernetes the version of the cluster, such as 1.30
     * @throws IllegalStateException where Helm refuses; the message is Helm's
     */
    static Release render(String kubernetes, Path values) {
        String manifests = new Helm(WITHOUT_HOOKS)
                .template()
                .withName(RELEASE)
                .withNamespace(NAMESPACE)
                .withKubeVersion(kubernetes)
                .withValuesFile(values)
                .call();
        return new Release(parse(manifests));
    }

    /** What is told to whoever installs. */
    static String notes(Path values) {
        String output = new Helm(FOLDER)
                .install()
                .clientOnly()
                .dryRun()
                .debug()
                .withName(RELEASE)
                .withNamespace(NAMESPACE)
                .withKubeVersion("1.30")
                .withValuesFile(values)
                .call()
                .getOutput();
        return output.substring(output.indexOf("\nNOTES:\n"));
    }

    /** A copy in which the release's test is an ordinary pod, since the library does not give hooks back. */
    private static Path withoutHooks() {
        try (Stream<Path> files = Files.walk(FOLDER)) {
            Path copy = Files.createTempDirectory("chart");
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path target = copy.resolve(FOLDER.relativize(file));
                Files.createDirectories(target.getParent());
                Files.writeString(target, Files.readString(file).replace("helm.sh/hook", "peerscribe.dev/hook"));
            }
            return copy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As strictly as Kubernetes reads: no name twice. */
    static Yaml yaml() {
        LoaderOptions options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        return new Yaml(new SafeConstructor(options));
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Manifest> parse(String documents) {
        List<Manifest> manifests = new ArrayList<>();
        for (Object document : yaml().loadAll(documents)) {
            if (document != null) {
                manifests.add(new Manifest(document));
            }
        }
        return manifests;
    }

    private static List<Path> files(String folder) {
        try (Stream<Path> files = Files.list(RESOURCES.resolve(folder))) {
            return files.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What one installation consists of. */
    record Release(List<Manifest> manifests) {
        Manifest one(String kind) {
            List<Manifest> found = all(kind);
            if (found.size() != 1) {
                throw new AssertionError(found.size() + " manifests of the kind " + kind);
            }
            return found.getFirst();
        }

        List<Manifest> all(String kind) {
            return manifests.stream().filter(each -> each.kind().equals(kind)).toList();
        }

        /** The agent's pods. */
        Manifest pod() {
            return one("StatefulSet").at("spec", "template");
        }

        Manifest agent() {
            return pod().at("spec", "containers", 0);
        }

        /** What the agent reads as its configuration. */
        String configuration() {
            return all("ConfigMap").stream()
                    .filter(map -> map.has("data", "application.yaml"))
                    .findFirst()
                    .orElseThrow()
                    .text("data", "application.yaml");
        }
    }
}
