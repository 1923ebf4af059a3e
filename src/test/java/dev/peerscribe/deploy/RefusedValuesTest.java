package dev.peerscribe.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Values that would make an installation that does not work, or that does harm, make none. */
class RefusedValuesTest {
    @ParameterizedTest
    @MethodSource("dev.peerscribe.deploy.Chart#badValues")
    void badValuesAreRefusedByName(Path values) {
        String word = Chart.read(values).lines().findFirst().orElseThrow().replaceFirst("^# ", "");
        assertThatThrownBy(() -> Chart.render("1.30", values))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(word);
    }

    @Test
    void thereAreMoreThanTwentyOfThem() {
        assertThat(Chart.badValues()).hasSizeGreaterThan(20);
    }

    @Test
    void anOlderKubernetesIsRefused() {
        assertThatThrownBy(() -> Chart.render("1.26", Chart.values("defaults"))).hasMessageContaining("kubeVersion");
    }
}
