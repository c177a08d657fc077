import type { BundleInput, SetupType } from "./bundle-input.ts";
import { chartValues } from "./chart-values.ts";
import { checkBundleInput } from "./check-bundle-input.ts";
import { deployTemplate } from "./deploy-template.ts";
import { readme } from "./readme.ts";
import { stackFile } from "./stack-file.ts";
import { tunnelConfiguration } from "./tunnel-configuration.ts";

export interface ConfigurationTab {
  readonly name: string;
  readonly language: "markdown" | "ini" | "yaml";
  readonly content: string;
}

/** What the configuration panel shows of a bundle, in its order; the same texts as in the archive. */
export function configurationTabs(input: BundleInput, setupType: SetupType): ConfigurationTab[] {
  checkBundleInput(input);
  const first: ConfigurationTab = { name: "README", language: "markdown", content: readme(input, setupType) };
  const yaml = (name: string, content: string): ConfigurationTab => ({ name, language: "yaml", content });
  if (setupType === "dockerSwarm")
    return [
      first,
      { name: "tun0.conf", language: "ini", content: tunnelConfiguration(input) },
      yaml("arena-stack.yaml", stackFile(input)),
    ];
  return [
    first,
    yaml("values.yaml", chartValues(input)),
    yaml("head deployment", deployTemplate("helm/chart/templates/ray-head.yaml")),
    yaml("worker template", deployTemplate("helm/chart/templates/ray-worker.yaml")),
  ];
}
