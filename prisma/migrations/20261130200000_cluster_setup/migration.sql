-- Installations that somebody makes by hand or by the command-line client, as their scripts report them: decision 0009.

-- A token with which one installation is begun, reported and ended; a hash of it.
CREATE TABLE cluster_setup (
  token_hash text PRIMARY KEY,
  resource_class_id uuid NOT NULL REFERENCES resource_class,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  -- Null: it was not begun.
  operation_id uuid UNIQUE REFERENCES cluster_operation,
  -- Of the newest report: each counts once, whenever it comes.
  last_number integer NOT NULL DEFAULT 0,
  heard_at timestamptz(3) NOT NULL DEFAULT now(),
  ended_at timestamptz(3),
  outcome text CHECK (outcome IN ('DONE', 'FAILED')),
  message text,
  CHECK ((ended_at IS NULL) = (outcome IS NULL)),
  CHECK (ended_at IS NULL OR operation_id IS NOT NULL)
);
CREATE INDEX cluster_setup_class ON cluster_setup (resource_class_id, created_at);

-- What was reported, until the operation has ended: the flow reads it as it reads a host.
CREATE TABLE cluster_setup_report (
  operation_id uuid NOT NULL REFERENCES cluster_operation,
  number integer NOT NULL CHECK (number > 0),
  host_position integer NOT NULL,
  stage text NOT NULL,
  state text NOT NULL CHECK (state IN ('RUNNING', 'DONE', 'FAILED')),
  -- What the stage has said since the report before it.
  output bytea NOT NULL,
  PRIMARY KEY (operation_id, number),
  FOREIGN KEY (operation_id, host_position) REFERENCES cluster_host
);
