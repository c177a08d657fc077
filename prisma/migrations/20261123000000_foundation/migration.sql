-- What happened, and what is wanted. Statuses are moved by the projector alone; triggers below check the table of moves.
CREATE TYPE plan AS ENUM ('FREE', 'PROFESSIONAL', 'BUSINESS', 'ENTERPRISE');
CREATE TYPE role AS ENUM ('MANAGER', 'MEMBER');
CREATE TYPE project_kind AS ENUM ('CLASSIC', 'ADVANCED');
CREATE TYPE resource_class_kind AS ENUM ('LOCAL', 'ON_PREM');
CREATE TYPE experiment_status AS ENUM ('DRAFT', 'PENDING', 'RUNNING', 'STOPPING', 'STOPPED', 'SUCCEEDED', 'FAILED', 'PENDING_DELETE', 'DELETED');
CREATE TYPE run_phase AS ENUM ('WAITING_FOR_CAPACITY', 'STARTING', 'TRAINING', 'CHECKPOINTING', 'UNREACHABLE', 'CHECKPOINT_REQUESTED', 'TERMINATING', 'KILLING', 'RELEASING');
CREATE TYPE run_cause AS ENUM ('COMPLETED', 'TARGET_REACHED', 'USER', 'TRAINER_ERROR', 'INFRASTRUCTURE', 'REJECTED');
CREATE TYPE halt_mode AS ENUM ('SAVE', 'TERMINATE', 'KILL');
CREATE TYPE checkpoint_state AS ENUM ('LIVE', 'DELETING', 'DELETED');

-- One row: ties this database to one Temporal file.
CREATE TABLE installation (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  incarnation_id uuid NOT NULL,
  created_at timestamptz(3) NOT NULL DEFAULT now()
);

CREATE TABLE organization (
  id uuid PRIMARY KEY,
  name text NOT NULL,
  plan plan NOT NULL,
  default_resource_class_id uuid,
  created_at timestamptz(3) NOT NULL DEFAULT now()
);

-- Sign-in: better-auth's tables, under our names. Ids are UUIDs.
CREATE TABLE person (
  id uuid PRIMARY KEY,
  name text NOT NULL,
  email text NOT NULL UNIQUE,
  email_verified boolean NOT NULL DEFAULT false,
  image text,
  current_organization_id uuid REFERENCES organization,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  updated_at timestamptz(3) NOT NULL DEFAULT now()
);
CREATE TABLE auth_session (
  id uuid PRIMARY KEY,
  person_id uuid NOT NULL REFERENCES person ON DELETE CASCADE,
  token text NOT NULL UNIQUE,
  expires_at timestamptz(3) NOT NULL,
  ip_address text,
  user_agent text,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  updated_at timestamptz(3) NOT NULL DEFAULT now()
);
CREATE INDEX auth_session_person ON auth_session (person_id);
CREATE TABLE auth_account (
  id uuid PRIMARY KEY,
  person_id uuid NOT NULL REFERENCES person ON DELETE CASCADE,
  account_id text NOT NULL,
  provider_id text NOT NULL,
  access_token text,
  refresh_token text,
  id_token text,
  access_token_expires_at timestamptz(3),
  refresh_token_expires_at timestamptz(3),
  scope text,
  password text,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  updated_at timestamptz(3) NOT NULL DEFAULT now()
);
CREATE INDEX auth_account_person ON auth_account (person_id);
CREATE TABLE auth_verification (
  id uuid PRIMARY KEY,
  identifier text NOT NULL,
  value text NOT NULL,
  expires_at timestamptz(3) NOT NULL,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  updated_at timestamptz(3) NOT NULL DEFAULT now()
);
CREATE INDEX auth_verification_identifier ON auth_verification (identifier);

CREATE TABLE membership (
  organization_id uuid NOT NULL REFERENCES organization,
  person_id uuid NOT NULL REFERENCES person,
  role role NOT NULL,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  PRIMARY KEY (organization_id, person_id)
);
CREATE INDEX membership_person ON membership (person_id);

CREATE TABLE api_key (
  id uuid PRIMARY KEY,
  organization_id uuid NOT NULL REFERENCES organization,
  person_id uuid NOT NULL REFERENCES person,
  -- sha256 of the whole key; the secret has 256 random bits, so no slow hash is needed.
  key_hash text NOT NULL UNIQUE,
  last_four text NOT NULL,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  last_used_at timestamptz(3),
  revoked_at timestamptz(3)
);
CREATE UNIQUE INDEX api_key_one_active ON api_key (person_id) WHERE revoked_at IS NULL;

