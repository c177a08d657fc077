#!/usr/bin/env bash
# Builds a control plane of Kubernetes and kwok, which plays nodes, with Go; into the cache, once for this machine.
set -euo pipefail

kubernetes=1.37.2 staging=0.37.2 etcd=3.7.0 kwok=0.7.0 helm=3.19.2
caches=${XDG_CACHE_HOME:-$HOME/.cache}/arena
cache=$caches/kube-$kubernetes
work=$(mktemp -d)
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT
mkdir -p "$cache" "$work/kubernetes" "$work/etcd"

# module FOLDER NAME PACKAGE…: go.mod is in the folder; each package is to be built.
module() {
  local folder=$1
  shift
  { printf '//go:build tools\n\npackage main\n'; printf 'import _ "%s"\n' "$@"; } >"$folder/tools.go"
  (cd "$folder" && go mod tidy -e) >/dev/null 2>&1 || true
}

# It refuses `go install` because of its replacements: they are made here, as its own go.mod names them.
own=$(go mod download -json "k8s.io/kubernetes@v$kubernetes" | sed -n 's/.*"GoMod": "\(.*\)",.*/\1/p')
{
  printf 'module kubernetes-for-tests\n\n%s\n\n' "$(grep '^go ' "$own")"
  grep '^godebug' "$own" || true
  printf 'require k8s.io/kubernetes v%s\nreplace (\n' "$kubernetes"
  sed -n "s/^\t\(k8s\.io\/[a-z0-9-]*\) => \.\/staging.*/\t\1 => \1 v$staging/p" "$own"
  printf ')\n'
} >"$work/kubernetes/go.mod"
names=(kube-apiserver kube-controller-manager kube-scheduler)
type -P kubectl >/dev/null || names+=(kubectl)
module "$work/kubernetes" "${names[@]/#/k8s.io/kubernetes/cmd/}"
printf 'module etcd-for-tests\n\ngo 1.26.0\n\nrequire go.etcd.io/etcd/server/v3 v%s\n' "$etcd" >"$work/etcd/go.mod"
module "$work/etcd" go.etcd.io/etcd/server/v3

version=k8s.io/component-base/version
flags="-s -w -X $version.gitVersion=v$kubernetes -X $version.gitMajor=${kubernetes%%.*} -X $version.gitMinor=$(cut -d . -f 2 <<<"$kubernetes")"
for name in "${names[@]}"; do
  (cd "$work/kubernetes" && nice -n 19 go build -mod=mod -trimpath -ldflags "$flags" -o "$cache/$name" "k8s.io/kubernetes/cmd/$name")
done
(cd "$work/etcd" && nice -n 19 go build -mod=mod -trimpath -ldflags "-s -w" -o "$cache/etcd" go.etcd.io/etcd/server/v3)
GOBIN=$cache nice -n 19 go install "sigs.k8s.io/kwok/cmd/kwok@v$kwok"
type -P helm >/dev/null || GOBIN=$caches/helm-v$helm nice -n 19 go install "helm.sh/helm/v3/cmd/helm@v$helm"
echo "they are in $cache"
