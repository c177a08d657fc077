import type { Request } from "./transport/typed-document.ts";
import {
  ActivityDocument,
  CatalogueDocument,
  ClassClusterDocument,
  ClusterHostLogDocument,
  ClusterOperationDocument,
  CompareRunsDocument,
  DeviceLoginDocument,
  ExperimentCheckpointsDocument,
  ExperimentDocument,
  MembersDocument,
  OnPremClassesDocument,
  OnPremProviderDocument,
  ProjectDocument,
  ProjectExperimentsDocument,
  ReceivedInvitationDocument,
  ResourceClassSetupDocument,
  MemoryReadingDocument,
  ResourceClassSlugDocument,
  RunDocument,
  RunEventsDocument,
  RunLogsDocument,
  RunMetricsDocument,
  SubjectsDocument,
  TrainerDefaultsDocument,
  SignInOptionsDocument,
  ViewerDocument,
  type ActivityQuery,
  type ActivityQueryVariables,
  type CatalogueQuery,
  type ClassClusterQuery,
  type ClusterHostLogQuery,
  type ClusterOperationFieldsFragment,
  type CompareRunsQueryVariables,
  type CompareRunsQuery,
  type DeviceLoginFieldsFragment,
  type ExperimentCheckpointsQuery,
  type ExperimentQuery,
  type MembersQuery,
  type OnPremClassesQuery,
  type OnPremClassesQueryVariables,
  type OnPremProviderFieldsFragment,
  type ProjectExperimentsQuery,
  type ProjectExperimentsQueryVariables,
  type ProjectQuery,
  type ReceivedInvitationQuery,
  type ResourceClassSetupQuery,
  type ResourceClassSetupQueryVariables,
  type MemoryReadingQuery,
  type ResourceClassSlugQuery,
  type RunEventsQueryVariables,
  type RunFieldsFragment,
  type LogLineFieldsFragment,
  type MetricSeriesFieldsFragment,
  type RunEventFieldsFragment,
  type RunLogsQueryVariables,
  type RunMetricsQueryVariables,
  type ViewerQuery,
} from "./generated/graphql.ts";

type Organization<Query extends { viewer: { currentOrganization: unknown } | null }> = NonNullable<
  NonNullable<Query["viewer"]>["currentOrganization"]
>;
export type OnPremClassPage = Organization<OnPremClassesQuery>["resourceClasses"];
export type OrganizationMembers = Organization<MembersQuery>;
export type ResourceClassSetup = Extract<ResourceClassSetupQuery["node"], { __typename: "ResourceClass" }>;
export type ClassCluster = Extract<ClassClusterQuery["node"], { __typename: "ResourceClass" }>;
type OperationLog = Extract<ClusterHostLogQuery["node"], { __typename: "ClusterOperation" }>;
export type ClusterLogLine = OperationLog["hosts"][number]["log"][number];
export type ActivityPage = NonNullable<Organization<ActivityQuery>["activity"]>;