CREATE TABLE project (
  id uuid PRIMARY KEY,
  organization_id uuid NOT NULL REFERENCES organization,
  name text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 100),
  description text NOT NULL DEFAULT '',
  kind project_kind NOT NULL,
  -- Last sequence of project_event; given under this row's lock.
  sequence bigint NOT NULL DEFAULT 0,
  created_at timestamptz(3) NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX project_name ON project (organization_id, lower(name));

CREATE TABLE environment (
  id uuid PRIMARY KEY,
  -- Null: ships with Arena.
  organization_id uuid REFERENCES organization,
  name text NOT NULL,
  version text NOT NULL,
  category text NOT NULL,
  observation_type text NOT NULL,
  action_type text NOT NULL,
  algorithms text[] NOT NULL,
  valid boolean NOT NULL DEFAULT true,
  invalid_reason text
);
CREATE UNIQUE INDEX environment_name ON environment (coalesce(organization_id, '00000000-0000-0000-0000-000000000000'::uuid), name);

CREATE TABLE resource_class (
  id uuid PRIMARY KEY,
  organization_id uuid NOT NULL REFERENCES organization,
  name text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 63),
  slug text NOT NULL CHECK (char_length(slug) BETWEEN 1 AND 53),
  kind resource_class_kind NOT NULL,
  enabled boolean NOT NULL DEFAULT true,
  description text NOT NULL DEFAULT '',
  nodes integer NOT NULL DEFAULT 1 CHECK (nodes >= 1),
  cpus integer,
  gpus integer,
  memory_bytes bigint,
  capacity integer NOT NULL DEFAULT 1 CHECK (capacity >= 0),
  checkpoint_grace_ms integer NOT NULL DEFAULT 120000,
  sigterm_grace_ms integer NOT NULL DEFAULT 30000,
  sigkill_grace_ms integer NOT NULL DEFAULT 10000,
  -- sha256 of the agent's token.
  agent_token_hash text UNIQUE,
  created_at timestamptz(3) NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX resource_class_name ON resource_class (organization_id, lower(name));
CREATE UNIQUE INDEX resource_class_slug ON resource_class (organization_id, slug);
ALTER TABLE organization ADD FOREIGN KEY (default_resource_class_id) REFERENCES resource_class;

CREATE TABLE agent_home (
  id uuid PRIMARY KEY,
  resource_class_id uuid NOT NULL REFERENCES resource_class,
  machine_id text NOT NULL,
  boot_id text NOT NULL,
  hostname text NOT NULL,
  agent_version text NOT NULL,
  -- Rises with each registration; an older one is refused.
  epoch integer NOT NULL DEFAULT 1,
  registered_at timestamptz(3) NOT NULL DEFAULT now(),
  last_heartbeat_at timestamptz(3) NOT NULL DEFAULT now()
);
CREATE INDEX agent_home_class ON agent_home (resource_class_id);

CREATE TABLE experiment (
  id uuid PRIMARY KEY,
  organization_id uuid NOT NULL REFERENCES organization,
  project_id uuid NOT NULL REFERENCES project,
  name text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 100 AND name = btrim(name)),
  status experiment_status NOT NULL DEFAULT 'DRAFT',
  phase run_phase,
  cause run_cause,
  cause_message text,
  manifest jsonb NOT NULL,
  warnings jsonb NOT NULL DEFAULT '[]',
  resource_class_id uuid REFERENCES resource_class,
  parent_experiment_id uuid REFERENCES experiment,
  parent_checkpoint_id uuid,
  parent_step bigint,
  -- Number of the newest run; 0 while there is none. Given under this row's lock.
  run_count integer NOT NULL DEFAULT 0,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  updated_at timestamptz(3) NOT NULL DEFAULT now()
);
-- Deleted names are free again.
CREATE UNIQUE INDEX experiment_name ON experiment (project_id, lower(name)) WHERE status NOT IN ('PENDING_DELETE', 'DELETED');
CREATE INDEX experiment_project ON experiment (project_id, updated_at DESC, id);

