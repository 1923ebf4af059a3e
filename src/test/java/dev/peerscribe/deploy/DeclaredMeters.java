package dev.peerscribe.deploy;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The names under which Prometheus sees the agent's meters and the platform's. The agent's are read from its sources, since many
 * come into being only with what they count first, and registered at a registry that is then asked as Prometheus asks.
 */
final class DeclaredMeters {
    /** A builder up to its registration. */
    private static final Pattern BUILDER = Pattern.compile(
            "\\b(Gauge|Counter|FunctionCounter|Timer)\\s*\\.builder\\(\\s*\"(peerscribe[.a-z]+)\"(\\s*\\+)?(.*?)\\.register\\(",
            Pattern.DOTALL);
    /** A class's own short way to a counter. */
    private static final Pattern SHORT = Pattern.compile("\\b(?:counter|rejected)\\(\\s*\"(peerscribe[.a-z]+)\"");

    private static final Pattern UNIT = Pattern.compile("\\.baseUnit\\((?:\"([a-z]+)\"|BaseUnits\\.([A-Z]+))\\)");
    private static final Pattern EXPOSED = Pattern.compile("(?m)^([a-z_]+)[{ ]");
    /** Stands for the second part of a name that is put together of two. */
    private static final String ANY = "anything";

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Set<String> names;

    DeclaredMeters() {
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        try (Stream<Path> files = Files.walk(Path.of("src", "main", "java"))) {
            files.filter(file -> file.toString().endsWith(".java"))
                    .map(Chart::read)
                    .filter(source -> source.contains("MeterRegistry"))
                    .forEach(this::register);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        names = EXPOSED.matcher(registry.scrape())
                .results()
                .map(name -> name.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    boolean has(String name) {
        return names.contains(name)
                || names.stream()
                        .filter(each -> each.contains(ANY))
                        .anyMatch(each -> name.matches(each.replace(ANY, "[a-z_]+")));
    }

    int size() {
        return names.size();
    }

    private void register(String source) {
        BUILDER.matcher(source).results().forEach(builder -> {
            String name = builder.group(2) + (builder.group(3) == null ? "" : ANY);
            String more = builder.group(4);
            switch (builder.group(1)) {
                case "Gauge" ->
                    Gauge.builder(name, () -> 1).baseUnit(unit(more)).register(registry);
                case "Timer" -> {
                    Timer.Builder timer = Timer.builder(name);
                    if (more.contains(".serviceLevelObjectives(")) {
                        timer.serviceLevelObjectives(Duration.ofSeconds(1));
                    }
                    timer.register(registry);
                }
                default -> Counter.builder(name).baseUnit(unit(more)).register(registry);
            }
        });
        SHORT.matcher(source)
                .results()
                .forEach(counter -> Counter.builder(counter.group(1)).register(registry));
    }

    private static @Nullable String unit(String builder) {
        return UNIT.matcher(builder)
                .results()
                .findFirst()
                .map(DeclaredMeters::unit)
                .orElse(null);
    }

    private static String unit(MatchResult unit) {
        String literal = unit.group(1);
        return literal == null ? unit.group(2).toLowerCase(Locale.ROOT) : literal;
    }
}
