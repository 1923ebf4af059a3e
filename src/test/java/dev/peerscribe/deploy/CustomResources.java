package dev.peerscribe.deploy;

import io.kubernetes.client.custom.IntOrString;
import io.kubernetes.client.openapi.models.V1LabelSelector;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1SecretKeySelector;
import io.kubernetes.client.openapi.models.V2HorizontalPodAutoscalerBehavior;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Kinds that operators add to Kubernetes, as far as the chart has use for them: any other member is a mistake of ours. */
final class CustomResources {
    private CustomResources() {}

    /** Of the Prometheus operator. */
    record ServiceMonitor(String apiVersion, String kind, V1ObjectMeta metadata, ServiceMonitorSpec spec) {}

    record ServiceMonitorSpec(
            V1LabelSelector selector, @Nullable NamespaceSelector namespaceSelector, List<Endpoint> endpoints) {}

    record NamespaceSelector(
            @Nullable Boolean any, @Nullable List<String> matchNames) {}

    record Endpoint(
            String port,
            @Nullable String path,
            @Nullable String interval,
            @Nullable String scrapeTimeout,
            @Nullable Authorization authorization) {}

    record Authorization(V1SecretKeySelector credentials) {}

    /** Of the Prometheus operator. */
    record PrometheusRule(String apiVersion, String kind, V1ObjectMeta metadata, PrometheusRuleSpec spec) {}

    record PrometheusRuleSpec(List<Group> groups) {}

    record Group(String name, List<Rule> rules) {}

    record Rule(
            String alert,
            IntOrString expr,
            @Nullable String $for,
            @Nullable Map<String, String> labels,
            @Nullable Map<String, String> annotations) {}

    /** Of KEDA. */
    record ScaledObject(String apiVersion, String kind, V1ObjectMeta metadata, ScaledObjectSpec spec) {}

    record ScaledObjectSpec(
            Target scaleTargetRef,
            @Nullable Integer minReplicaCount,
            @Nullable Integer maxReplicaCount,
            @Nullable Integer pollingInterval,
            @Nullable Advanced advanced,
            List<Trigger> triggers) {}

    record Target(@Nullable String apiVersion, @Nullable String kind, String name) {}

    record Advanced(@Nullable AutoscalerConfig horizontalPodAutoscalerConfig) {}

    record AutoscalerConfig(@Nullable V2HorizontalPodAutoscalerBehavior behavior) {}

    record Trigger(
            String type,
            @Nullable String metricType,
            Map<String, String> metadata,
            @Nullable Authentication authenticationRef) {}

    record Authentication(String name) {}
}
