const NAMESPACE = "default";
const KEPT_SECONDS = 30 * 24 * 3600;

/** True once the server serves its namespace; raises the time that ended workflows are kept from the 24 hours it starts with. */
export async function raiseRetention(address) {
  const { Connection } = await import("@temporalio/client");
  const connection = await Connection.connect({ address, connectTimeout: 2000 });
  try {
    const { config } = await connection.workflowService.describeNamespace({ namespace: NAMESPACE });
    const keptSeconds = Number(config?.workflowExecutionRetentionTtl?.seconds ?? 0);
    if (keptSeconds >= KEPT_SECONDS) return true;
    const raised = { workflowExecutionRetentionTtl: { seconds: KEPT_SECONDS } };
    await connection.workflowService.updateNamespace({ namespace: NAMESPACE, config: raised });
    return true;
  } finally {
    await connection.close();
  }
}
