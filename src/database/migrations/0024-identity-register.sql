-- Who keeps the register of objections must find whom an objection is about, and all their numbers.
GRANT SELECT ON identity.person, identity.source_patient, identity.identifier, identity.link
  TO lcr_register;
