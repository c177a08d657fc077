-- How clusters are: what their agents report, and what is concluded from it (workflow watchCluster).

-- The newest report of a class's agent: ClusterReport of the contract.
CREATE TABLE cluster_report (
  resource_class_id uuid PRIMARY KEY REFERENCES resource_class,
  at timestamptz(3) NOT NULL DEFAULT now(),
  report jsonb NOT NULL
);

-- Written by watchCluster alone, but for `told`: what its flow was told last, by the reconciler.
CREATE TABLE cluster_health (
  resource_class_id uuid PRIMARY KEY REFERENCES resource_class,
  told jsonb,
  connection text NOT NULL DEFAULT 'CONNECTED' CHECK (connection IN ('CONNECTED', 'DEGRADED', 'UNREACHABLE')),
  since timestamptz(3) NOT NULL DEFAULT now(),
  -- Of the class's nodes: how many take work; null: it is not known.
  ready_workers integer,
  -- Why it is not as it should be; for people.
  reason text,
  -- Why it takes no new work at all.
  closed_reason text,
  flow_sequence integer NOT NULL DEFAULT 0
);
