-- An analyst reads more than a member: a user who may be one holds 'analytics' (docs/adr/0019).
ALTER TABLE users
  DROP CONSTRAINT users_app_access_check,
  ADD CONSTRAINT users_app_access_check CHECK (app_access <@ ARRAY['dashboard', 'dm-portal', 'manage', 'analytics']);