CREATE TABLE run (
  id uuid PRIMARY KEY,
  organization_id uuid NOT NULL REFERENCES organization,
  project_id uuid NOT NULL REFERENCES project,
  experiment_id uuid NOT NULL REFERENCES experiment,
  number integer NOT NULL CHECK (number >= 1),
  -- The row is written by the workflow's first projection, never before it.
  status experiment_status NOT NULL DEFAULT 'PENDING' CHECK (status NOT IN ('DRAFT', 'PENDING_DELETE', 'DELETED')),
  phase run_phase,
  cause run_cause,
  cause_message text,
  -- Resolved: every value that the trainer uses.
  manifest jsonb NOT NULL,
  resource_class_id uuid NOT NULL REFERENCES resource_class,
  resume_checkpoint_id uuid,
  -- What the checkpoint may lack, by name, as the person accepted it.
  accept_missing text[] NOT NULL DEFAULT '{}',
  requested_by uuid REFERENCES person,
  step bigint NOT NULL DEFAULT 0,
  start_step bigint NOT NULL DEFAULT 0,
  max_steps bigint NOT NULL,
  best_score double precision,
  best_fitness double precision,
  home_id uuid REFERENCES agent_home,
  lease_id uuid,
  waiting_for text,
  unreachable_since timestamptz(3),
  receipt jsonb,
  cleanup_error text,
  -- Sequences of what belongs to this run; all given under this row's lock.
  event_sequence bigint NOT NULL DEFAULT 0,
  metric_sequence bigint NOT NULL DEFAULT 0,
  log_sequence bigint NOT NULL DEFAULT 0,
  -- Projection key: (first execution, flow sequence) and the payload's hash.
  flow_execution_id text,
  flow_sequence integer NOT NULL DEFAULT 0,
  flow_hash text,
  projected_at timestamptz(3),
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  granted_at timestamptz(3),
  started_at timestamptz(3),
  ended_at timestamptz(3),
  UNIQUE (experiment_id, number)
);
CREATE INDEX run_open ON run (resource_class_id, created_at) WHERE status IN ('PENDING', 'RUNNING', 'STOPPING');
CREATE INDEX run_experiment ON run (experiment_id, number DESC);

-- What is wanted of a run; a level, read again at every registration of its home. Severity only rises.
CREATE TABLE run_intent (
  run_id uuid PRIMARY KEY REFERENCES run,
  desired text NOT NULL CHECK (desired IN ('WAIT', 'RUN', 'STOP', 'FORGET')),
  halt_id uuid,
  halt_mode halt_mode,
  halt_severity integer NOT NULL DEFAULT 0 CHECK (halt_severity BETWEEN 0 AND 3),
  halt_requested_by uuid REFERENCES person,
  halt_requested_via text,
  halt_requested_at timestamptz(3),
  updated_at timestamptz(3) NOT NULL DEFAULT now(),
  CHECK ((desired = 'STOP') = (halt_id IS NOT NULL) OR desired = 'FORGET')
);

-- Reported by agents and trainers; committed here first, then delivered to the run's workflow, at least once.
CREATE TABLE run_fact (
  run_id uuid NOT NULL REFERENCES run,
  source text NOT NULL,
  source_sequence bigint NOT NULL,
  kind text NOT NULL,
  body jsonb NOT NULL,
  at timestamptz(3) NOT NULL,
  received_at timestamptz(3) NOT NULL DEFAULT now(),
  order_id bigserial NOT NULL,
  delivered_at timestamptz(3),
  PRIMARY KEY (run_id, source, source_sequence)
);
CREATE INDEX run_fact_undelivered ON run_fact (order_id) WHERE delivered_at IS NULL;

-- What must be told to Temporal: starts, halts, deletions. The dispatcher repeats what has no answer.
CREATE TABLE outbox (
  id bigserial PRIMARY KEY,
  -- TRAIN {TrainRunInput}, HALT {workflowId, HaltRequest}, DELETE {experimentId}, CLEAR_QUARANTINE {…}
  kind text NOT NULL,
  dedupe_key text NOT NULL UNIQUE,
  payload jsonb NOT NULL,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  not_before timestamptz(3) NOT NULL DEFAULT now(),
  attempts integer NOT NULL DEFAULT 0,
  last_error text,
  delivered_at timestamptz(3)
);
CREATE INDEX outbox_open ON outbox (id) WHERE delivered_at IS NULL;

