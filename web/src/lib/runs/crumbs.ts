import type { SessionViewer } from "#lib/session/session-viewer.ts";
import type { ExperimentDetail } from "./sdk-run.ts";

interface Crumb {
  readonly label: string;
  readonly href?: string;
}

/** From the organization down to what is shown. */
export function experimentCrumbs(
  viewer: SessionViewer | null,
  experiment: ExperimentDetail,
  further: readonly Crumb[] = [],
): readonly Crumb[] {
  const { project } = experiment;
  return [
    { label: viewer?.currentOrganization?.name ?? "Arena", href: "/projects" },
    ...(project ? [{ label: project.name, href: `/projects/${project.id}` }] : []),
    { label: experiment.name, ...(further.length > 0 ? { href: `/experiments/${experiment.id}` } : {}) },
    ...further,
  ];
}
