{{- define "mesocosm.fullname" -}}
{{- $name := ternary .Release.Name (printf "%s-%s" .Release.Name .Chart.Name) (contains .Chart.Name .Release.Name) -}}
{{ $name | trunc 50 | trimSuffix "-" }}
{{- end }}

{{- define "mesocosm.selector" -}}
app.kubernetes.io/name: mesocosm
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/component: operator
{{- end }}

{{- define "mesocosm.labels" -}}
{{ include "mesocosm.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/part-of: mesocosm
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- end }}

{{- define "mesocosm.serviceAccount" -}}
{{ default (include "mesocosm.fullname" .) .Values.serviceAccount.name }}
{{- end }}

{{- define "mesocosm.agentRole" -}}
{{ include "mesocosm.fullname" . }}-{{ .Release.Namespace }}-agents
{{- end }}

{{- /* The reference of an image: (list . .Values.images.agent) */ -}}
{{- define "mesocosm.image" -}}
{{- $root := index . 0 }}{{ $image := index . 1 -}}
{{ $image.repository }}{{ if $image.digest }}@{{ $image.digest }}{{ else }}:{{ default $root.Chart.AppVersion $image.tag }}{{ end }}
{{- end }}

{{- define "mesocosm.etcdImage" -}}
{{- include "mesocosm.image" (list . (merge (dict "tag" (default "v3.6.16" .Values.images.etcd.tag)) .Values.images.etcd)) }}
{{- end }}

{{- /* What the operator may do where it watches; without a wildcard, and nothing with Secrets. */ -}}
{{- define "mesocosm.rules" -}}
- apiGroups: [mesocosm.io]
  resources: [mesosclusters, apps]
  verbs: [get, list, watch, patch, update]
- apiGroups: [mesocosm.io]
  resources: [mesosclusters/status, apps/status]
  verbs: [get, patch, update]
- apiGroups: [mesocosm.io]
  resources: [mesosclusters/finalizers, apps/finalizers]
  verbs: [update]
- apiGroups: [""]
  resources: [services, serviceaccounts]
  verbs: [get, list, watch, create, patch, delete]
# A cluster's authority, certificates and credentials; users' Secrets that spec.credentials names are read.
- apiGroups: [""]
  resources: [secrets, configmaps]
  verbs: [get, list, watch, create, patch, update, delete]
- apiGroups: [""]
  resources: [pods]
  verbs: [get, list, watch]
- apiGroups: [apps]
  resources: [statefulsets, daemonsets]
  verbs: [get, list, watch, create, patch, delete]
# Snapshots of etcd: what takes them, and the claim that they lie on, which goes with a cluster that retains nothing.
- apiGroups: [batch]
  resources: [cronjobs]
  verbs: [get, list, watch, create, patch, delete]
- apiGroups: [""]
  resources: [persistentvolumeclaims]
  verbs: [get, create, delete]
- apiGroups: [networking.k8s.io]
  resources: [networkpolicies, ingresses]
  verbs: [get, list, watch, create, patch, delete]
- apiGroups: [policy]
  resources: [poddisruptionbudgets]
  verbs: [get, list, watch, create, patch, delete]
# A pod that is outdated goes by eviction, so that its PodDisruptionBudget is kept.
- apiGroups: [""]
  resources: [pods/eviction]
  verbs: [create]
# Masters and Marathons that elect who leads get a right to get and update the one EndpointSlice that leads to them;
# what the operator grants it must have, so it cannot grant more.
- apiGroups: [rbac.authorization.k8s.io]
  resources: [roles, rolebindings]
  verbs: [get, list, watch, create, patch, delete]
- apiGroups: [discovery.k8s.io]
  resources: [endpointslices]
  verbs: [get, list, watch, create, patch, update, delete]
# Where the Prometheus operator is installed, and a MesosCluster asks for it.
- apiGroups: [monitoring.coreos.com]
  resources: [servicemonitors, podmonitors]
  verbs: [get, create, patch, delete]
# Where the Gateway API is installed, and a MesosCluster asks for it.
- apiGroups: [gateway.networking.k8s.io]
  resources: [httproutes, tlsroutes, backendtlspolicies]
  verbs: [get, create, patch, delete]
