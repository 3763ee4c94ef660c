-- One schema for each station, and the three roles in which the application works. The schema
-- "database" exists already: it holds the list of migrations.
--
-- Roles belong to the whole cluster: another database may create them at this moment, so losing
-- that race is not an error. An administrator may also have created and granted them beforehand,
-- to an application login that may not create roles.
DO $$
DECLARE
  wanted text;
BEGIN
  FOREACH wanted IN ARRAY ARRAY['lcr_filing', 'lcr_serving', 'lcr_reading'] LOOP
    IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = wanted) THEN
      BEGIN
        EXECUTE format('CREATE ROLE %I NOLOGIN', wanted);
      EXCEPTION WHEN duplicate_object OR unique_violation THEN
        NULL;
      END;
    END IF;

    -- A superuser may take any role. Whoever else created it needs the grant (from PostgreSQL 16
    -- on, creating a role gives the right to grant it but not to take it).
    IF NOT (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) THEN
      BEGIN
        EXECUTE format('GRANT %I TO %I', wanted, current_user);
      EXCEPTION
        WHEN unique_violation THEN
          NULL;
        WHEN insufficient_privilege THEN
          IF NOT pg_has_role(current_user, wanted, 'MEMBER') THEN
            RAISE EXCEPTION 'the login % may not take the role %', current_user, wanted
              USING HINT = format('As an administrator: GRANT %I TO %I', wanted, current_user);
          END IF;
      END;
    END IF;

    IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = wanted AND (rolsuper OR rolbypassrls)) THEN
      RAISE EXCEPTION 'the role % passes row level security and must not', wanted;
    END IF;
  END LOOP;
END
$$;

CREATE SCHEMA inbox;
CREATE SCHEMA identity;
CREATE SCHEMA record;
CREATE SCHEMA network;
CREATE SCHEMA access;
CREATE SCHEMA audit;
CREATE SCHEMA notice;

-- Nothing is anybody's by default: each table and function says who may use it.
REVOKE ALL ON SCHEMA public FROM PUBLIC;
ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON ROUTINES FROM PUBLIC;

-- To use a schema is only to see its names; the grants are on the tables.
GRANT USAGE ON SCHEMA inbox, identity, record, network, access, audit, notice
  TO lcr_filing, lcr_serving;
GRANT USAGE ON SCHEMA record TO lcr_reading;

GRANT USAGE ON SCHEMA database TO lcr_serving;
GRANT SELECT ON database.migration TO lcr_serving;
