-- One known text under each encryption key that this database was ever given, by the key's id. A start that cannot read them all has
-- other keys than the encrypted columns need, and is refused. A key that no row needs any more is retired by deleting its canary as
-- migrator_user.
CREATE TABLE app.encryption_canaries (
  key_id varchar(32) COLLATE "C" NOT NULL,
  ciphertext text NOT NULL,
  created_on timestamptz(3) NOT NULL DEFAULT now(),
  CONSTRAINT encryption_canaries_pkey PRIMARY KEY (key_id)
);

-- It belongs to no tenant and tells nothing. Whoever serves adds the canary of a new key and changes none.
GRANT SELECT, INSERT ON app.encryption_canaries TO app_user;