# Where cert-manager is installed, and a MesosCluster names an issuer of its authority.
- apiGroups: [cert-manager.io]
  resources: [certificates]
  verbs: [get, create, patch, delete]
- apiGroups: [events.k8s.io]
  resources: [events]
  verbs: [get, create, update]
{{- end }}

{{- /* The collector that the operator tells of itself, by OpenTelemetry's variables. */ -}}
{{- define "mesocosm.otlp.env" -}}
{{- with .Values.telemetry.otlp }}
{{- if .endpoint }}
- name: OTEL_EXPORTER_OTLP_ENDPOINT
  value: {{ .endpoint | quote }}
{{- if .headersSecret.name }}
- name: OTEL_EXPORTER_OTLP_HEADERS
  valueFrom: {secretKeyRef: {name: {{ .headersSecret.name }}, key: {{ .headersSecret.key }}}}
{{- end }}
{{- if or .ca.secret .ca.configMap }}
- {name: OTEL_EXPORTER_OTLP_CERTIFICATE, value: /etc/mesocosm/otlp/ca.crt}
{{- end }}
{{- if .clientCertificateSecret }}
- {name: OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE, value: /etc/mesocosm/otlp/tls.crt}
- {name: OTEL_EXPORTER_OTLP_CLIENT_KEY, value: /etc/mesocosm/otlp/tls.key}
{{- end }}
{{- with .metricsInterval }}
- name: OTEL_METRIC_EXPORT_INTERVAL
  value: {{ mul (ternary 60000 1000 (hasSuffix "m" .)) (regexFind "[0-9]+" . | int64) | quote }}
{{- end }}
{{- if not (kindIs "invalid" .traceSampling) }}
- {name: OTEL_TRACES_SAMPLER, value: parentbased_traceidratio}
- name: OTEL_TRACES_SAMPLER_ARG
  value: {{ .traceSampling | quote }}
{{- end }}
- {name: OTEL_SERVICE_NAME, value: mesocosm-operator}
- {name: POD_NAME, valueFrom: {fieldRef: {fieldPath: metadata.name}}}
- {name: POD_UID, valueFrom: {fieldRef: {fieldPath: metadata.uid}}}
- {name: NODE_NAME, valueFrom: {fieldRef: {fieldPath: spec.nodeName}}}
{{- /* Encoded, so that Kubernetes puts nothing in the place of what looks like a variable. */}}
{{- $given := dict "service.namespace" $.Release.Namespace }}
{{- range $name, $value := .resourceAttributes }}
{{- $_ := set $given $name ($value | urlquery | replace "+" "%20") }}
{{- end }}
{{- $own := dict "k8s.namespace.name" $.Release.Namespace "k8s.pod.name" "$(POD_NAME)" "k8s.pod.uid" "$(POD_UID)" "k8s.node.name" "$(NODE_NAME)" "k8s.container.name" "operator" "service.instance.id" (printf "%s.$(POD_NAME).operator" $.Release.Namespace) }}
{{- $attributes := list }}
{{- range $name, $value := merge $own $given }}
{{- $attributes = append $attributes (printf "%s=%s" $name $value) }}
{{- end }}
- name: OTEL_RESOURCE_ATTRIBUTES
  value: {{ join "," $attributes | quote }}
{{- end }}
{{- end }}
{{- end }}

{{- /* What of it lies in files; nothing where there is nothing. */ -}}
{{- define "mesocosm.otlp.files" -}}
{{- with .Values.telemetry.otlp }}
{{- if .endpoint }}
{{- if .ca.secret }}
- secret: {name: {{ .ca.secret }}, items: [{key: {{ .ca.key }}, path: ca.crt}]}
{{- else if .ca.configMap }}
- configMap: {name: {{ .ca.configMap }}, items: [{key: {{ .ca.key }}, path: ca.crt}]}
{{- end }}
{{- with .clientCertificateSecret }}
- secret: {name: {{ . }}, items: [{key: tls.crt, path: tls.crt}, {key: tls.key, path: tls.key}]}
{{- end }}
{{- end }}
{{- end }}
{{- end }}
