package dev.peerscribe.deploy;

import com.google.gson.annotations.SerializedName;
import io.kubernetes.client.custom.IntOrString;
import io.kubernetes.client.custom.Quantity;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Field;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Holds manifests against the models of Kubernetes' Java client, and against the records of {@link CustomResources} where a kind is
 * no part of Kubernetes: members that are unknown, missing or of another type are told with their path.
 */
final class StrictModels {
    private static final String MODELS = "io.kubernetes.client.openapi.models.";
    private static final Pattern QUANTITY = Pattern.compile("[+-]?[0-9.]+([eE][+-]?[0-9]+|[numkMGTPE]|[KMGTPE]i)?");
    private static final Pattern BASE64 = Pattern.compile("([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?");
    private static final Map<String, Type> ROOTS = Map.ofEntries(
            core("v1", "ConfigMap"),
            core("v1", "Pod"),
            core("v1", "Secret"),
            core("v1", "Service"),
            core("v1", "ServiceAccount"),
            core("apps/v1", "StatefulSet"),
            core("autoscaling/v2", "HorizontalPodAutoscaler"),
            core("networking.k8s.io/v1", "NetworkPolicy"),
            core("policy/v1", "PodDisruptionBudget"),
            Map.entry("keda.sh/v1alpha1 ScaledObject", CustomResources.ScaledObject.class),
            Map.entry("monitoring.coreos.com/v1 PrometheusRule", CustomResources.PrometheusRule.class),
            Map.entry("monitoring.coreos.com/v1 ServiceMonitor", CustomResources.ServiceMonitor.class));

    private final List<String> mistakes = new ArrayList<>();

    private StrictModels() {}

    /** What is wrong with a manifest; nothing where Kubernetes takes it. */
    static List<String> mistakesOf(Manifest manifest) {
        String what = manifest.text("apiVersion") + " " + manifest.kind();
        Type model = ROOTS.get(what);
        if (model == null) {
            return List.of("there is no " + what);
        }
        StrictModels models = new StrictModels();
        models.check(manifest.kind() + " " + manifest.name() + ":", manifest.value(), model);
        return models.mistakes;
    }

    private static Map.Entry<String, Type> core(String api, String kind) {
        String version = api.substring(api.indexOf('/') + 1);
        try {
            return Map.entry(
                    api + " " + kind, Class.forName(MODELS + version.toUpperCase(java.util.Locale.ROOT) + kind));
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    private void check(String path, @Nullable Object value, Type type) {
        if (type instanceof ParameterizedType generic) {
            checkMany(path, value, generic);
        } else if (type instanceof Class<?> model && isModel(model)) {
            checkMembers(path, value, model);
        } else if (!isOf(value, type)) {
            mistakes.add(path + " is " + value + ", which is no " + type.getTypeName());
        }
    }

    private void checkMany(String path, @Nullable Object value, ParameterizedType generic) {
        boolean map = Map.class.isAssignableFrom((Class<?>) generic.getRawType());
        Type element = generic.getActualTypeArguments()[map ? 1 : 0];
        if (map && value instanceof Map<?, ?> entries) {
            entries.forEach((name, each) -> check(path + "." + name, each, element));
        } else if (!map && value instanceof List<?> list) {
            for (int i = 0; i < list.size(); i++) {
                check(path + "[" + i + "]", list.get(i), element);
            }
        } else {
            mistakes.add(path + " is " + value + ", which is no " + generic.getTypeName());
        }
    }

    private void checkMembers(String path, @Nullable Object value, Class<?> model) {
        if (!(value instanceof Map<?, ?> given)) {
            mistakes.add(path + " is " + value + ", which is no " + model.getSimpleName());
            return;
        }
        Map<String, Type> members = members(model);
        given.forEach((name, each) -> {
            Type member = members.get(String.valueOf(name));
            if (member == null) {
                mistakes.add(path + "." + name + " is unknown to " + model.getSimpleName());
            } else {
                check(path + "." + name, each, member);
            }
        });
        for (String required : required(model)) {
            if (given.get(required) == null) {
                mistakes.add(path + "." + required + " is missing");
            }
        }
    }

    private static boolean isModel(Class<?> type) {
        return type.isRecord() || type.getName().startsWith(MODELS);
    }

    private static boolean isOf(@Nullable Object value, Type type) {
        if (type == IntOrString.class) {
            return value instanceof String || isWhole(value);
        }
        if (type == Quantity.class) {
            return isWhole(value)
                    || (value instanceof String text && QUANTITY.matcher(text).matches());
        }
        if (type == Integer.class || type == Long.class) {
            return isWhole(value);
        }
        if (type == byte[].class) {
            return value instanceof String text && BASE64.matcher(text).matches();
        }
        return type instanceof Class<?> plain && plain.isInstance(value);
    }

    private static boolean isWhole(@Nullable Object value) {
        return value instanceof Integer || value instanceof Long;
    }

    static Map<String, Type> members(Class<?> model) {
        Map<String, Type> members = new LinkedHashMap<>();
        if (model.isRecord()) {
            for (RecordComponent component : model.getRecordComponents()) {
                members.put(nameOf(component), component.getGenericType());
            }
        } else {
            for (Field field : model.getDeclaredFields()) {
                SerializedName name = field.getAnnotation(SerializedName.class);
                if (name != null) {
                    members.put(name.value(), field.getGenericType());
                }
            }
        }
        return members;
    }

    static Set<String> required(Class<?> model) {
        Set<String> required = new HashSet<>();
        if (model.isRecord()) {
            for (RecordComponent component : model.getRecordComponents()) {
                AnnotatedType type = component.getAnnotatedType();
                if (!type.isAnnotationPresent(Nullable.class)) {
                    required.add(nameOf(component));
                }
            }
            return required;
        }
        try {
            for (Object name : (Set<?>) model.getField("openapiRequiredFields").get(null)) {
                required.add((String) name);
            }
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("a model of another form: " + model, e);
        }
        return required;
    }

    /** Words of Java's own have a dollar sign before them. */
    private static String nameOf(RecordComponent component) {
        return component.getName().replace("$", "");
    }
}
