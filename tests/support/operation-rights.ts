import { isDeepStrictEqual } from 'node:util';
import { personas, type Persona } from '../../platform/identity/viewer.ts';
import type { Claims } from '../../platform/identity/claims.ts';
import type { Business } from './business.ts';
import { claimsOf, partnerClaims } from './claims.ts';
import type { Answer } from './gateway.ts';
import { platformTenant } from './make.ts';

/**
 * A place of an operation's answer, lists and the nodes of connections seen through, and what each persona gets there, in the contract's order of
 * columns (docs/api-contract.md#17-rights), a partner with every scope and then one with none: SA AD ME RV AG SV PA P- AN.
 * `R` what a super admin gets; `O` something else, of their own; `0` nothing, without an error; `-` null and FORBIDDEN;
 * `*` that at some rows, and something at others; `.` nothing above it either. What is listed below a place is no part of it.
 */
export type RightsLine = readonly [place: string, rights: string];

/** Someone of each column. */
export const askers: readonly (Persona | 'partner without scopes')[] = personas.flatMap((persona) =>
  persona === 'partner' ? [persona, 'partner without scopes' as const] : [persona],
);

/** Asks an operation of this business as each of `askers`; the super admin acts in the tenant. */
export async function answersOf(
  business: Business,
  ask: (claims: Claims, headers: Record<string, string>) => Promise<Answer>,
): Promise<Answer[]> {
  const { tenant, member, reviewer, agent, service } = business;
  const claims: Readonly<Record<(typeof askers)[number], Claims>> = {
    super_admin: claimsOf(await platformTenant(), 'super_admin'),
    admin: claimsOf(tenant),
    member: claimsOf(tenant, 'member', { user: member }),
    reviewer: claimsOf(tenant, 'reviewer', { user: reviewer }),
    agent: claimsOf(tenant, 'agent', { user: agent }),
    service: claimsOf(tenant, 'service', { user: service }),
    partner: partnerClaims(business),
    'partner without scopes': claimsOf(tenant, 'partner', { user: service }),
    analyst: claimsOf(tenant, 'analyst'),
  };
  const answers: Answer[] = [];
  for (const asker of askers)
    answers.push(await ask(claims[asker], asker === 'super_admin' ? { 'x-leadmetrics-tenant': tenant.slug } : {}));
  return answers;
}

/** What the answers show at the lines' places, in the form of the lines; the first answer is the super admin's. */
export function rightsIn(answers: readonly Answer[], lines: readonly RightsLine[]): RightsLine[] {
  const places = lines.map(([place]) => place);
  return places.map((place) => {
    const below = places.filter((other) => other.startsWith(`${place}.`));
    const [whole] = answers.map((answer) => valuesAt(without(answer.data, below), place.split('.')));
    return [place, answers.map((answer) => cellOf(answer, place, below, whole ?? [])).join(' ')];
  });
}

/** For each asker what the lines leave untold: errors elsewhere, or `rest: false` where the rest is not the super admin's. */
export function untoldIn(answers: readonly Answer[], lines: readonly RightsLine[]): object[] {
  const places = lines.map(([place]) => place);
  const [whole] = answers.map(({ data }) => without(data, places));
  return answers.map(({ status, data, errors }, column) => ({
    asker: askers[column],
    status,
    errors: [...new Set(errors.map(refusalOf))].filter((error) => !places.some((place) => error === refused(place))),
    rest: isDeepStrictEqual(without(data, places), whole),
  }));
}

/** What `untoldIn` says where the lines tell everything. */
export const nothingUntold: readonly object[] = askers.map((asker) => ({ asker, status: 200, errors: [], rest: true }));

function cellOf({ data, errors }: Answer, place: string, below: readonly string[], whole: readonly unknown[]): string {
  const values = valuesAt(without(data, below), place.split('.'));
  const isRefused = errors.some((error) => refusalOf(error) === refused(place));
  if (isRefused) return values.every((value) => value === null) ? '-' : '*';
  if (values.length === 0) return '.';
  if (values.every(isNothing)) return '0';
  return isDeepStrictEqual(values, whole) ? 'R' : 'O';
}

const refused = (place: string): string => `${place} FORBIDDEN`;

function refusalOf({ path = [], extensions }: Answer['errors'][number]): string {
  const fields = path.filter((step, index) => typeof step === 'string' && (step !== 'nodes' || index === 0));
  return `${fields.join('.')} ${String(extensions['code'])}`;
}

/** The values of a field wherever there is something that has it, lists seen through. */
function valuesAt(value: unknown, [step, ...steps]: readonly string[]): unknown[] {
  if (step === undefined) return [value];
  if (Array.isArray(value)) return value.flatMap((item) => valuesAt(item, [step, ...steps]));
  if (typeof value !== 'object' || value === null) return [];
  if (step in value) return valuesAt((value as Record<string, unknown>)[step], steps);
  return 'nodes' in value ? valuesAt(value.nodes, [step, ...steps]) : [];
}

/** The answer without some of its places, and without what makes links of two moments differ. */
function without(value: unknown, places: readonly string[]): unknown {
  if (typeof value === 'string') return value.replace(/\?expires=.*$/, '');
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => without(item, places));
  const kept = Object.entries(value).filter(([field]) => !places.includes(field));
  return Object.fromEntries(kept.map(([field, inside]) => [field, without(inside, under(field, places))]));
}

function under(field: string, places: readonly string[]): readonly string[] {
  const inside = places.filter((place) => place.startsWith(`${field}.`)).map((place) => place.slice(field.length + 1));
  return field === 'nodes' ? [...places, ...inside] : inside;
}

/** Null, zero, a list of nothing; a connection or figures without a row behind them. */
function isNothing(value: unknown): boolean {
  if (value === null || value === 0) return true;
  if (Array.isArray(value)) return value.every(isNothing);
  if (typeof value !== 'object') return false;
  const inside = Object.entries(value).flatMap(([field, held]) => (field === 'pageInfo' ? [] : [held as unknown]));
  return inside.every(isNothing) && inside.some((held) => held !== null);
}
