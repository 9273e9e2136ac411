import type { Persona } from './explorer-config.ts';

export interface TenantBoxProps {
  readonly personas: readonly Persona[];
  readonly tenant: string;
  readonly onTenant: (tenant: string) => void;
}

/** Names the tenant that a super admin looks at (header `x-leadmetrics-tenant`); empty for none. */
export function TenantBox({ personas, tenant, onTenant }: TenantBoxProps) {
  const slugs = [...new Set(personas.map((persona) => persona.tenant))];
  return (
    <label className="field">
      <span className="field-label">in tenant</span>
      <input
        className="tenant"
        data-testid="tenant-box"
        list="tenants"
        value={tenant}
        placeholder="any"
        title="Header x-leadmetrics-tenant, for super admins: a tenant's id or slug"
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => onTenant(event.target.value.trim())}
      />
      <datalist id="tenants">
        {slugs.map((slug) => (
          <option key={slug} value={slug} />
        ))}
      </datalist>
    </label>
  );
}
