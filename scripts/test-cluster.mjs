// What takes machines: hosts with sshd, Docker and a Swarm, WireGuard, Ray, Kubernetes. What this machine cannot do is skipped, with the reason.
import { continueUnderPinnedNode, installDependencies } from "./run/install.mjs";

await installDependencies();
continueUnderPinnedNode(import.meta.filename);
const { runSuites } = await import("./run/suites.mjs");

await runSuites([["Clusters", "cluster"]]);
