import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { pino } from "pino";
import { createBundlePayload, createPayloadArchive } from "./bundle-payload.ts";
import { createApi } from "./dependencies.ts";
import { readEnvironment } from "./environment.ts";
import type { NodeHandler } from "./server/http-server.ts";
import { TRAINER_VERSION } from "../../trainers/classic/src/catalogue.ts";

const log = pino({ name: "api", redact: ["*.authorization", "*.cookie", "*.password"] });

async function start(): Promise<void> {
  const environment = readEnvironment(process.env);
  const web = environment.webHandler
    ? ((await import(pathToFileURL(environment.webHandler).href)) as { handler: NodeHandler }).handler
    : null;
  const bundlePayload = createBundlePayload(environment.dataDir);
  const api = await createApi({
    databaseUrl: environment.databaseUrl,
    temporalAddress: environment.temporalAddress,
    temporalVersion: environment.temporalVersion,
    installation: {
      version: TRAINER_VERSION,
      publicUrl: environment.publicUrl,
      apiPort: environment.port,
      keyring: environment.keyring,
      gateway: environment.gateway,
      tunnelRange: environment.tunnelRange,
      rayImage: environment.rayImage,
      tunnelImage: environment.tunnelImage,
      kubeconfigPath: environment.kubeconfigPath,
      bundlePayload,
      payloadArchive: createPayloadArchive(environment.dataDir, bundlePayload),
    },
    dataDir: environment.dataDir,
    cacheDir: environment.cacheDir,
    python: environment.python,
    singleSignOn: environment.singleSignOn,
    secret: readFileSync(environment.secretFile, "utf8").trim(),
    components: environment.components,
    explorer: environment.isDevelopment,
    web,
    log,
  });
  await new Promise<void>((resolve, reject) => {
    api.server.once("error", reject);
    api.server.listen(environment.port, environment.host, resolve);
  });
  log.info({ address: api.server.address() }, "listening");
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    process.once(signal, () => void api.close().finally(() => process.exit(0)));
  }
}

start().catch((error: unknown) => {
  log.fatal({ err: error }, "could not start");
  process.exit(1);
});
