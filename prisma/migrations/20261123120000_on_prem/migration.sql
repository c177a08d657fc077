-- The on-prem training cluster: provider, classes that can be deleted, keys, gateway; invitations; device login; versions of custom environments.

CREATE TABLE invitation (
  id uuid PRIMARY KEY,
  organization_id uuid NOT NULL REFERENCES organization,
  email text NOT NULL,
  role role NOT NULL,
  -- sha256 of the token in the link; the token itself is shown once.
  token_hash text NOT NULL UNIQUE,
  invited_by uuid NOT NULL REFERENCES person,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  expires_at timestamptz(3) NOT NULL,
  accepted_at timestamptz(3),
  revoked_at timestamptz(3)
);
CREATE UNIQUE INDEX invitation_open ON invitation (organization_id, lower(email)) WHERE accepted_at IS NULL AND revoked_at IS NULL;

CREATE TABLE on_prem_provider (
  organization_id uuid PRIMARY KEY REFERENCES organization,
  name text NOT NULL DEFAULT 'On-prem training cluster' CHECK (char_length(name) BETWEEN 1 AND 100),
  description text NOT NULL DEFAULT '' CHECK (char_length(description) <= 2000),
  enabled boolean NOT NULL DEFAULT true,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  updated_at timestamptz(3) NOT NULL DEFAULT now()
);

-- Runs and experiments name their class for ever, so a deleted one stays as a row; its name is free again.
ALTER TABLE resource_class
  ADD COLUMN updated_at timestamptz(3) NOT NULL DEFAULT now(),
  -- From then on the name, which is in the bundle, does not change.
  ADD COLUMN bundle_issued_at timestamptz(3),
  ADD COLUMN deleted_at timestamptz(3);
DROP INDEX resource_class_name;
DROP INDEX resource_class_slug;
CREATE UNIQUE INDEX resource_class_name ON resource_class (organization_id, lower(name)) WHERE deleted_at IS NULL;
CREATE UNIQUE INDEX resource_class_slug ON resource_class (organization_id, slug) WHERE deleted_at IS NULL;

-- Whether experiments may run on a class, but for its own switch: this machine's always, a cluster's while it is enabled.
CREATE FUNCTION cluster_is_enabled(class resource_class) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT class.kind = 'LOCAL' OR EXISTS (
    SELECT FROM on_prem_provider WHERE organization_id = class.organization_id AND enabled)
$$;

-- One row: the WireGuard gateway of this installation. Its lock orders the giving of tunnel addresses.
CREATE TABLE gateway (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  public_key text NOT NULL,
  private_key_sealed text NOT NULL,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  -- Written by the gateway's process: when it last applied the peers, and what is wrong with its interface.
  applied_at timestamptz(3),
  fault text
);

-- Keys are never changed and never deleted: a rotation adds a generation, with a tunnel address of its own, so that both
-- work until the new one is in use. Secrets are sealed (@arena/database/sealed); tunnel addresses are given once, for ever.
CREATE TABLE cluster_key (
  id uuid PRIMARY KEY,
  resource_class_id uuid NOT NULL REFERENCES resource_class,
  generation integer NOT NULL CHECK (generation >= 1),
  public_key text NOT NULL UNIQUE,
  private_key_sealed text NOT NULL,
  preshared_key_sealed text NOT NULL,
  -- The token with which the cluster's agent registers; its sha256, and itself for the bundle.
  agent_token_hash text NOT NULL UNIQUE,
  agent_token_sealed text NOT NULL,
  tunnel_address inet NOT NULL UNIQUE CHECK (masklen(tunnel_address) IN (32, 128)),
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  last_handshake_at timestamptz(3),
  revoked_at timestamptz(3),
  UNIQUE (resource_class_id, generation)
);
CREATE INDEX cluster_key_valid ON cluster_key (resource_class_id, generation DESC) WHERE revoked_at IS NULL;

-- Channel 'arena_gateway': a peer came or went.
CREATE FUNCTION notify_gateway() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN PERFORM pg_notify('arena_gateway', ''); RETURN NULL; END $$;
CREATE TRIGGER cluster_key_notify AFTER INSERT OR UPDATE OF revoked_at ON cluster_key FOR EACH STATEMENT EXECUTE FUNCTION notify_gateway();

-- RFC 8628. Codes are kept as sha256; the user code is short, so it lives for minutes only.
CREATE TABLE device_login (
  id uuid PRIMARY KEY,
  client_id text NOT NULL,
  device_code_hash text NOT NULL UNIQUE,
  user_code text NOT NULL UNIQUE,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  expires_at timestamptz(3) NOT NULL,
  interval_seconds integer NOT NULL DEFAULT 5,
  polled_at timestamptz(3),
  person_id uuid REFERENCES person,
  approved_at timestamptz(3),
  denied_at timestamptz(3),
  -- The tokens were given: the code is used up.
  redeemed_at timestamptz(3)
);
CREATE TABLE device_session (
  id uuid PRIMARY KEY,
  person_id uuid NOT NULL REFERENCES person,
  client_id text NOT NULL,
  refresh_token_hash text NOT NULL UNIQUE,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  refreshed_at timestamptz(3) NOT NULL DEFAULT now(),
  expires_at timestamptz(3) NOT NULL,
  ended_at timestamptz(3)
);
CREATE INDEX device_session_person ON device_session (person_id) WHERE ended_at IS NULL;

-- A custom environment has versions; each is its uploaded source and what was found out about it.
DROP INDEX environment_name;
ALTER TABLE environment
  ADD COLUMN description text NOT NULL DEFAULT '',
  ADD COLUMN multi_agent boolean NOT NULL DEFAULT false,
  -- Of the uploaded source; null for what ships with Arena.
  ADD COLUMN entry_point text,
  ADD COLUMN source_sha256 text,
  ADD COLUMN source_size_bytes bigint,
  ADD COLUMN requirements text NOT NULL DEFAULT '',
  ADD COLUMN configuration jsonb,
  ADD COLUMN entry_points text[] NOT NULL DEFAULT '{}',
  ADD COLUMN validated_at timestamptz(3),
  ADD COLUMN profiled_at timestamptz(3),
  ADD COLUMN profile jsonb,
  ADD COLUMN created_by uuid REFERENCES person,
  ADD COLUMN created_at timestamptz(3) NOT NULL DEFAULT now(),
  ADD COLUMN deleted_at timestamptz(3);
CREATE UNIQUE INDEX environment_name ON environment
  (coalesce(organization_id, '00000000-0000-0000-0000-000000000000'::uuid), name, version) WHERE deleted_at IS NULL;
