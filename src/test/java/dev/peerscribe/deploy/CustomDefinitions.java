package dev.peerscribe.deploy;

import io.kubernetes.client.custom.IntOrString;
import io.kubernetes.client.custom.Quantity;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Makes an API server know the kinds of {@link CustomResources}, with their members and no other. */
final class CustomDefinitions {
    private CustomDefinitions() {}

    static List<Map<String, Object>> all() {
        return List.of(
                of("monitoring.coreos.com", "v1", CustomResources.ServiceMonitor.class),
                of("monitoring.coreos.com", "v1", CustomResources.PrometheusRule.class),
                of("keda.sh", "v1alpha1", CustomResources.ScaledObject.class));
    }

    private static Map<String, Object> of(String group, String version, Class<?> kind) {
        String singular = kind.getSimpleName().toLowerCase(Locale.ROOT);
        String plural = singular + "s";
        return Map.of(
                "apiVersion",
                "apiextensions.k8s.io/v1",
                "kind",
                "CustomResourceDefinition",
                "metadata",
                Map.of("name", plural + "." + group),
                "spec",
                Map.of(
                        "group",
                        group,
                        "scope",
                        "Namespaced",
                        "names",
                        Map.of("kind", kind.getSimpleName(), "plural", plural, "singular", singular),
                        "versions",
                        List.of(Map.of(
                                "name",
                                version,
                                "served",
                                true,
                                "storage",
                                true,
                                "schema",
                                Map.of("openAPIV3Schema", schema(kind))))));
    }

    private static Map<String, Object> schema(Type type) {
        if (type instanceof ParameterizedType generic) {
            boolean map = Map.class.isAssignableFrom((Class<?>) generic.getRawType());
            Map<String, Object> element = schema(generic.getActualTypeArguments()[map ? 1 : 0]);
            return map
                    ? Map.of("type", "object", "additionalProperties", element)
                    : Map.of("type", "array", "items", element);
        }
        if (type == IntOrString.class || type == Quantity.class) {
            return Map.of("x-kubernetes-int-or-string", true);
        }
        if (type == V1ObjectMeta.class) {
            return Map.of("type", "object");
        }
        Class<?> plain = (Class<?>) type;
        if (plain == Integer.class || plain == Long.class) {
            return Map.of("type", "integer");
        }
        if (plain == String.class || plain == Boolean.class) {
            return Map.of("type", plain.getSimpleName().toLowerCase(Locale.ROOT));
        }
        Map<String, Object> members = new LinkedHashMap<>();
        StrictModels.members(plain).forEach((name, member) -> members.put(name, schema(member)));
        return Map.of(
                "type",
                "object",
                "properties",
                members,
                "required",
                StrictModels.required(plain).stream().sorted().toList());
    }
}