-- What an operator must look at. Whoever finds it raises it again while it lasts; it is over when nobody does.
CREATE TABLE alarm (
  kind text NOT NULL CHECK (kind IN ('FLOW_FAILING', 'PROJECTION_CONFLICT')),
  subject text NOT NULL,
  message text NOT NULL,
  raised_at timestamptz(3) NOT NULL DEFAULT now(),
  lasts_until timestamptz(3) NOT NULL,
  PRIMARY KEY (kind, subject)
);

-- How far each file of each run has been stored: exactly once by offset, under this row's lock.
CREATE TABLE ingest_offset (
  run_id uuid NOT NULL REFERENCES run,
  source text NOT NULL CHECK (source IN ('events', 'stdout', 'stderr')),
  acked_offset bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (run_id, source)
);

-- The run's story for people, numbered without gaps per run.
CREATE TABLE run_event (
  run_id uuid NOT NULL,
  sequence bigint NOT NULL,
  kind text NOT NULL,
  payload jsonb NOT NULL,
  at timestamptz(3) NOT NULL DEFAULT now(),
  PRIMARY KEY (run_id, sequence)
) PARTITION BY HASH (run_id);

-- What changed in a project, for the live table of experiments: id and sequence; readers read the row again.
CREATE TABLE project_event (
  project_id uuid NOT NULL REFERENCES project,
  sequence bigint NOT NULL,
  experiment_id uuid NOT NULL,
  at timestamptz(3) NOT NULL DEFAULT now(),
  PRIMARY KEY (project_id, sequence)
);

CREATE TABLE log_line (
  run_id uuid NOT NULL,
  sequence bigint NOT NULL,
  at timestamptz(3) NOT NULL,
  level text NOT NULL,
  source text NOT NULL,
  message text NOT NULL,
  PRIMARY KEY (run_id, sequence)
) PARTITION BY HASH (run_id);

-- One row holds up to chunk-size points of one series as two arrays; level n > 0 holds minimum and maximum of buckets
-- of the level below, so a long series is thinned out by reading a short one.
CREATE TABLE metric_chunk (
  run_id uuid NOT NULL,
  name text NOT NULL,
  level smallint NOT NULL,
  chunk integer NOT NULL,
  first_step bigint NOT NULL,
  last_step bigint NOT NULL,
  -- metric_sequence of the batch that wrote last into this chunk.
  last_sequence bigint NOT NULL,
  point_count integer NOT NULL,
  steps bigint[] NOT NULL,
  values double precision[] NOT NULL,
  PRIMARY KEY (run_id, name, level, chunk)
) PARTITION BY HASH (run_id);

-- One row a series: where the next point goes, and what the text beside a chart says.
CREATE TABLE metric_series (
  run_id uuid NOT NULL,
  name text NOT NULL,
  point_count bigint NOT NULL DEFAULT 0,
  last_step bigint,
  last_value double precision,
  min_value double precision,
  max_value double precision,
  PRIMARY KEY (run_id, name)
);

-- Recent batches as they came, for subscribers that reconnect; trimmed.
CREATE TABLE metric_batch (
  run_id uuid NOT NULL,
  sequence bigint NOT NULL,
  points jsonb NOT NULL,
  at timestamptz(3) NOT NULL DEFAULT now(),
  PRIMARY KEY (run_id, sequence)
) PARTITION BY HASH (run_id);

DO $$
DECLARE parent text; part integer;
BEGIN
  FOREACH parent IN ARRAY ARRAY['run_event', 'log_line', 'metric_chunk', 'metric_batch'] LOOP
    FOR part IN 0..7 LOOP
      EXECUTE format('CREATE TABLE %I PARTITION OF %I FOR VALUES WITH (MODULUS 8, REMAINDER %s)', parent || '_' || part, parent, part);
    END LOOP;
  END LOOP;
END $$;

