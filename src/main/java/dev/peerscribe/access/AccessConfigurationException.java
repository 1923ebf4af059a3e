package dev.peerscribe.access;

import org.jspecify.annotations.Nullable;

/** What is configured of access cannot be; the message names property, value and rule, never a key. */
public final class AccessConfigurationException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String property;
    private final String value;
    private final String rule;
    private final String cure;

    AccessConfigurationException(String property, Object value, String rule, String cure, @Nullable Exception cause) {
        super("%s=%s: %s".formatted(property, value, rule), cause);
        this.property = property;
        this.value = String.valueOf(value);
        this.rule = rule;
        this.cure = cure;
    }

    String property() {
        return property;
    }

    String value() {
        return value;
    }

    String rule() {
        return rule;
    }

    /** What the user can do about it. */
    String cure() {
        return cure;
    }
}
