import type { VariableValues } from './variables.ts';

/** What no variable is guilty of alone. */
export function contradictions(values: Partial<VariableValues>): string[] {
  const lines: string[] = [];
  if (values.MIGRATION_DATABASE_URL !== undefined && values.DATABASE_URL === undefined) {
    lines.push('MIGRATION_DATABASE_URL is given without DATABASE_URL, expected both or neither.');
  }
  lines.push(...otherDatabases(values));
  if ((values.OIDC_ISSUER === undefined) !== (values.OIDC_CLIENT_ID === undefined)) {
    const [given, other] = values.OIDC_ISSUER === undefined ? ['CLIENT_ID', 'ISSUER'] : ['ISSUER', 'CLIENT_ID'];
    lines.push(`OIDC_${given} is given without OIDC_${other}, expected both or neither.`);
  }
  if (values.NODE_ENV === 'production' && values.OIDC_ISSUER?.startsWith('http:') === true) {
    lines.push('OIDC_ISSUER is reached over http, expected https under NODE_ENV=production.');
  }
  if (values.NODE_ENV === 'production' && values.JWKS_URL !== undefined && isForgeable(new URL(values.JWKS_URL))) {
    lines.push(
      `JWKS_URL is ${values.JWKS_URL}, expected https in production: whoever is on the way could let anybody in.`,
    );
  }
  if (values.JWKS_URL === undefined && values.TOKEN_ALGORITHMS?.includes('EdDSA') === false) {
    lines.push('TOKEN_ALGORITHMS lacks EdDSA, expected it: without JWKS_URL tokens come from the development issuer.');
  }
  return lines;
}

/** Whether keys from there may be another's: they come in the clear from another machine. */
function isForgeable({ protocol, hostname }: URL): boolean {
  return protocol === 'http:' && !/^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
}

/** Migrations, the application and dashboards are of one database, whichever way each connects to it. */
function otherDatabases({
  DATABASE_URL: url,
  MIGRATION_DATABASE_URL,
  READONLY_DATABASE_URL,
}: Partial<VariableValues>): string[] {
  if (url === undefined) return [];
  return Object.entries({ MIGRATION_DATABASE_URL, READONLY_DATABASE_URL }).flatMap(([variable, other]) =>
    other === undefined || databaseOf(other) === databaseOf(url)
      ? []
      : [`${variable} names the database "${databaseOf(other)}", expected "${databaseOf(url)}" as DATABASE_URL does.`],
  );
}

function databaseOf(url: string): string {
  return decodeURIComponent(new URL(url).pathname.slice(1));
}