CREATE TABLE checkpoint (
  id uuid PRIMARY KEY,
  run_id uuid NOT NULL REFERENCES run,
  experiment_id uuid NOT NULL REFERENCES experiment,
  organization_id uuid NOT NULL REFERENCES organization,
  home_id uuid NOT NULL REFERENCES agent_home,
  path text NOT NULL,
  step bigint NOT NULL,
  reason text NOT NULL,
  training_score double precision,
  evaluation_score double precision,
  size_bytes bigint NOT NULL,
  sha256 text NOT NULL,
  contents text[] NOT NULL,
  state checkpoint_state NOT NULL DEFAULT 'LIVE',
  created_at timestamptz(3) NOT NULL DEFAULT now()
);
CREATE INDEX checkpoint_experiment ON checkpoint (experiment_id, step DESC) WHERE state = 'LIVE';
CREATE INDEX checkpoint_run ON checkpoint (run_id, step DESC);
-- What a home is told to remove.
CREATE INDEX checkpoint_removal ON checkpoint (home_id, id) WHERE state = 'DELETING';
ALTER TABLE experiment ADD FOREIGN KEY (parent_checkpoint_id) REFERENCES checkpoint;
ALTER TABLE run ADD FOREIGN KEY (resume_checkpoint_id) REFERENCES checkpoint;

-- A run that resumes from a checkpoint keeps it; a pinned checkpoint is not deleted. The pin is made with the intent,
-- before the run's row, hence no reference.
CREATE TABLE checkpoint_pin (
  checkpoint_id uuid NOT NULL REFERENCES checkpoint,
  run_id uuid NOT NULL,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  PRIMARY KEY (checkpoint_id, run_id)
);

-- Projection of the pool's queue, in its order; places are computed from it.
CREATE TABLE queue_entry (
  run_id uuid PRIMARY KEY REFERENCES run,
  resource_class_id uuid NOT NULL REFERENCES resource_class,
  project_id uuid NOT NULL,
  position integer NOT NULL,
  reason text,
  UNIQUE (resource_class_id, position) DEFERRABLE INITIALLY DEFERRED
);

CREATE TABLE lease (
  run_id uuid PRIMARY KEY REFERENCES run,
  resource_class_id uuid NOT NULL REFERENCES resource_class,
  lease_id uuid NOT NULL,
  quarantined_reason text,
  granted_at timestamptz(3) NOT NULL DEFAULT now()
);

CREATE TABLE idempotency (
  organization_id uuid NOT NULL,
  person_id uuid NOT NULL,
  mutation text NOT NULL,
  key text NOT NULL,
  input_hash text NOT NULL,
  -- Null while the first call is under way.
  result jsonb,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  PRIMARY KEY (organization_id, person_id, mutation, key)
);
CREATE INDEX idempotency_age ON idempotency (created_at);

-- Append-only: who, what, before, after, when, from where.
CREATE TABLE activity_record (
  id uuid PRIMARY KEY,
  organization_id uuid NOT NULL REFERENCES organization,
  person_id uuid,
  action text NOT NULL,
  subject_type text NOT NULL,
  subject_id uuid NOT NULL,
  before jsonb,
  after jsonb,
  via text NOT NULL,
  ip_address text,
  at timestamptz(3) NOT NULL DEFAULT now()
);
CREATE INDEX activity_organization ON activity_record (organization_id, at DESC, id);

-- The table of moves of the product specification, section 1; a test compares it with the contract's.
CREATE TABLE status_move (
  from_status experiment_status NOT NULL,
  to_status experiment_status NOT NULL,
  PRIMARY KEY (from_status, to_status)
);
INSERT INTO status_move VALUES
  ('DRAFT', 'PENDING'), ('DRAFT', 'PENDING_DELETE'),
  ('PENDING', 'RUNNING'), ('PENDING', 'STOPPING'), ('PENDING', 'FAILED'),
  ('RUNNING', 'SUCCEEDED'), ('RUNNING', 'FAILED'), ('RUNNING', 'STOPPING'),
  ('STOPPING', 'STOPPED'), ('STOPPING', 'FAILED'),
  ('STOPPED', 'PENDING'), ('SUCCEEDED', 'PENDING'), ('FAILED', 'PENDING'),
  ('STOPPED', 'PENDING_DELETE'), ('SUCCEEDED', 'PENDING_DELETE'), ('FAILED', 'PENDING_DELETE'),
  ('PENDING_DELETE', 'DELETED');

