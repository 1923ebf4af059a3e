{{/* What a schema cannot say, since it takes more than one value. */}}
{{- define "peerscribe.validate" -}}
{{- with .Values -}}
{{- if ne (empty .access.jwt.issuer) (empty .access.jwt.jwkSetUri) -}}
{{- fail "access.jwt.issuer and access.jwt.jwkSetUri: give both or none" -}}
{{- end -}}
{{- if ne (empty .metrics.serviceMonitor.tokenSecret.name) (empty .metrics.serviceMonitor.tokenSecret.key) -}}
{{- fail "metrics.serviceMonitor.tokenSecret: give name and key, or none" -}}
{{- end -}}
{{- $min := int .media.ports.min -}}
{{- $max := int .media.ports.max -}}
{{- if or (gt $min $max) (ne (eq $min 0) (eq $max 0)) -}}
{{- fail (printf "media.ports.min %d and media.ports.max %d: give both or none (0), and the lower one first" $min $max) -}}
{{- end -}}
{{- if and .media.hostPorts (eq $min 0) -}}
{{- fail "media.hostPorts=true needs a range in media.ports" -}}
{{- end -}}
{{- if and .media.hostPorts (gt (sub $max $min) 499) -}}
{{- fail (printf "media.hostPorts=true takes 500 ports at most, but media.ports has %d" (add1 (sub $max $min))) -}}
{{- end -}}
{{- if and .media.hostPorts .media.hostNetwork -}}
{{- fail "media.hostPorts and media.hostNetwork are both true: the node's network has the node's ports already" -}}
{{- end -}}
{{- $turn := false -}}
{{- range $i, $server := .media.iceServers -}}
{{- range $server.urls -}}
{{- if hasPrefix "turn" . -}}
{{- $turn = true -}}
{{- if not (and $server.username $server.credentialSecret) -}}
{{- fail (printf "media.iceServers[%d] has %s, which needs username and credentialSecret" $i .) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- if and .media.relayOnly (not $turn) -}}
{{- fail "media.relayOnly=true needs a turn: or turns: server in media.iceServers" -}}
{{- end -}}
{{- if gt (len .agent.join) (int .agent.capacity) -}}
{{- fail (printf "agent.join names %d meetings, more than agent.capacity %d allows" (len .agent.join) (int .agent.capacity)) -}}
{{- end -}}
{{- range $name := list "none" "default" -}}
{{- if hasKey $.Values.storage.stores $name -}}
{{- fail (printf "storage.stores has %s, which is the name of no further store" $name) -}}
{{- end -}}
{{- end -}}
{{- if and .identity.passwordKey (not .identity.existingSecret) -}}
{{- fail "identity.passwordKey names a key of identity.existingSecret, which is empty" -}}
{{- end -}}
{{- if and (eq .identity.trust.policy "allow-list") (eq .identity.trust.unknown "refuse") (not .identity.trust.allowed) -}}
{{- fail "identity.trust.policy allow-list with unknown refuse would refuse everybody: fill identity.trust.allowed" -}}
{{- end -}}
{{- if and .signaling.token.existingSecret (not .signaling.credentialHosts) -}}
{{- fail "signaling.token.existingSecret needs signaling.credentialHosts: whoever may have the agent join names the host" -}}
{{- end -}}
{{- if .autoscaling.enabled -}}
{{- if gt (int .autoscaling.minReplicas) (int .autoscaling.maxReplicas) -}}
{{- fail (printf "autoscaling.minReplicas %d is more than autoscaling.maxReplicas %d" (int .autoscaling.minReplicas) (int .autoscaling.maxReplicas)) -}}
{{- end -}}
{{- if and (eq .autoscaling.kind "KEDA") (not .autoscaling.keda.serverAddress) -}}
{{- fail "autoscaling.kind=KEDA needs autoscaling.keda.serverAddress, the Prometheus to ask" -}}
{{- end -}}
{{- /* Kinds are known of a cluster only: without one Helm knows groups and versions, and everything that is asked for is made. */ -}}
{{- if and (eq .autoscaling.kind "KEDA") (include "peerscribe.hasApi" (list $ "apps/v1" "StatefulSet")) (not (include "peerscribe.hasApi" (list $ "keda.sh/v1alpha1" "ScaledObject"))) -}}
{{- fail "autoscaling.kind=KEDA needs keda.sh/v1alpha1/ScaledObject, which the cluster does not have: install KEDA first, or take autoscaling.kind=HPA" -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}
