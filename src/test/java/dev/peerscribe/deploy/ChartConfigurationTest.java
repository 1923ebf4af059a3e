package dev.peerscribe.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.annotation.Annotation;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.autoconfigure.ssl.SslProperties;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.PropertySourcesPlaceholdersResolver;
import org.springframework.boot.context.properties.bind.handler.NoUnboundElementsBindHandler;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.type.filter.AnnotationTypeFilter;

/** The configuration that the chart makes of values is one that the agent reads: each property exists, and takes its value. */
class ChartConfigurationTest {
    private static final Map<String, Class<?>> RECORDS = records();
    private static final Pattern SPRINGS_OWN = Pattern.compile(
            "logging\\.level\\..*|logging\\.structured\\.format\\.console|(management\\.)?server\\.(address|port)");

    static Stream<Path> goodValues() {
        return Chart.goodValues().stream();
    }

    @ParameterizedTest
    @MethodSource("goodValues")
    void everyPropertyExistsAndTakesItsValue(Path values) throws IOException {
        Map<String, Object> properties = read(Chart.render("1.30", values).configuration());
        Map<String, Map<String, Object>> byRecord = new TreeMap<>();
        Set<String> others = new TreeSet<>();
        properties.forEach((name, value) -> {
            String prefix = RECORDS.keySet().stream()
                    .filter(each -> name.startsWith(each + "."))
                    .max(Comparator.comparingInt(String::length))
                    .orElse(null);
            if (prefix == null) {
                others.add(name);
            } else {
                byRecord.computeIfAbsent(prefix, any -> new TreeMap<>()).put(name, value);
            }
        });
        assertThat(byRecord).containsKeys("peerscribe.identity", "peerscribe.identity.trust", "peerscribe.meeting");
        byRecord.forEach(ChartConfigurationTest::bind);
        assertThat(others)
                .as("what is left is Spring Boot's own")
                .allMatch(name -> SPRINGS_OWN.matcher(name).matches());
    }

    /** Fails where a property is unknown to the record, or its value is refused. */
    private static void bind(String prefix, Map<String, Object> properties) {
        MutablePropertySources sources = new MutablePropertySources();
        sources.addLast(new MapPropertySource("application.yaml", properties));
        sources.addLast(new MapPropertySource(
                "what a pod has in its environment",
                Map.of("POD_NAME", "rec-peerscribe-0", "ICE_CREDENTIAL_0", "secret", "ICE_CREDENTIAL_1", "secret")));
        new Binder(ConfigurationPropertySources.from(sources), new PropertySourcesPlaceholdersResolver(sources))
                .bind(
                        prefix,
                        Bindable.of(Objects.requireNonNull(RECORDS.get(prefix))),
                        new NoUnboundElementsBindHandler(BindHandler.DEFAULT));
    }

    private static Map<String, Object> read(String yaml) throws IOException {
        Map<String, Object> properties = new TreeMap<>();
        ByteArrayResource resource = new ByteArrayResource(yaml.getBytes(StandardCharsets.UTF_8));
        for (PropertySource<?> source : new YamlPropertySourceLoader().load("application.yaml", resource)) {
            for (String name : ((EnumerablePropertySource<?>) source).getPropertyNames()) {
                properties.put(name, Objects.requireNonNull(source.getProperty(name)));
            }
        }
        return properties;
    }

    /** The agent's own records, and the ones of Spring Boot that the chart fills, by prefix. */
    private static Map<String, Class<?>> records() {
        Map<String, Class<?>> records = new TreeMap<>();
        var scanner = new ClassPathScanningCandidateComponentProvider(false);
        scanner.addIncludeFilter(new AnnotationTypeFilter(ConfigurationProperties.class));
        scanner.findCandidateComponents("dev.peerscribe").forEach(found -> {
            try {
                Class<?> type = Class.forName(Objects.requireNonNull(found.getBeanClassName()));
                Annotation annotation = type.getAnnotation(ConfigurationProperties.class);
                records.put(((ConfigurationProperties) annotation).value(), type);
            } catch (ClassNotFoundException e) {
                throw new IllegalStateException(e);
            }
        });
        records.put("spring.ssl", SslProperties.class);
        assertThat(records).containsKeys("peerscribe.api", "peerscribe.meeting", "peerscribe.identity.trust");
        return records;
    }
}
