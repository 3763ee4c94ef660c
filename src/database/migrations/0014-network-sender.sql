-- Who may send HL7 v2: which certificate may call itself what (MSH-3, MSH-4), and for whom it
-- writes (RL-11). Without fingerprint and common name: a sender on a connection without TLS.
CREATE TABLE network.sender (
  sender_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  -- SHA-256 of the certificate, as TLS shows it.
  fingerprint text CHECK (fingerprint ~ '^([0-9A-F]{2}:){31}[0-9A-F]{2}$'),
  -- CN of its subject.
  subject_cn text CHECK (subject_cn <> ''),
  -- MSH-3 and MSH-4 as sent, any case; a trailing * stands for any ending.
  application text NOT NULL,
  facility text NOT NULL,
  -- ODS code of the organisation whose messages these are.
  organisation text NOT NULL,
  added_by text NOT NULL,
  added_at timestamptz NOT NULL,
  ended_by text,
  ended_at timestamptz,
  CHECK ((ended_by IS NULL) = (ended_at IS NULL))
);

GRANT SELECT, INSERT ON network.sender TO lcr_filing;
GRANT UPDATE (ended_by, ended_at) ON network.sender TO lcr_filing;
GRANT SELECT ON network.sender TO lcr_serving;
