package dev.peerscribe.deploy;

import com.marcnuri.helm.DryRun;
import com.marcnuri.helm.Helm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
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
    /** A look into the cluster, which the library takes even where there is none. */
    private static final Pattern LOOKUP = Pattern.compile("lookup \"[^\"]+\" \"(\\w+)\" [^ ()]+ [^ ()]+(?=\\))");

    private static final Path WITHOUT_CLUSTER = withoutCluster(Map.of());

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
        return render(WITHOUT_CLUSTER, kubernetes, values);
    }

    /**
     * What Helm would make of a release that is there.
     *
     * @param existing by kind, what the cluster has of it
     */
    static Release renderOver(Map<String, String> existing, Path values) {
        return render(withoutCluster(existing), "1.30", values);
    }

    private static Release render(Path chart, String kubernetes, Path values) {
        String manifests = new Helm(chart)
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
                .withDryRunOption(DryRun.CLIENT)
                .debug()
                .withName(RELEASE)
                .withNamespace(NAMESPACE)
                .withKubeVersion("1.30")
                .withValuesFile(values)
                .call()
                .getOutput();
        return output.substring(output.indexOf("\nNOTES:\n"));
    }

    /**
     * A copy in which the release's test is an ordinary pod, since the library does not give hooks back, and in which files take the
     * place of what a cluster has.
     */
    private static Path withoutCluster(Map<String, String> existing) {
        try (Stream<Path> files = Files.walk(FOLDER)) {
            Path copy = Files.createTempDirectory("chart");
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path target = copy.resolve(FOLDER.relativize(file));
                Files.createDirectories(target.getParent());
                String text = Files.readString(file).replace("helm.sh/hook", "peerscribe.dev/hook");
                Files.writeString(
                        target, LOOKUP.matcher(text).replaceAll("fromYaml (\\$.Files.Get \"existing/$1.yaml\")"));
            }
            Path folder = Files.createDirectory(copy.resolve("existing"));
            for (Map.Entry<String, String> object : existing.entrySet()) {
                Files.writeString(folder.resolve(object.getKey() + ".yaml"), object.getValue());
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
