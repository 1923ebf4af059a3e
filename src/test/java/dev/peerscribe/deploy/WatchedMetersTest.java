package dev.peerscribe.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Alerts and dashboard look at meters that there are, and an operator finds what to do at each alert. */
class WatchedMetersTest {
    private static final Pattern METER = Pattern.compile("\\b(peerscribe|jvm|process|system)_[a-z_]+");
    private static final Pattern ALERT = Pattern.compile("- alert: (\\w+)");

    private static final DeclaredMeters METERS = new DeclaredMeters();

    @Test
    void alertsAskForMetersThatThereAre() {
        List<String> expressions = rules("exposed").stream()
                .map(rule -> rule.text("expr"))
                .collect(Collectors.toCollection(ArrayList::new));
        assertThat(expressions).hasSizeGreaterThan(20);
        assertThat(expressions).allMatch(expression -> !metersOf(expression).isEmpty());
        assertThat(unknownIn(expressions)).isEmpty();
    }

    @Test
    void theDashboardAsksForMetersThatThereAre() {
        JsonNode dashboard =
                JsonMapper.builder().build().readTree(Chart.read(Chart.FOLDER.resolve("files/dashboard.json")));
        List<String> expressions = dashboard.findValuesAsString("expr");
        assertThat(expressions).hasSizeGreaterThan(30);
        assertThat(unknownIn(expressions)).isEmpty();
        assertThat(unknownIn(dashboard.findValuesAsString("definition"))).isEmpty();
        assertThat(expressions).allMatch(expression -> expression.contains("namespace=\"$namespace\",pod=~\"$pod\""));
    }

    @Test
    void scalingAsksForMetersThatThereAre() {
        assertThat(unknownIn(List.of(
                        Chart.render("1.30", Chart.values("exposed"))
                                .one("HorizontalPodAutoscaler")
                                .text("spec", "metrics", 0, "pods", "metric", "name"),
                        Chart.render("1.30", Chart.values("host-network"))
                                .one("ScaledObject")
                                .text("spec", "triggers", 0, "metadata", "query"))))
                .isEmpty();
    }

    @Test
    void aMeterThatThereIsNotWouldBeFound() {
        assertThat(METERS.size()).isGreaterThan(50);
        assertThat(unknownIn(List.of("rate(peerscribe_recording_bytes_total[5m]) / peerscribe_recording_byte_total")))
                .containsExactly("peerscribe_recording_byte_total");
    }

    @Test
    void eachAlertIsNarrowedDownToTheRelease() {
        assertThat(rules("exposed"))
                .allSatisfy(rule -> assertThat(rule.text("expr"))
                        .contains("{namespace=\"meetings\",service=\"rec-peerscribe-pods\"")
                        .doesNotContain("SELECTOR"));
    }

    @Test
    void anAlertCanBeLeftOutAndJudgedOtherwise() {
        List<Manifest> rules = rules("exposed");
        assertThat(rules).extracting(rule -> rule.text("alert")).doesNotContain("PeerscribeFilmsFail");
        assertThat(rules)
                .filteredOn(rule -> rule.text("alert").equals("PeerscribeFull"))
                .allSatisfy(rule -> {
                    assertThat(rule.text("labels", "severity")).isEqualTo("critical");
                    assertThat(rule.text("annotations", "runbook_url"))
                            .isEqualTo("https://docs.example.org/peerscribe/operations#peerscribefull");
                });
    }

    @Test
    void theDocumentationSaysWhatToDoAtEachAlert() {
        Set<String> alerts = ALERT.matcher(Chart.read(Chart.FOLDER.resolve("files/alerts.yaml")))
                .results()
                .map(alert -> alert.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> documented = Pattern.compile("(?m)^#### (Peerscribe\\w+)$")
                .matcher(Chart.read(Path.of("docs", "operations.md")))
                .results()
                .map(heading -> heading.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(documented).isEqualTo(alerts);
    }

    private static List<Manifest> rules(String values) {
        return Chart.render("1.30", Chart.values(values)).one("PrometheusRule").list("spec", "groups", 0, "rules");
    }

    private Set<String> unknownIn(List<String> expressions) {
        return expressions.stream()
                .flatMap(expression -> metersOf(expression).stream())
                .filter(meter -> !METERS.has(meter))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static List<String> metersOf(String expression) {
        return METER.matcher(expression).results().map(MatchResult::group).toList();
    }
}
