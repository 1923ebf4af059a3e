{{- define "peerscribe.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 52 | trimSuffix "-" -}}
{{- end -}}

{{/* 52 characters leave room for what a StatefulSet appends to make labels of it. */}}
{{- define "peerscribe.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 52 | trimSuffix "-" -}}
{{- else if contains (include "peerscribe.name" .) .Release.Name -}}
{{- .Release.Name | trunc 52 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name (include "peerscribe.name" .) | trunc 52 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{- define "peerscribe.headless" -}}
{{- printf "%s-pods" (include "peerscribe.fullname" .) -}}
{{- end -}}

{{- define "peerscribe.serviceAccount" -}}
{{- if .Values.serviceAccount.create -}}
{{- default (include "peerscribe.fullname" .) .Values.serviceAccount.name -}}
{{- else -}}
{{- default "default" .Values.serviceAccount.name -}}
{{- end -}}
{{- end -}}

{{- define "peerscribe.selector" -}}
app.kubernetes.io/name: {{ include "peerscribe.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/component: agent
{{- end -}}

{{/* Without the component, which differs. */}}
{{- define "peerscribe.commonLabels" -}}
app.kubernetes.io/name: {{ include "peerscribe.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- with .Values.commonLabels }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{- define "peerscribe.labels" -}}
{{ include "peerscribe.commonLabels" . }}
app.kubernetes.io/component: agent
{{- end -}}

{{- define "peerscribe.image" -}}
{{- if .Values.image.digest -}}
{{- printf "%s@%s" .Values.image.repository .Values.image.digest -}}
{{- else -}}
{{- printf "%s:%s" .Values.image.repository (default .Chart.AppVersion .Values.image.tag) -}}
{{- end -}}
{{- end -}}

{{/* "true" where the API is there, or said to be: (list root "group/version" "Kind") */}}
{{- define "peerscribe.hasApi" -}}
{{- $root := index . 0 -}}
{{- $api := printf "%s/%s" (index . 1) (index . 2) -}}
{{- if or ($root.Capabilities.APIVersions.Has $api) (has $api $root.Values.apiVersions) -}}true{{- end -}}
{{- end -}}

{{/* "true" where a switch says so, or says auto and the API is there: (list root switch "group/version" "Kind") */}}
{{- define "peerscribe.wanted" -}}
{{- $switch := toString (index . 1) -}}
{{- if eq $switch "true" -}}true
{{- else if eq $switch "auto" -}}{{- include "peerscribe.hasApi" (list (index . 0) (index . 2) (index . 3)) -}}
{{- end -}}
{{- end -}}

{{/* What of the agents' volumes a StatefulSet never changes. */}}
{{- define "peerscribe.volumes" -}}
{{- if .Values.persistence.enabled -}}
{{- pick .Values.persistence "size" "storageClass" "accessModes" "annotations" | toJson -}}
{{- else -}}
none
{{- end -}}
{{- end -}}

{{/* How long Kubernetes waits before it kills: the drain, and what is left to complete files. */}}
{{- define "peerscribe.grace" -}}
{{- add (int64 .Values.drain.timeoutSeconds) (int64 .Values.drain.reserveSeconds) -}}
{{- end -}}

{{- define "peerscribe.maxReplicas" -}}
{{- if .Values.autoscaling.enabled -}}{{ int .Values.autoscaling.maxReplicas }}{{- else -}}{{ int .Values.replicaCount }}{{- end -}}
{{- end -}}

{{/* "true" where AppArmor is a field and no annotation. */}}
{{- define "peerscribe.appArmorField" -}}
{{- if semverCompare ">=1.30.0-0" .Capabilities.KubeVersion.Version -}}true{{- end -}}
{{- end -}}

{{- define "peerscribe.podSecurity" -}}
runAsNonRoot: true
runAsUser: 10001
runAsGroup: 10001
fsGroup: 10001
fsGroupChangePolicy: OnRootMismatch
seccompProfile:
  type: RuntimeDefault
{{- if and .Values.appArmorProfile (include "peerscribe.appArmorField" .) }}
appArmorProfile:
  type: {{ .Values.appArmorProfile }}
{{- end }}
{{- end -}}

{{- define "peerscribe.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
runAsNonRoot: true
capabilities:
  drop: [ALL]
{{- end -}}

{{/* What a meter is narrowed down to; a release's agents are scraped under the name of their Service. */}}
{{- define "peerscribe.meterSelector" -}}
namespace="{{ .Release.Namespace }}",service="{{ include "peerscribe.headless" . }}"
{{- end -}}

{{/* Everything but link-local addresses. */}}
{{- define "peerscribe.anywhere" -}}
- ipBlock:
    cidr: 0.0.0.0/0
    except: [169.254.0.0/16]
- ipBlock:
    cidr: ::/0
    except: ["fe80::/10", "fd00:ec2::254/128"]
{{- end -}}

{{/* The secret with the file of API keys, or nothing where tokens alone are asked for. */}}
{{- define "peerscribe.keysSecret" -}}
{{- if .Values.access.existingSecret -}}{{ .Values.access.existingSecret }}
{{- else if not .Values.access.jwt.issuer -}}{{ printf "%s-access" (include "peerscribe.fullname" .) }}
{{- end -}}
{{- end -}}

{{/* Peers of a rule, or anywhere: (list root peers) */}}
{{- define "peerscribe.peers" -}}
{{- if index . 1 -}}{{ toYaml (index . 1) }}{{- else -}}{{ include "peerscribe.anywhere" (index . 0) }}{{- end -}}
{{- end -}}
