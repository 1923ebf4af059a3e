package dev.peerscribe;

import java.lang.reflect.Parameter;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationPropertiesBindException;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.bind.validation.BindValidationException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.origin.Origin;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.validation.FieldError;
import org.springframework.validation.ObjectError;

/** Tells a user at the start which property of the agent's breaks which rule, and what would be right. */
@Order(Ordered.HIGHEST_PRECEDENCE)
class ConfigurationFailureAnalyzer extends AbstractFailureAnalyzer<ConfigurationPropertiesBindException> {
    private static final String OURS = "peerscribe.";
    private static final Pattern SECRET = Pattern.compile("(?i).*(password|secret|token|credential|headers).*");

    @Override
    protected @Nullable FailureAnalysis analyze(Throwable rootFailure, ConfigurationPropertiesBindException cause) {
        String prefix = cause.getAnnotation().value();
        BindException binding = findCause(cause, BindException.class);
        if (!prefix.startsWith(OURS) || binding == null) {
            return null;
        }
        Report report = new Report(prefix, cause.getBeanType());
        BindValidationException validation = findCause(cause, BindValidationException.class);
        if (validation == null) {
            report.unreadable(binding, rootFailure);
        } else {
            validation.getValidationErrors().forEach(report::broken);
        }
        return new FailureAnalysis(
                report.rules.toString(), report.cures.toString().strip(), cause);
    }

    private static final class Report {
        final StringBuilder rules = new StringBuilder("The configuration breaks a rule:\n");
        final StringBuilder cures = new StringBuilder();
        private final String prefix;
        private final Class<?> type;

        Report(String prefix, Class<?> type) {
            this.prefix = prefix;
            this.type = type;
        }

        void unreadable(BindException binding, Throwable rootFailure) {
            String name = binding.getName().toString();
            Object value =
                    binding.getProperty() == null ? null : binding.getProperty().getValue();
            Throwable root = rootFailure;
            while (root.getCause() != null) {
                root = root.getCause();
            }
            add(
                    name,
                    value,
                    binding.getOrigin(),
                    SECRET.matcher(name).matches() ? "cannot be read" : root.getMessage());
        }

        void broken(ObjectError error) {
            if (!(error instanceof FieldError field) || "AssertTrue".equals(error.getCode())) {
                // A rule about several properties, whose message names them and the cure.
                rules.append("\n    ").append(error.getDefaultMessage()).append('\n');
                cures.append("Change what the rule names.\n");
                return;
            }
            add(
                    prefix + "." + dashed(field.getField()),
                    field.getRejectedValue(),
                    Origin.from(field),
                    field.getDefaultMessage());
        }

        private void add(String name, @Nullable Object value, @Nullable Origin origin, @Nullable String rule) {
            rules.append("\n    property: ").append(name);
            rules.append("\n    value:    ").append(SECRET.matcher(name).matches() ? "(not shown)" : value);
            if (origin != null) {
                rules.append("\n    origin:   ").append(origin);
            }
            rules.append("\n    rule:     ").append(rule).append('\n');
            cures.append("Correct ").append(name);
            defaultOf(name)
                    .ifPresent(it ->
                            cures.append(", or remove it for its default, ").append(it));
            cures.append(".\n");
        }

        /** The default as the record that declares the property has it. */
        private Optional<String> defaultOf(String name) {
            Class<?> declaring = type;
            Optional<Parameter> parameter = Optional.empty();
            for (String part : name.substring(prefix.length() + 1).split("\\.", -1)) {
                parameter = Arrays.stream(declaring.getDeclaredConstructors())
                        .flatMap(constructor -> Arrays.stream(constructor.getParameters()))
                        .filter(candidate -> plain(candidate.getName()).equals(plain(part)))
                        .findFirst();
                if (parameter.isEmpty()) {
                    return Optional.empty();
                }
                declaring = parameter.get().getType();
            }
            return parameter
                    .map(it -> it.getAnnotation(DefaultValue.class))
                    .map(it -> String.join(", ", it.value()))
                    .filter(text -> !text.isEmpty());
        }

        private static String plain(String name) {
            return name.replaceAll("-|\\[.*", "").toLowerCase(Locale.ROOT);
        }

        private static String dashed(String field) {
            return field.replaceAll("([a-z0-9])([A-Z])", "$1-$2").toLowerCase(Locale.ROOT);
        }
    }
}
