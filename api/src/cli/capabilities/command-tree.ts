/** One option of a command that the client makes from this document. */
export interface TreeParameter {
  readonly name: string;
  readonly in: "query" | "body" | "client";
  readonly type: "string" | "int" | "bool" | "json";
  readonly required: boolean;
  readonly help: string;
  readonly click: { readonly option: readonly string[]; readonly metavar?: string };
}
export type TreeNode =
  | { readonly type: "group"; readonly name: string; readonly help: string; readonly children: readonly TreeNode[] }
  | {
      readonly type: "command";
      readonly name: string;
      readonly help: string;
      readonly invoke: {
        readonly method: "GET" | "POST" | "PATCH" | "DELETE";
        readonly path: string;
        readonly responseKind: "json" | "binary";
        readonly params: readonly TreeParameter[];
      };
    };

type Invoke = Extract<TreeNode, { type: "command" }>["invoke"];

const BASE = "/api/cli/v1/on-prem";

function parameter(
  where: TreeParameter["in"],
  type: TreeParameter["type"],
  name: string,
  help: string,
  required = false,
): TreeParameter {
  const option = `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`).replaceAll("_", "-")}`;
  return { name, in: where, type, required, help, click: { option: [option] } };
}

const group = (name: string, help: string, children: readonly TreeNode[]): TreeNode => ({
  type: "group",
  name,
  help,
  children,
});
const command = (
  name: string,
  help: string,
  method: Invoke["method"],
  path: string,
  params: readonly TreeParameter[] = [],
  responseKind: Invoke["responseKind"] = "json",
): TreeNode => ({ type: "command", name, help, invoke: { method, path: `${BASE}/${path}`, responseKind, params } });

const shape = [
  parameter("body", "bool", "enabled", "Whether experiments may choose the class."),
  parameter("body", "string", "description", "What the class is for."),
  parameter(
    "body",
    "json",
    "metadata",
    'Size of a worker node, as {"computeResource": {"numCpus": 8, "numGpus": 0, "memoryBytes": "64 GiB"}}; @FILE reads a file.',
  ),
];
const className = (where: "query" | "body"): TreeParameter =>
  parameter(where, "string", "name", "Name of the resource class.", true);

const providers = group("providers", "The on-prem training cluster as a whole.", [
  command("enable", "Enable the on-prem training cluster; made at the first time.", "POST", "enable"),
  command("disable", "Disable it: its classes cannot be chosen, what runs goes on.", "POST", "disable"),
  command("get", "Show the on-prem training cluster.", "GET", "provider"),
  command("update", "Change its name or description.", "PATCH", "provider", [
    parameter("body", "string", "name", "What the cluster is called."),
    parameter("body", "string", "description", "What the cluster is for."),
  ]),
]);
const classes = group("classes", "Resource classes of the on-prem training cluster.", [
  command("list", "List the classes.", "GET", "classes/list"),
  command("create", "Create a class, with keys of its own.", "POST", "classes/create", [
    className("body"),
    parameter("body", "int", "num_nodes", "Worker nodes, at least 1.", true),
    ...shape,
  ]),
  command("get", "Show one class.", "GET", "classes/get", [className("query")]),
  command("update", "Change a class; what is left out stays.", "PATCH", "classes/update", [
    className("body"),
    parameter("body", "int", "num_nodes", "Worker nodes, at least 1."),
    ...shape,
  ]),
  command("delete", "Delete a class that no run uses.", "DELETE", "classes/delete", [className("query")]),
]);
const bundle = command(
  "bundle",
  "Download the deployment bundle of a class.",
  "GET",
  "classes/deployment-setup",
  [
    className("query"),
    parameter("query", "string", "setupType", "dockerSwarm or helm.", true),
    parameter("query", "string", "archivedType", "zip (default) or tar."),
    parameter("client", "string", "outputPath", "File to write the archive to."),
    parameter("client", "bool", "force", "Overwrite the file if there is one."),
  ],
  "binary",
);

/** Under `arena on-prem`; the client puts its own `install`, `down` and `teardown` over the group `install`. */
export const COMMAND_TREE: TreeNode = group("on-prem", "On-prem training clusters.", [
  providers,
  classes,
  group("install", "Deployment bundles.", [bundle]),
]);