/** Reads. What does not exist, or may not be seen, is null. */
export interface Queries {
  /** Who is signed in, with organizations, projects and permissions; null when nobody is. */
  viewer(): Promise<ViewerQuery["viewer"]>;
  /** How one may sign in beside e-mail address and password; needs no sign-in. */
  signInOptions(): Promise<{ readonly singleSignOn: string | null }>;
  /** Environments, resource classes and what trainers can run. */
  catalogue(): Promise<CatalogueQuery>;
  /** The resolved manifest of an algorithm in an environment with nothing else said; null when they do not fit. */
  defaultManifest(algorithm: string, environment: string): Promise<{ readonly [key: string]: unknown } | null>;
  project(id: string): Promise<ProjectQuery["project"]>;
  /** One page; `first` 20 unless told, at most 1,000. `pages` reads all. */
  projectExperiments(variables: ProjectExperimentsQueryVariables): Promise<ProjectExperimentsQuery["project"]>;
  experiment(id: string): Promise<ExperimentQuery["experiment"]>;
  /** All that the Resume dialog needs: checkpoints of every run, newest first. */
  experimentCheckpoints(id: string): Promise<ExperimentCheckpointsQuery["experiment"]>;
  run(id: string): Promise<RunFieldsFragment | null>;
  /** Columns of steps and values; `maxPoints` a series, keeping each bucket's minimum and maximum. */
  runMetrics(variables: RunMetricsQueryVariables): Promise<readonly MetricSeriesFieldsFragment[]>;
  runLogs(variables: RunLogsQueryVariables): Promise<readonly LogLineFieldsFragment[]>;
  runEvents(variables: RunEventsQueryVariables): Promise<readonly RunEventFieldsFragment[]>;
  compareRuns(variables: CompareRunsQueryVariables): Promise<CompareRunsQuery["compareRuns"]>;
  /** Null: never enabled, or not to be seen. */
  onPremProvider(): Promise<OnPremProviderFieldsFragment | null>;
  /** One page of the on-prem resource classes; null when nobody is signed in. */
  onPremClasses(variables: OnPremClassesQueryVariables): Promise<OnPremClassPage | null>;
  /** How a class's cluster is set up, with its secrets, and the class's keys without theirs; null when it may not be seen. */
  resourceClassSetup(variables: ResourceClassSetupQueryVariables): Promise<ResourceClassSetup | null>;
  /** What is known of a class's cluster: what was done to it, the newest proof; null when it may not be seen. */
  classCluster(id: string): Promise<ClassCluster | null>;
  clusterOperation(id: string): Promise<ClusterOperationFieldsFragment | null>;
  /** What each host's stages said: the newest lines, by the host's position. */
  clusterHostLog(id: string, last: number): Promise<ReadonlyMap<number, readonly ClusterLogLine[]>>;
  /** How a class's memory that is typed, such as `32 GB`, is understood; or what is wrong with it. */
  memoryReading(text: string): Promise<MemoryReadingQuery["memoryReading"]>;
  /** For a form, while a name is typed. */
  resourceClassSlug(name: string): Promise<ResourceClassSlugQuery["resourceClassSlug"]>;
  /** With its open invitations, which are null for who may not invite. */
  members(): Promise<OrganizationMembers | null>;
  /** One page of who did what, newest first; null for who may not read it. */
  activity(variables: ActivityQueryVariables): Promise<ActivityPage | null>;
  /** Names of what activity records are about, by id; what is gone or has no name is left out. */
  subjectNames(ids: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** By the token of a link; null when it is unknown, used, taken back or too old. */
  receivedInvitation(token: string): Promise<ReceivedInvitationQuery["receivedInvitation"]>;
  /** Throws `ArenaTransportError` with the code `NOT_FOUND` when nothing waits under this code. */
  deviceLogin(userCode: string): Promise<DeviceLoginFieldsFragment>;
}

export function createQueries(request: Request): Queries {
  return {
    viewer: async () => (await request(ViewerDocument, {})).viewer,
    signInOptions: async () => (await request(SignInOptionsDocument, {})).signInOptions,
    catalogue: () => request(CatalogueDocument, {}),
    defaultManifest: async (algorithm, environment) => {
      const { trainers } = await request(TrainerDefaultsDocument, { algorithm, environment });
      return trainers.find((trainer) => trainer.defaults !== null)?.defaults ?? null;
    },
    project: async (id) => (await request(ProjectDocument, { id })).project,
    projectExperiments: async (variables) => (await request(ProjectExperimentsDocument, variables)).project,
    experiment: async (id) => (await request(ExperimentDocument, { id })).experiment,
    experimentCheckpoints: async (id) => (await request(ExperimentCheckpointsDocument, { id })).experiment,
    run: async (id) => (await request(RunDocument, { id })).run,
    runMetrics: async (variables) => (await request(RunMetricsDocument, variables)).run?.metrics ?? [],
    runLogs: async (variables) => (await request(RunLogsDocument, variables)).run?.logs ?? [],
    runEvents: async (variables) => (await request(RunEventsDocument, variables)).run?.events ?? [],
    compareRuns: async (variables) => (await request(CompareRunsDocument, variables)).compareRuns,
    onPremProvider: async () =>
      (await request(OnPremProviderDocument, {})).viewer?.currentOrganization?.onPremProvider ?? null,
    onPremClasses: async (variables) =>
      (await request(OnPremClassesDocument, variables)).viewer?.currentOrganization?.resourceClasses ?? null,
    memoryReading: async (text) => (await request(MemoryReadingDocument, { text })).memoryReading,
    resourceClassSlug: async (name) => (await request(ResourceClassSlugDocument, { name })).resourceClassSlug,
    members: async () => (await request(MembersDocument, {})).viewer?.currentOrganization ?? null,
    activity: async (variables) =>
      (await request(ActivityDocument, variables)).viewer?.currentOrganization?.activity ?? null,
    resourceClassSetup: async (variables) => {
      const { node } = await request(ResourceClassSetupDocument, variables);
      return node?.__typename === "ResourceClass" ? node : null;
    },
    classCluster: async (id) => {
      const { node } = await request(ClassClusterDocument, { id });
      return node?.__typename === "ResourceClass" ? node : null;
    },
    clusterOperation: async (id) => {
      const { node } = await request(ClusterOperationDocument, { id });
      return node?.__typename === "ClusterOperation" ? node : null;
    },
    clusterHostLog: async (id, last) => {
      const { node } = await request(ClusterHostLogDocument, { id, last });
      return new Map(
        node?.__typename === "ClusterOperation" ? node.hosts.map(({ position, log }) => [position, log]) : [],
      );
    },
    subjectNames: async (ids) => {
      if (ids.length === 0) return new Map();
      const { nodes } = await request(SubjectsDocument, { ids: [...ids] });
      return new Map(nodes.flatMap((node) => (node !== null && "name" in node ? [[node.id, node.name]] : [])));
    },
    receivedInvitation: async (token) => (await request(ReceivedInvitationDocument, { token })).receivedInvitation,
    deviceLogin: async (userCode) => (await request(DeviceLoginDocument, { userCode })).deviceLogin,
  };
}
