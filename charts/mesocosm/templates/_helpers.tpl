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
  resources: [networkpolicies]
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
- apiGroups: [events.k8s.io]
  resources: [events]
  verbs: [get, create, update]
{{- end }}
