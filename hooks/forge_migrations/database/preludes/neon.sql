-- What a history written for Neon finds there: its roles, `auth` of Neon RLS and `neon_auth`.
-- https://neon.com/docs/guides/neon-rls, https://neon.com/docs/neon-auth/how-it-works
DO $$
DECLARE wanted text;
BEGIN
  FOREACH wanted IN ARRAY ARRAY['neon_superuser', 'neondb_owner', 'cloud_admin',
    'authenticated', 'anonymous'] LOOP
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted) THEN
      EXECUTE format('CREATE ROLE %I NOLOGIN', wanted);
    END IF;
  END LOOP;
END $$;

CREATE SCHEMA IF NOT EXISTS auth;
CREATE FUNCTION auth.user_id() RETURNS text LANGUAGE sql STABLE
  AS $$ SELECT nullif(current_setting('request.jwt.claim.sub', true), '') $$;
CREATE FUNCTION auth.session() RETURNS jsonb LANGUAGE sql STABLE
  AS $$ SELECT nullif(current_setting('request.jwt.claims', true), '')::jsonb $$;
CREATE FUNCTION auth.uid() RETURNS uuid LANGUAGE sql STABLE
  AS $$ SELECT nullif(current_setting('request.jwt.claim.sub', true), '')::uuid $$;

CREATE SCHEMA IF NOT EXISTS neon_auth;
CREATE TABLE neon_auth.users_sync (
  raw_json jsonb NOT NULL,
  id text GENERATED ALWAYS AS (raw_json ->> 'id') STORED PRIMARY KEY,
  name text GENERATED ALWAYS AS (raw_json ->> 'display_name') STORED,
  email text GENERATED ALWAYS AS (raw_json ->> 'primary_email') STORED,
  created_at timestamptz,
  updated_at timestamptz,
  deleted_at timestamptz
);
ALTER TABLE neon_auth.users_sync OWNER TO postgres;
