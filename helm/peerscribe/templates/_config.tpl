{{/* application.yaml, from the values; only what differs from the agent's own defaults, or must be known for sure. */}}
{{- define "peerscribe.ownConfig" -}}
server:
  address: {{ ternary .Values.bindAddress "127.0.0.1" .Values.api.expose | quote }}
  port: 8080
management:
  server:
    address: {{ .Values.bindAddress | quote }}
    port: 8081
{{- if ne .Values.logging.format "text" }}
logging:
  structured:
    format:
      console: {{ .Values.logging.format }}
{{- end }}
{{- $stores := .Values.storage.stores }}
{{- $ofTheHouse := list }}
{{- range $name, $store := $stores }}{{- if dig "secret" "caKey" "" $store }}{{- $ofTheHouse = append $ofTheHouse $name }}{{- end }}{{- end }}
{{- if or .Values.signaling.tls.existingSecret $ofTheHouse }}
spring:
  ssl:
    bundle:
      pem:
        {{- range $name := $ofTheHouse }}
        store-{{ $name }}:
          reload-on-update: true
          truststore:
            certificate: /etc/peerscribe/stores/{{ $name }}/{{ (index $stores $name).secret.caKey }}
        {{- end }}
        {{- if .Values.signaling.tls.existingSecret }}
        relay:
          reload-on-update: true
          {{- with .Values.signaling.tls.caKey }}
          truststore:
            certificate: /etc/peerscribe/relay-tls/{{ . }}
          {{- end }}
          keystore:
            certificate: /etc/peerscribe/relay-tls/tls.crt
            private-key: /etc/peerscribe/relay-tls/tls.key
        {{- end }}
{{- end }}
peerscribe:
  access:
    {{- if include "peerscribe.keysSecret" . }}
    keys-file: /etc/peerscribe/access/{{ .Values.access.key }}
    {{- end }}
    {{- if .Values.access.jwt.issuer }}
    jwt:
      issuer: {{ .Values.access.jwt.issuer | quote }}
      jwk-set-uri: {{ .Values.access.jwt.jwkSetUri | quote }}
      audience: {{ .Values.access.jwt.audience | quote }}
    {{- end }}
    open-metrics: {{ .Values.access.openMetrics }}
  {{- if .Values.api.expose }}
  {{- $name := include "peerscribe.fullname" . }}
  {{- $domain := printf "%s.svc" .Release.Namespace }}
  {{- $pod := printf "${POD_NAME}.%s" (include "peerscribe.headless" .) }}
  api:
    allowed-hosts:
      {{- range list $name $pod }}
      - {{ . }}
      - {{ . }}.{{ $.Release.Namespace }}
      - {{ . }}.{{ $domain }}
      - {{ . }}.{{ $domain }}.{{ $.Values.clusterDomain }}
      {{- end }}
      {{- range .Values.api.allowedHosts }}
      - {{ . | quote }}
      {{- end }}
  {{- end }}
  identity:
    {{- if .Values.identity.existingSecret }}
    key-path: /etc/peerscribe/identity/{{ .Values.identity.key }}
    create-key: false
    {{- with .Values.identity.passwordKey }}
    key-password-file: /etc/peerscribe/identity/{{ . }}
    {{- end }}
    {{- else }}
    key-path: /var/lib/peerscribe/agent-key.pem
    create-key: true
    {{- end }}
    trust:
      policy: {{ .Values.identity.trust.policy }}
      unknown: {{ .Values.identity.trust.unknown }}
      pins-path: /var/lib/peerscribe/pins.json
      {{- with .Values.identity.trust.allowed }}
      allowed: {{ toJson . }}
      {{- end }}
  {{- if or .Values.signaling.token.existingSecret .Values.signaling.tls.existingSecret }}
  signaling:
    handshake:
      {{- if .Values.signaling.tls.existingSecret }}
      ssl-bundle: relay
      {{- end }}
      {{- if .Values.signaling.token.existingSecret }}
      bearer-token-file: /etc/peerscribe/relay-token/{{ .Values.signaling.token.key }}
      {{- end }}
      {{- with .Values.signaling.credentialHosts }}
      credential-hosts: {{ toJson . }}
      {{- end }}
  {{- end }}
  meeting:
    capacity: {{ int .Values.agent.capacity }}
    display-name: {{ .Values.agent.displayName | quote }}
    negotiation: {{ .Values.agent.negotiation }}
    stop-recording-when-alone: {{ .Values.agent.stopRecordingWhenAlone }}
    drain:
      deadline: {{ int .Values.drain.timeoutSeconds }}s
    {{- with .Values.agent.join }}
    join:
      {{- range . }}
      - url: {{ .url | quote }}
        {{- with .name }}
        name: {{ . | quote }}
        {{- end }}
        {{- with .displayName }}
        display-name: {{ . | quote }}
        {{- end }}
        {{- with .negotiation }}
        negotiation: {{ . }}
        {{- end }}
        {{- with .trust }}
        trust: {{ . }}
        {{- end }}
        {{- with .engine }}
        engine: {{ . }}
        {{- end }}
        {{- if hasKey . "record" }}
        record: {{ .record }}
        {{- end }}
        {{- with .storage }}
        storage: {{ toJson . }}
        {{- end }}
        {{- with .format }}
        format: {{ . }}
        {{- end }}
      {{- end }}
    {{- end }}
  media:
    engine: {{ .Values.agent.engine }}
    relay-only: {{ .Values.media.relayOnly }}
    min-port: {{ int .Values.media.ports.min }}
    max-port: {{ int .Values.media.ports.max }}
    {{- with .Values.media.iceServers }}
    ice-servers:
      {{- range $i, $server := . }}
      - urls: {{ toJson $server.urls }}
        {{- with $server.username }}
        username: {{ . | quote }}
        {{- end }}
        {{- if $server.credentialSecret }}
        credential: ${ICE_CREDENTIAL_{{ $i }}}
        {{- end }}
      {{- end }}
    {{- end }}
  recording:
    directory: /var/lib/peerscribe/recordings
    min-free-disk: {{ .Values.persistence.minFree }}
  {{- with $stores }}
  storage:
    stores:
      {{- range $name, $store := . }}
      {{ $name }}:
        {{- with $store.endpoint }}
        endpoint: {{ . | quote }}
        {{- end }}
        {{- with $store.region }}
        region: {{ . | quote }}
        {{- end }}
        bucket: {{ $store.bucket | quote }}
        {{- with $store.prefix }}
        prefix: {{ . | quote }}
        {{- end }}
        path-style: {{ default false $store.pathStyle }}
        {{- with $store.secret }}
        credentials:
          access-key-file: /etc/peerscribe/stores/{{ $name }}/{{ default "access-key" .accessKey }}
          secret-key-file: /etc/peerscribe/stores/{{ $name }}/{{ default "secret-key" .secretKey }}
        {{- if .caKey }}
        ssl-bundle: store-{{ $name }}
        {{- end }}
        {{- end }}
      {{- end }}
  {{- end }}
  composite:
    directory: /var/lib/peerscribe/composites
  relay:
    hls:
      directory: /var/lib/peerscribe/live
{{- end -}}

{{- define "peerscribe.config" -}}
{{- $own := include "peerscribe.ownConfig" . | fromYaml -}}
{{- if hasKey $own "Error" -}}{{- fail (printf "the configuration cannot be made: %s" $own.Error) -}}{{- end -}}
{{- mergeOverwrite $own (deepCopy .Values.config) | toYaml -}}
{{- end -}}
