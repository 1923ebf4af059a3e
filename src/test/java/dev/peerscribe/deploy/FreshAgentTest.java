package dev.peerscribe.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.peerscribe.PeerscribeApplication;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * What an alert looks at is there before anything has failed: a counter that comes into being with the first failure shows
 * Prometheus a number that never rose.
 */
@Timeout(60)
class FreshAgentTest {
    private static final Pattern SELECTED = Pattern.compile("\\b([a-z]+_[a-z_]+)\\{SELECTOR([^}]*)}");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=~?\"([^\"]+)\"");

    /** Of a meter; with the label that it is narrowed down to, if any. */
    private record Selected(String meter, String label) {
        boolean isIn(String exposed) {
            return Pattern.compile("(?m)^" + meter
                            + (label.isEmpty() ? "[{ ]" : "\\{([^}]*,)?" + Pattern.quote(label) + "[,}]"))
                    .matcher(exposed)
                    .find();
        }
    }

    @TempDir
    Path folder;

    @Test
    void everythingThatAnAlertLooksAtIsThereFromTheStart() throws IOException {
        Set<Selected> selected = selectedByAlerts();
        assertThat(selected).hasSizeGreaterThan(60).contains(new Selected("jvm_memory_used_bytes", "area=\"heap\""));

        String exposed = exposedAtStart();
        assertThat(new Selected("jvm_memory_used_bytes", "area=\"attic\"").isIn(exposed))
                .isFalse();
        assertThat(selected).allMatch(each -> each.isIn(exposed));
    }

    private static Set<Selected> selectedByAlerts() {
        return SELECTED.matcher(Chart.read(Chart.FOLDER.resolve("files/alerts.yaml")))
                .results()
                .flatMap(selection -> labels(selection.group(2)).map(label -> new Selected(selection.group(1), label)))
                .collect(Collectors.toSet());
    }

    /** Each that it asks for, where it asks for one of several. */
    private static Stream<String> labels(String matchers) {
        Set<String> labels = new TreeSet<>();
        LABEL.matcher(matchers)
                .results()
                .forEach(matcher -> Stream.of(matcher.group(2).split("\\|", -1))
                        .forEach(value -> labels.add(matcher.group(1) + "=\"" + value + "\"")));
        return labels.isEmpty() ? Stream.of("") : labels.stream();
    }

    /** Of an agent with everything that alerts are for: a store, and callers with keys. */
    private String exposedAtStart() throws IOException {
        Path keys = Files.writeString(folder.resolve("keys.json"), "{\"keys\": []}");
        try (ConfigurableApplicationContext agent = SpringApplication.run(
                PeerscribeApplication.class,
                "--server.port=0",
                "--management.server.port=0",
                "--peerscribe.recording.directory=" + folder.resolve("recordings"),
                "--peerscribe.composite.directory=" + folder.resolve("composites"),
                "--peerscribe.webhooks.directory=" + folder.resolve("webhooks"),
                "--peerscribe.access.keys-file=" + keys,
                "--peerscribe.storage.type=s3",
                "--peerscribe.storage.s3.endpoint=http://localhost:1",
                "--peerscribe.storage.s3.bucket=recordings")) {
            return agent.getBean(PrometheusMeterRegistry.class).scrape();
        }
    }
}
