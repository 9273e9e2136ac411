-- How many operations were executed that name a deprecated element of the schema, by who asked them and on which UTC day. Added up in
-- the gateway and written some seconds later.
CREATE TABLE deprecation_uses (
  tenant_id uuid NOT NULL,
  -- The ULID of an API client, else of a user; a super admin is none of the tenant's.
  caller_ref_id char(26) COLLATE "C" NOT NULL,
  day date NOT NULL,
  -- Of the element, as `apiInfo` names it.
  coordinate text NOT NULL,
  -- A sum has no bound: an integer full to the brim would refuse its tenant's every later write.
  uses bigint NOT NULL,
  CONSTRAINT deprecation_uses_pkey PRIMARY KEY (tenant_id, caller_ref_id, day, coordinate),
  CONSTRAINT deprecation_uses_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants (id)
);
CALL app.guard_table('deprecation_uses');
CALL app.estimate('deprecation_uses', 'tenant_id', 100);
