{{- define "arena.labels" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/version: {{ .Values.version | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end -}}

{{- define "arena.selector" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "arena.dataVolume" -}}
- name: data
{{- if eq .Values.storage.type "nfs" }}
  nfs:
    server: {{ required "storage.nfs.server is needed" .Values.storage.nfs.server | quote }}
    path: {{ required "storage.nfs.path is needed" .Values.storage.nfs.path | quote }}
{{- else if eq .Values.storage.type "claim" }}
  persistentVolumeClaim:
    claimName: {{ required "storage.claim is needed" .Values.storage.claim | quote }}
{{- else if eq .Values.storage.type "hostPath" }}
  hostPath:
    path: {{ .Values.storage.hostPath | quote }}
    type: DirectoryOrCreate
{{- else }}
{{- fail "storage.type must be hostPath, nfs or claim" }}
{{- end }}
- name: scripts
  configMap:
    name: {{ .Release.Name }}-scripts
    defaultMode: 0555
- name: secrets
  secret:
    secretName: {{ .Release.Name }}-secrets
    defaultMode: 0440
    items:
      - { key: agent-token, path: agent-token }
      - { key: ray-auth-token, path: ray-auth-token }
- name: shared-memory
  emptyDir:
    medium: Memory
    {{- with .Values.worker.sharedMemory }}
    sizeLimit: {{ . | quote }}
    {{- end }}
{{- end -}}

{{/* A directory that the node makes belongs to root; Ray's user must be able to write there. */}}
{{- define "arena.prepareData" -}}
{{- if eq .Values.storage.type "hostPath" }}
initContainers:
  - name: prepare-data
    image: {{ .Values.images.ray | quote }}
    imagePullPolicy: {{ .Values.images.pullPolicy }}
    command: ["/bin/sh", "-c", "mkdir -p /opt/data/arena && chown {{ int .Values.ray.user }}:{{ int .Values.ray.group }} /opt/data/arena"]
    securityContext:
      runAsUser: 0
    volumeMounts:
      - { name: data, mountPath: /opt/data }
{{- end }}
{{- end -}}

{{- define "arena.rayEnvironment" -}}
- { name: RAY_AUTH_MODE, value: token }
- { name: RAY_AUTH_TOKEN_PATH, value: /run/secrets/arena/ray-auth-token }
- { name: ARENA_DATA, value: /opt/data/arena }
- { name: ARENA_CLUSTER, value: {{ .Values.clusterName | quote }} }
- name: ARENA_NODE_ADDRESS
  valueFrom:
    fieldRef:
      fieldPath: status.podIP
{{- end -}}

{{/* Pods are made anew when what they were started with has changed. */}}
{{- define "arena.checksums" -}}
arena/class-name: {{ .Values.className | quote }}
arena/secrets: {{ include (print $.Template.BasePath "/secrets.yaml") . | sha256sum }}
arena/scripts: {{ include (print $.Template.BasePath "/scripts.yaml") . | sha256sum }}
{{- end -}}
