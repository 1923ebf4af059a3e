package dev.peerscribe.deploy;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.InstallCommand;
import com.marcnuri.helm.Release;
import com.marcnuri.helm.UninstallCommand;
import com.marcnuri.helm.UpgradeCommand;
import java.nio.file.Path;
import java.util.List;

/**
 * The chart in a namespace of a cluster, by Helm itself.
 *
 * <p>Whatever Helm refuses is an {@link IllegalStateException} with Helm's words.
 */
final class Installation {
    private static final int TEST_SECONDS = 60;

    private final Path kubeConfig;
    private final String namespace;

    Installation(Path kubeConfig, String namespace) {
        this.kubeConfig = kubeConfig;
        this.namespace = namespace;
    }

    String namespace() {
        return namespace;
    }

    Release install(Path... values) {
        InstallCommand command = new Helm(Chart.FOLDER)
                .install()
                .withName(Chart.RELEASE)
                .withNamespace(namespace)
                .withKubeConfig(kubeConfig);
        for (Path file : values) {
            command.withValuesFile(file);
        }
        return command.call();
    }

    Release upgrade(Path... values) {
        return upgrade(List.of(values)).call();
    }

    /** An upgrade that Helm takes back by itself where pods are not ready within so many seconds. */
    Release upgradeOrRollBack(int seconds, Path... values) {
        return upgrade(List.of(values)).atomic().withTimeout(seconds).call();
    }

    /** Files are all there is to say: without values Helm would take those of the revision before. */
    private UpgradeCommand upgrade(List<Path> values) {
        UpgradeCommand command = new Helm(Chart.FOLDER)
                .upgrade()
                .resetValues()
                .withName(Chart.RELEASE)
                .withNamespace(namespace)
                .withKubeConfig(kubeConfig);
        values.forEach(command::withValuesFile);
        return command;
    }

    /** Which revisions there were, and what became of them. */
    List<String> history() {
        return Helm.history(Chart.RELEASE).withNamespace(namespace).withKubeConfig(kubeConfig).call().stream()
                .map(entry -> entry.getRevision() + " " + entry.getStatus())
                .toList();
    }

    Release test() {
        return Helm.test(Chart.RELEASE)
                .withNamespace(namespace)
                .withKubeConfig(kubeConfig)
                .withTimeout(TEST_SECONDS)
                .call();
    }

    void uninstall() {
        Helm.uninstall(Chart.RELEASE)
                .withNamespace(namespace)
                .withKubeConfig(kubeConfig)
                .withCascade(UninstallCommand.Cascade.BACKGROUND)
                .call();
    }
}
