package dev.peerscribe.deploy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A rendered manifest, or a part of one, as YAML has it. */
record Manifest(Object value) {
    String kind() {
        return text("kind");
    }

    String name() {
        return text("metadata", "name");
    }

    /** What is at a path of names and indices; fails where there is nothing. */
    Manifest at(Object... path) {
        Object found = find(path);
        if (found == null) {
            throw new AssertionError("nothing at " + List.of(path) + " of " + value);
        }
        return new Manifest(found);
    }

    boolean has(Object... path) {
        return find(path) != null;
    }

    String text(Object... path) {
        return String.valueOf(at(path).value);
    }

    int number(Object... path) {
        return ((Number) at(path).value).intValue();
    }

    List<Manifest> list(Object... path) {
        return ((List<?>) at(path).value).stream().map(Manifest::new).toList();
    }

    Map<Object, Object> map(Object... path) {
        return new LinkedHashMap<>((Map<?, ?>) at(path).value);
    }

    private @Nullable Object find(Object... path) {
        Object found = value;
        for (Object step : path) {
            if (step instanceof Integer index) {
                found = found instanceof List<?> list && index < list.size() ? list.get(index) : null;
            } else {
                found = found instanceof Map<?, ?> map ? map.get(step) : null;
            }
        }
        return found;
    }
}
