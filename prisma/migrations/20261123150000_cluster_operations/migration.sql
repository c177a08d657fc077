-- Installations of clusters, and what else is done to them: who did what where, how far it is, what was found.

CREATE TABLE cluster_operation (
  id uuid PRIMARY KEY,
  resource_class_id uuid NOT NULL REFERENCES resource_class,
  organization_id uuid NOT NULL REFERENCES organization,
  kind text NOT NULL CHECK (kind IN ('INSTALL', 'DOWN', 'TEARDOWN', 'PROOF')),
  driver text NOT NULL CHECK (driver IN ('SSH', 'HELM', 'EXTERNAL')),
  status text NOT NULL DEFAULT 'RUNNING'
    CHECK (status IN ('RUNNING', 'WAITING', 'ABORTING', 'SUCCEEDED', 'INCOMPLETE', 'FAILED', 'ABORTED')),
  -- Why it waits or ended; for people.
  message text,
  -- What the flow needs beside the hosts: ClusterOperationOptions of the contract. No secret.
  options jsonb NOT NULL,
  -- Files of the bundle but its programs, as one tar, sealed: what is installed is what was issued. Gone at the end.
  bundle_sealed text,
  -- Of the tar with the programs, which are the same for a version.
  payload_sha256 text,
  requested_by uuid REFERENCES person,
  requested_via text NOT NULL,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  ended_at timestamptz(3),
  -- Events of it, without gaps: given under this row's lock.
  sequence bigint NOT NULL DEFAULT 0,
  -- Of the flow's newest projection: an older attempt that comes late writes nothing.
  flow_sequence integer NOT NULL DEFAULT 0,
  CHECK ((ended_at IS NULL) = (status IN ('RUNNING', 'WAITING', 'ABORTING')))
);
CREATE INDEX cluster_operation_class ON cluster_operation (resource_class_id, created_at DESC);
-- One at a time: an installation that is started twice, a teardown during one.
CREATE UNIQUE INDEX cluster_operation_open ON cluster_operation (resource_class_id) WHERE ended_at IS NULL;

CREATE TABLE cluster_host (
  operation_id uuid NOT NULL REFERENCES cluster_operation,
  position integer NOT NULL CHECK (position >= 0),
  role text NOT NULL CHECK (role IN ('MANAGER', 'WORKER')),
  login text NOT NULL,
  address text NOT NULL,
  port integer NOT NULL CHECK (port BETWEEN 1 AND 65535),
  state text NOT NULL DEFAULT 'WAITING' CHECK (state IN ('WAITING', 'RUNNING', 'READY', 'FAILED', 'SKIPPED', 'ABORTED')),
  message text,
  -- ClusterStage[] and ClusterCheck[] of the contract.
  stages jsonb NOT NULL DEFAULT '[]',
  checks jsonb NOT NULL DEFAULT '[]',
  checked_at timestamptz(3),
  -- Machine id and host name, once it was looked at: two addresses may be one machine.
  machine text,
  flow_sequence integer NOT NULL DEFAULT 0,
  PRIMARY KEY (operation_id, position)
);

-- What happened, live and kept: HOST and OPERATION (read the row again), LOG (lines of a stage's output).
CREATE TABLE cluster_event (
  operation_id uuid NOT NULL REFERENCES cluster_operation,
  sequence bigint NOT NULL,
  kind text NOT NULL CHECK (kind IN ('HOST', 'OPERATION', 'LOG')),
  host_position integer,
  stage text,
  lines jsonb,
  at timestamptz(3) NOT NULL DEFAULT now(),
  PRIMARY KEY (operation_id, sequence)
);
CREATE INDEX cluster_event_log ON cluster_event (operation_id, host_position, sequence) WHERE kind = 'LOG';

-- How much of a stage's output is stored: bytes, counted on the host. Under this row's lock each byte is stored once.
CREATE TABLE cluster_log_offset (
  operation_id uuid NOT NULL,
  host_position integer NOT NULL,
  stage text NOT NULL,
  attempt integer NOT NULL,
  stored_bytes bigint NOT NULL DEFAULT 0,
  -- The last line as far as it came, until it is whole.
  rest text NOT NULL DEFAULT '',
  PRIMARY KEY (operation_id, host_position, stage, attempt),
  FOREIGN KEY (operation_id, host_position) REFERENCES cluster_host
);

-- The newest proof of a class's cluster: ClusterCheck[] of the contract, each time it was looked.
CREATE TABLE cluster_proof (
  id uuid PRIMARY KEY,
  operation_id uuid NOT NULL REFERENCES cluster_operation,
  resource_class_id uuid NOT NULL REFERENCES resource_class,
  checks jsonb NOT NULL,
  passed boolean NOT NULL,
  at timestamptz(3) NOT NULL DEFAULT now()
);
CREATE INDEX cluster_proof_class ON cluster_proof (resource_class_id, at DESC);

-- What an agent was asked to look at, and what it found: ProbeFacts of the contract. A level, until it is answered.
CREATE TABLE cluster_probe (
  id uuid PRIMARY KEY,
  resource_class_id uuid NOT NULL REFERENCES resource_class,
  asked_at timestamptz(3) NOT NULL DEFAULT now(),
  answered_at timestamptz(3),
  facts jsonb
);
CREATE INDEX cluster_probe_open ON cluster_probe (resource_class_id) WHERE answered_at IS NULL;

-- The key with which this server logs in to a class's hosts.
CREATE TABLE cluster_ssh_key (
  resource_class_id uuid PRIMARY KEY REFERENCES resource_class,
  public_key text NOT NULL,
  private_key_sealed text NOT NULL,
  created_at timestamptz(3) NOT NULL DEFAULT now()
);

-- Keys by which hosts were known when this server first logged in to them.
CREATE TABLE cluster_host_key (
  resource_class_id uuid NOT NULL REFERENCES resource_class,
  address text NOT NULL,
  port integer NOT NULL,
  -- `ssh-ed25519 AAAA…`, as in a file of known hosts.
  public_key text NOT NULL,
  fingerprint text NOT NULL,
  first_seen_at timestamptz(3) NOT NULL DEFAULT now(),
  PRIMARY KEY (resource_class_id, address, port)
);

-- Channel 'arena_probe' (class id).
CREATE FUNCTION notify_probe() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN PERFORM pg_notify('arena_probe', NEW.resource_class_id::text); RETURN NULL; END $$;
CREATE TRIGGER cluster_probe_notify AFTER INSERT ON cluster_probe FOR EACH ROW EXECUTE FUNCTION notify_probe();
CREATE FUNCTION notify_cluster_live() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN PERFORM pg_notify('arena_live', 'cluster:' || NEW.id || ':' || NEW.sequence); RETURN NULL; END $$;
CREATE TRIGGER cluster_live AFTER UPDATE OF sequence ON cluster_operation FOR EACH ROW EXECUTE FUNCTION notify_cluster_live();
