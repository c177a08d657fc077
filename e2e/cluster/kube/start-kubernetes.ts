import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { freePort } from "../../../scripts/up/free-port.mjs";
import { until } from "../../until.ts";
import type { KubernetesPrograms } from "./kubernetes-programs.ts";

/** A real control plane of one test file; nodes and what runs on them are played by kwok. */
export interface Kubernetes {
  readonly address: string;
  readonly port: number;
  readonly folder: string;
  /** Its text; of a user that may do all, one that may do nothing, and one that is not known. */
  kubeconfig(user: "admin" | "nobody" | "unknown"): string;
  kubectl(...args: readonly string[]): string;
  addNode(name: string, allocatable: Readonly<Record<string, string>>): void;
  removeNodes(): void;
  stopServer(): Promise<void>;
  startServer(): Promise<void>;
  stop(): Promise<void>;
}

const TOKENS = { admin: "token-of-the-admin", nobody: "token-of-nobody", unknown: "token-of-the-unknown" } as const;
const here = import.meta.dirname;

export async function startKubernetes(programs: KubernetesPrograms): Promise<Kubernetes> {
  const folder = mkdtempSync(path.join(tmpdir(), "arena-kube-"));
  const [etcdPort, peerPort, port, kwokPort] = await Promise.all([freePort(), freePort(), freePort(), freePort()]);
  const children = new Map<string, ChildProcess>();
  const start = (name: keyof KubernetesPrograms, args: readonly string[]): void => {
    const log = openSync(path.join(folder, `${name}.log`), "a");
    children.set(name, spawn(programs[name], args, { stdio: ["ignore", log, log], cwd: folder }));
  };
  const end = async (name: string): Promise<void> => {
    const child = children.get(name);
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGKILL");
    await gone;
  };
  makeCertificates(folder);
  writeFileSync(
    path.join(folder, "tokens.csv"),
    `${TOKENS.admin},admin,1,"system:masters"\n${TOKENS.nobody},nobody,2,"guests"\n`,
  );
  const server = `https://127.0.0.1:${port}`;
  const ca = readFileSync(path.join(folder, "ca.crt")).toString("base64");
  const kubeconfig: Kubernetes["kubeconfig"] = (user) =>
    JSON.stringify({
      apiVersion: "v1",
      kind: "Config",
      "current-context": "rack",
      contexts: [{ name: "rack", context: { cluster: "rack", user } }],
      clusters: [{ name: "rack", cluster: { server, "certificate-authority-data": ca } }],
      users: [{ name: user, user: { token: TOKENS[user] } }],
    });
  const own = path.join(folder, "kubeconfig");
  writeFileSync(own, kubeconfig("admin"), { mode: 0o600 });
  const kubectl: Kubernetes["kubectl"] = (...args) =>
    execFileSync(programs.kubectl, [`--kubeconfig=${own}`, ...args], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
    });
  const isReady = (): boolean => {
    try {
      return kubectl("get", "--raw", "/readyz") === "ok";
    } catch {
      return false;
    }
  };
  const startServer = async (): Promise<void> => {
    start("kube-apiserver", serverArgs(folder, etcdPort, port));
    await until(isReady, {
      what: () => `the API server: ${readFileSync(path.join(folder, "kube-apiserver.log"), "utf8").slice(-1_500)}`,
      deadlineMs: 60_000,
    });
  };
  start("etcd", [
    ...["--data-dir", path.join(folder, "etcd"), "--listen-client-urls", `http://127.0.0.1:${etcdPort}`],
    ...[
      "--advertise-client-urls",
      `http://127.0.0.1:${etcdPort}`,
      "--listen-peer-urls",
      `http://127.0.0.1:${peerPort}`,
    ],
    ...["--initial-advertise-peer-urls", `http://127.0.0.1:${peerPort}`],
    ...["--initial-cluster", `default=http://127.0.0.1:${peerPort}`, "--unsafe-no-fsync"],
  ]);
  await startServer();
  start("kube-controller-manager", [
    ...[`--kubeconfig=${own}`, "--leader-elect=false", "--secure-port=0", `--root-ca-file=${folder}/ca.crt`],
    `--service-account-private-key-file=${folder}/accounts.key`,
    "--controllers=deployment-controller,replicaset-controller,namespace-controller,serviceaccount-controller,garbage-collector-controller",
  ]);
  start("kube-scheduler", [`--kubeconfig=${own}`, "--leader-elect=false", "--secure-port=0"]);
  start("kwok", [
    ...[`--kubeconfig=${own}`, "--manage-all-nodes=true", `--server-address=127.0.0.1:${kwokPort}`],
    `--config=${path.join(here, "stages.yaml")}`,
  ]);
  return {
    ...{ address: "127.0.0.1", port, folder, kubeconfig, kubectl, startServer },
    addNode(name, allocatable) {
      const nodeInfo = { architecture: process.arch === "arm64" ? "arm64" : "amd64", operatingSystem: "linux" };
      const amounts = { pods: "110", ...allocatable };
      const labels = { "kubernetes.io/hostname": name };
      const status = { allocatable: amounts, capacity: amounts, nodeInfo };
      const file = path.join(folder, `${name}.json`);
      writeFileSync(file, JSON.stringify({ apiVersion: "v1", kind: "Node", metadata: { name, labels }, status }));
      kubectl("create", "-f", file);

      kubectl("wait", "--for=condition=Ready", `node/${name}`, "--timeout=20s");
    },
    removeNodes: () => void kubectl("delete", "nodes", "--all"),
    stopServer: () => end("kube-apiserver"),
    async stop() {
      for (const name of ["kwok", "kube-scheduler", "kube-controller-manager", "kube-apiserver", "etcd"])
        await end(name);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function serverArgs(folder: string, etcdPort: number, port: number): string[] {
  return [
    ...[`--etcd-servers=http://127.0.0.1:${etcdPort}`, "--bind-address=127.0.0.1", `--secure-port=${port}`],
    ...[
      "--advertise-address=127.0.0.1",
      "--endpoint-reconciler-type=none",
      `--tls-cert-file=${folder}/server.crt`,
      `--tls-private-key-file=${folder}/server.key`,
    ],
    ...[
      `--token-auth-file=${folder}/tokens.csv`,
      "--authorization-mode=RBAC",
      "--service-cluster-ip-range=10.96.0.0/16",
    ],
    ...["--service-account-issuer=https://kubernetes.default.svc", `--service-account-key-file=${folder}/accounts.key`],
    ...[
      `--service-account-signing-key-file=${folder}/accounts.key`,
      "--disable-admission-plugins=ServiceAccount,TaintNodesByCondition",
    ],
    "--allow-privileged=true",
  ];
}

function makeCertificates(folder: string): void {
  mkdirSync(folder, { recursive: true });
  const openssl = (...args: readonly string[]): void =>
    void execFileSync("openssl", args, { cwd: folder, stdio: "pipe" });
  openssl(
    "req",
    "-x509",
    "-newkey",
    "rsa:2048",
    "-nodes",
    "-keyout",
    "ca.key",
    "-out",
    "ca.crt",
    "-days",
    "30",
    "-subj",
    "/CN=rack",
  );
  openssl(
    "req",
    "-newkey",
    "rsa:2048",
    "-nodes",
    "-keyout",
    "server.key",
    "-out",
    "server.csr",
    "-subj",
    "/CN=kubernetes",
  );
  writeFileSync(path.join(folder, "names"), "subjectAltName=IP:127.0.0.1,DNS:localhost\n");
  openssl(
    "x509",
    "-req",
    "-in",
    "server.csr",
    "-CA",
    "ca.crt",
    "-CAkey",
    "ca.key",
    "-CAcreateserial",
    "-out",
    "server.crt",
    "-days",
    "30",
    "-extfile",
    "names",
  );
  openssl("genrsa", "-out", "accounts.key", "2048");
}
