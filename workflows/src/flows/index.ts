export { clusterHost } from "./cluster-host.ts";
export { downCluster, installCluster, proveCluster, teardownCluster } from "./cluster-operation.ts";
export { deleteExperiment } from "./delete-experiment.ts";
export { incarnation } from "./incarnation.ts";
export { resourcePool } from "./resource-pool.ts";
export { trainRun } from "./train-run.ts";
export { watchCluster } from "./watch-cluster.ts";
