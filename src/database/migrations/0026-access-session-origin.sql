-- What a session came from, so that the provider can end it (OpenID Connect Back-Channel Logout 1.0
-- §2.4), and after how much idleness a shared workstation locks it (AC-07).
ALTER TABLE access.session
  -- issuer|sub, and issuer|sid, as the ID token said them.
  ADD COLUMN subject text,
  ADD COLUMN provider_session text,
  -- Null: never before it ends.
  ADD COLUMN locks_after_s integer CHECK (locks_after_s > 0);
CREATE INDEX session_by_subject ON access.session (subject);
CREATE INDEX session_by_provider_session ON access.session (provider_session);
