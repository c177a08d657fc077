import { execFileSync } from "node:child_process";
import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { startSshHost, type HostSettings, type SshHost } from "./ssh-host.ts";

/** One thing that was done on a host, in the order in which all hosts did them. */
export interface Call {
  readonly host: string;
  /** `ssh`: what somebody who logged in asked for; else a program that is recorded. */
  readonly program: string;
  /** Of `ssh`: who it was, and the command. */
  readonly args: readonly string[];
}

/** Hosts of one test, and the keys to them. */
export interface SshLab {
  readonly folder: string;
  /** What a person gives to `--ssh-extra-opts`: a key, and where hosts' keys are noted. */
  readonly options: string;
  /** The same with a key that no host knows. */
  readonly optionsOfAStranger: string;
  start(settings: HostSettings): Promise<SshHost>;
  /** Those that run. */
  hosts(): readonly SshHost[];
  calls(): readonly Call[];
  /** Scripts of the bundle that were run as root, after the name of their host, in order. */
  stages(): readonly string[];
  /** What the client itself has asked a host, and not one of the scripts: it always takes a terminal. */
  asked(): readonly string[];
  /** What Docker was asked on a host. */
  docker(host: string): readonly string[];
  callsOf(program: string, host?: string): readonly (readonly string[])[];
  /** A file that a recorded program has left; empty when there is none. */
  recorded(file: string): string;
  /** The file whose text that is. */
  recordOf(file: string): string;
  forget(): void;
  stop(): Promise<void>;
}

/** carla's, where sudo asks. */
export const PASSWORD = "correct horse $(touch arena-never) 'battery'";
/** Runs a command on a terminal, and answers there. */
export const ANSWER = path.join(import.meta.dirname, "ssh-host", "answer-password.py");

export function makeSshLab(packages: string, more: { readonly authorizedKeys?: string } = {}): SshLab {
  const folder = mkdtempSync(path.join(tmpdir(), "arena-ssh-"));
  const record = path.join(folder, "record");
  const keys = path.join(folder, "my keys");
  for (const made of [record, keys]) mkdirSync(made);
  for (const name of ["key", "stranger"])
    execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", path.join(keys, name)]);
  if (more.authorizedKeys !== undefined) appendFileSync(path.join(keys, "key.pub"), more.authorizedKeys);
  const passwordHash = execFileSync("perl", ["-e", "print crypt(<STDIN>, q($6$arenatest$))"], {
    input: PASSWORD,
  }).toString();
  const forget = (): void => {
    for (const name of ["calls", "readable", "processes"]) writeFileSync(path.join(record, name), "");
    chmodSync(path.join(record, "calls"), 0o666);
  };
  forget();
  const recorded = (file: string): string => {
    const found = path.join(record, file);
    return existsSync(found) ? readFileSync(found, "utf8") : "";
  };
  const hosts = new Set<SshHost>();
  const calls = (): Call[] =>
    recorded("calls")
      .split("\u001e")
      .filter(Boolean)
      .map((line) => line.split("\u001f"))
      .map(([host = "", program = "", ...args]) => ({ host, program, args }));
  const callsOf: SshLab["callsOf"] = (program, host) =>
    calls()
      .filter((call) => call.program === program && (host === undefined || call.host === host))
      .map((call) => call.args);
  const options = (key: string): string =>
    [
      `-i "${path.join(keys, key)}" -o IdentitiesOnly=yes -o "UserKnownHostsFile='${path.join(keys, "known hosts")}'"`,
      // An exchange of keys that takes little time.
      "-o KexAlgorithms=curve25519-sha256",
    ].join(" ");
  return {
    folder,
    options: options("key"),
    optionsOfAStranger: options("stranger"),
    async start(settings) {
      const authorizedKeys = path.join(keys, "key.pub");
      const started = await startSshHost({ packages, folder, record, authorizedKeys, passwordHash }, settings);
      const host: SshHost = {
        ...started,
        stop() {
          hosts.delete(host);
          return started.stop();
        },
      };
      hosts.add(host);
      return host;
    },
    hosts: () => [...hosts],
    calls,
    stages: () =>
      calls().flatMap(({ host, program, args }) => {
        const script = program === "ssh" ? /remote\/([\w-]+)\.sh/.exec(args[1] ?? "")?.[1] : undefined;
        return script === undefined ? [] : [`${host} ${script}`];
      }),
    asked: () => callsOf("ssh").flatMap(([user, command = ""]) => (user === "ada on a terminal" ? [command] : [])),
    docker: (host) => callsOf("docker", host).map((args) => args.join(" ")),
    callsOf,
    recorded,
    recordOf: (file) => path.join(record, file),
    forget,
    async stop() {
      await Promise.all([...hosts].map((host) => host.stop()));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