CREATE FUNCTION check_experiment_status() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.status <> OLD.status AND NOT EXISTS (
    SELECT 1 FROM status_move WHERE from_status = OLD.status AND to_status = NEW.status) THEN
    RAISE EXCEPTION 'experiment %: % cannot become %', OLD.id, OLD.status, NEW.status USING ERRCODE = 'AR001';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER experiment_status BEFORE UPDATE OF status ON experiment FOR EACH ROW EXECUTE FUNCTION check_experiment_status();

-- A run's outcome is written once: a terminal row takes no other status, and its receipt only gains a reconciliation.
CREATE FUNCTION check_run_status() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.status <> OLD.status AND (OLD.status IN ('STOPPED', 'SUCCEEDED', 'FAILED') OR NOT EXISTS (
    SELECT 1 FROM status_move WHERE from_status = OLD.status AND to_status = NEW.status)) THEN
    RAISE EXCEPTION 'run %: % cannot become %', OLD.id, OLD.status, NEW.status USING ERRCODE = 'AR001';
  END IF;
  IF OLD.receipt IS NOT NULL AND (NEW.receipt - 'reconciliation') IS DISTINCT FROM (OLD.receipt - 'reconciliation') THEN
    RAISE EXCEPTION 'run %: a receipt does not change', OLD.id USING ERRCODE = 'AR002';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER run_status BEFORE UPDATE OF status, receipt ON run FOR EACH ROW EXECUTE FUNCTION check_run_status();

CREATE FUNCTION check_intent_severity() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.halt_severity < OLD.halt_severity OR (OLD.desired = 'STOP' AND NEW.desired IN ('WAIT', 'RUN')) THEN
    RAISE EXCEPTION 'run %: an intent to stop is not taken back', OLD.run_id USING ERRCODE = 'AR003';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER intent_severity BEFORE UPDATE ON run_intent FOR EACH ROW EXECUTE FUNCTION check_intent_severity();

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'AR004';
END $$;
CREATE TRIGGER activity_append_only BEFORE UPDATE OR DELETE ON activity_record FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- Channels: 'arena_outbox' (work for the dispatcher), 'arena_intent' (run id), 'arena_removal' (home id), 'arena_live'
-- (subject:id:sequence).
CREATE FUNCTION notify_outbox() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN PERFORM pg_notify('arena_outbox', TG_TABLE_NAME); RETURN NULL; END $$;
CREATE TRIGGER outbox_notify AFTER INSERT ON outbox FOR EACH STATEMENT EXECUTE FUNCTION notify_outbox();
CREATE TRIGGER run_fact_notify AFTER INSERT ON run_fact FOR EACH STATEMENT EXECUTE FUNCTION notify_outbox();
CREATE FUNCTION notify_intent() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN PERFORM pg_notify('arena_intent', NEW.run_id::text); RETURN NULL; END $$;
CREATE TRIGGER run_intent_notify AFTER INSERT OR UPDATE ON run_intent FOR EACH ROW EXECUTE FUNCTION notify_intent();
-- Once per home and transaction, however many checkpoints: PostgreSQL drops what repeats.
CREATE FUNCTION notify_removal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN PERFORM pg_notify('arena_removal', NEW.home_id::text); RETURN NULL; END $$;
CREATE TRIGGER checkpoint_removal_notify AFTER UPDATE OF state ON checkpoint FOR EACH ROW WHEN (NEW.state = 'DELETING') EXECUTE FUNCTION notify_removal();
CREATE FUNCTION notify_run_live() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.event_sequence <> OLD.event_sequence THEN PERFORM pg_notify('arena_live', 'events:' || NEW.id || ':' || NEW.event_sequence); END IF;
  IF NEW.metric_sequence <> OLD.metric_sequence THEN PERFORM pg_notify('arena_live', 'metrics:' || NEW.id || ':' || NEW.metric_sequence); END IF;
  IF NEW.log_sequence <> OLD.log_sequence THEN PERFORM pg_notify('arena_live', 'logs:' || NEW.id || ':' || NEW.log_sequence); END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER run_live AFTER UPDATE OF event_sequence, metric_sequence, log_sequence ON run FOR EACH ROW EXECUTE FUNCTION notify_run_live();
CREATE FUNCTION notify_project_live() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN PERFORM pg_notify('arena_live', 'project:' || NEW.id || ':' || NEW.sequence); RETURN NULL; END $$;
CREATE TRIGGER project_live AFTER UPDATE OF sequence ON project FOR EACH ROW EXECUTE FUNCTION notify_project_live();
