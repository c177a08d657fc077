import { isIP, isIPv4 } from "node:net";
import type { BundleInput } from "./bundle-input.ts";
import { bareHost } from "./endpoint.ts";

/** Something that would break a configuration, or get into a shell: a defect of the caller, never a person's input. */
export class BundleInputError extends Error {
  constructor(field: string) {
    super(`a bundle cannot be made: ${field} has not the form that it must have`);
    this.name = "BundleInputError";
  }
}

const WIREGUARD_KEY = /^[A-Za-z0-9+/]{43}=$/;
const TOKEN = /^[A-Za-z0-9_.~+/=-]{16,200}$/;
const SLUG = /^[a-z0-9]([a-z0-9-]{0,51}[a-z0-9])?$/;
/** Also a directory's name and a label of Kubernetes. */
const VERSION = /^[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/;
const HOST_NAME = /^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$/;
const IMAGE = /^[A-Za-z0-9][A-Za-z0-9._/:@-]*$/;
/** Control characters, blanks and quotes are in no address, and would be something else to a shell. */
const SERVER_URL = /^https?:\/\/[^\s\p{Cc}"'`\\]+$/u;
const RANGE = /^[0-9.]+\/[0-9]{1,2}$/;

const isPort = (value: number): boolean => Number.isInteger(value) && value >= 1 && value <= 65_535;
const isAmount = (value: number | null, least: number): boolean =>
  value === null || (Number.isFinite(value) && value >= least);

/** Names and descriptions may be anything; all else must be what it is said to be. */
export function checkBundleInput(input: BundleInput): void {
  const { keys, gateway } = input;
  const rules: readonly (readonly [string, boolean])[] = [
    ["slug", SLUG.test(input.slug)],
    ["version", VERSION.test(input.version)],
    ["nodes", Number.isInteger(input.nodes) && input.nodes >= 1],
    ["cpus", isAmount(input.cpus, 0.01)],
    ["gpus", isAmount(input.gpus, 0) && (input.gpus === null || Number.isInteger(input.gpus))],
    [
      "memoryBytes",
      isAmount(input.memoryBytes, 1) && (input.memoryBytes === null || Number.isInteger(input.memoryBytes)),
    ],
    ["keys.privateKey", WIREGUARD_KEY.test(keys.privateKey)],
    ["keys.publicKey", WIREGUARD_KEY.test(keys.publicKey)],
    ["keys.presharedKey", WIREGUARD_KEY.test(keys.presharedKey)],
    ["keys.agentToken", TOKEN.test(keys.agentToken)],
    ["keys.tunnelAddress", isIPv4(keys.tunnelAddress)],
    ["gateway.publicKey", WIREGUARD_KEY.test(gateway.publicKey)],
    ["gateway.host", isIP(bareHost(gateway)) !== 0 || HOST_NAME.test(gateway.host)],
    ["gateway.port", isPort(gateway.port)],
    ["gateway.tunnelAddress", isIPv4(gateway.tunnelAddress)],
    ["range", RANGE.test(input.range)],
    ["apiPort", isPort(input.apiPort)],
    ["serverUrl", SERVER_URL.test(input.serverUrl) && URL.canParse(input.serverUrl)],
    ["rayImage", IMAGE.test(input.rayImage)],
    ["tunnelImage", IMAGE.test(input.tunnelImage)],
  ];
  const wrong = rules.find(([, holds]) => !holds);
  if (wrong !== undefined) throw new BundleInputError(wrong[0]);
}
