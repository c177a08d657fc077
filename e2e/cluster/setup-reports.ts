import { execFileSync } from "node:child_process";

export interface SetupAnswer {
  readonly status: number;
  readonly body: Readonly<Record<string, string>>;
  readonly retryAfter: string | null;
}

/** What the scripts of a bundle say to the server, word by word. */
export class SetupReports {
  readonly #address: string;

  constructor(address: string) {
    this.#address = address;
  }

  /** From the archive that a Manager downloads. */
  async keyOf(className: string, apiKey: string): Promise<string> {
    const query = new URLSearchParams({ name: className, setupType: "dockerSwarm", archivedType: "tar" });
    const answer = await fetch(`${this.#address}/api/cli/v1/on-prem/classes/deployment-setup?${query}`, {
      headers: { authorization: `Bearer ${apiKey}` },
    });
    const input = Buffer.from(await answer.arrayBuffer());
    return execFileSync("tar", ["-xOf", "-", "arena-train/report.d/key"], { input, encoding: "utf8" }).trim();
  }

  async post(path: string, bearer: string, body: string | Buffer = ""): Promise<SetupAnswer> {
    const answer = await fetch(`${this.#address}/api/setup/v1/${path}`, {
      method: "POST",
      headers: { authorization: `Bearer ${bearer}` },
      body: typeof body === "string" ? body : new Uint8Array(body),
    });
    const read = (await answer.json()) as Record<string, string>;
    return { status: answer.status, body: read, retryAfter: answer.headers.get("retry-after") };
  }

  async token(key: string): Promise<string> {
    return wanted(await this.post("token", key), 201).body["token"]!;
  }

  /** `hosts` as the scripts send them: a line each. */
  async begin(key: string, hosts: string): Promise<ReportedSetup> {
    const token = await this.token(key);
    wanted(await this.post("begin?setup=swarm&by=ada@laptop", token, hosts), 201);
    return new ReportedSetup(this, token);
  }
}

/** One installation: its reports are numbered. */
export class ReportedSetup {
  readonly token: string;
  readonly #reports: SetupReports;
  #number = 0;

  constructor(reports: SetupReports, token: string) {
    this.#reports = reports;
    this.token = token;
  }

  send(number: number, host: number, stage: string, state: string, output?: string | Buffer): Promise<SetupAnswer> {
    return this.#reports.post(
      `report?number=${number}&host=${host}&stage=${stage}&state=${state}`,
      this.token,
      output ?? "",
    );
  }

  async report(host: number, stage: string, state: string, output?: string | Buffer): Promise<void> {
    this.#number += 1;
    wanted(await this.send(this.#number, host, stage, state, output), 200);
  }

  async end(outcome: "DONE" | "FAILED", message = ""): Promise<void> {
    this.#number += 1;
    wanted(await this.#reports.post(`end?number=${this.#number}&outcome=${outcome}`, this.token, message), 200);
  }
}

function wanted(answer: SetupAnswer, status: number): SetupAnswer {
  if (answer.status !== status) throw new Error(`${answer.status} ${JSON.stringify(answer.body)}, and not ${status}`);
  return answer;
}
