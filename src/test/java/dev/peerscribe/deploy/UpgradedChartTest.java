package dev.peerscribe.deploy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the chart makes where a release of it is there already. */
class UpgradedChartTest {
    @Test
    void theKeyStaysAsItIsWithUpgrades() {
        String existing = "data: {key: %s}".formatted(encoded("psk_admin_known"));
        Manifest secret = Chart.renderOver(Map.of("Secret", existing), Chart.values("defaults"))
                .one("Secret");
        assertThat(decoded(secret.text("data", "key"))).isEqualTo("psk_admin_known");
        assertThat(decoded(secret.text("data", "keys.json"))).contains("\"agent:drain\"");
    }

    @Test
    void anUpgradeToOtherVolumesIsRefusedBeforeAnythingIsChanged(@TempDir Path folder) throws Exception {
        Path values = Files.writeString(folder.resolve("values.yaml"), "image: {tag: next}");
        Path larger = Files.writeString(folder.resolve("larger.yaml"), "persistence: {size: 40Gi}");
        Path none = Files.writeString(folder.resolve("none.yaml"), "persistence: {enabled: false}");
        String volumes = Chart.render("1.30", values)
                .one("StatefulSet")
                .text("metadata", "annotations", "peerscribe.dev/volumes");
        Map<String, String> existing =
                Map.of("StatefulSet", "metadata: {annotations: {peerscribe.dev/volumes: '%s'}}".formatted(volumes));

        assertThat(Chart.renderOver(existing, values).all("StatefulSet")).hasSize(1);
        assertThatThrownBy(() -> Chart.renderOver(existing, larger))
                .hasMessageContaining("persistence was")
                .hasMessageContaining("\"size\":\"40Gi\"")
                .hasMessageContaining("kubectl delete statefulset rec-peerscribe --cascade=orphan");
        assertThatThrownBy(() -> Chart.renderOver(existing, none)).hasMessageContaining("would be none");
        // One of before the annotation.
        Map<String, String> older = Map.of("StatefulSet", "metadata: {name: rec-peerscribe}");
        assertThat(Chart.renderOver(older, larger).all("StatefulSet")).hasSize(1);
    }

    private static String encoded(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
    }

    private static String decoded(String text) {
        return new String(Base64.getDecoder().decode(text), UTF_8);
    }
}
