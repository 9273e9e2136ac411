import type { TenantRow } from '../../platform/database/tables.ts';
import type { ColumnCipher } from '../../platform/crypto/column-cipher.ts';
import type { Batch } from './batch.ts';
import type { Calendar } from './calendar.ts';
import type { Draft } from './insert-rows.ts';
import type { Profile } from './profiles.ts';
import type { Random } from './random.ts';

/**
 * What agents a tenant has, in the order in which they take part (docs/data-model.md#agent_configs: one configuration a role).
 */
export const agentRoles = [
  'onboarding',
  'strategist',
  'seo_specialist',
  'copywriter',
  'social_media_manager',
  'ads_optimizer',
  'data_analyst',
  'lead_nurturer',
] as const;

export type AgentRole = (typeof agentRoles)[number];

/** UUIDs of a tenant's users. */
export interface People {
  readonly admin: string;
  readonly member: string;
  readonly analyst: string;
  /** Two: work and leads are shared among them. */
  readonly reviewers: readonly [string, string];
  /** Crons and syncs. */
  readonly service: string;
  /** The partner's API client. */
  readonly partner: string;
  readonly agents: Readonly<Record<AgentRole, string>>;
}

/** What every room needs to add its rows. */
export interface Stage {
  readonly profile: Profile;
  readonly tenant: Draft<TenantRow>;
  readonly people: People;
  readonly calendar: Calendar;
  readonly batch: Batch;
  /** Null: encrypted columns stay empty. */
  readonly cipher: ColumnCipher | null;
  /** A generator for one room, the same in every load. */
  readonly random: (room: string) => Random;
}

/**
 * The base record of a row made at that instant (docs/data-model.md#field-definitions): the ULID and `created_on` share their
 * millisecond.
 */
export function born(random: Random, createdAt: Date, createdById: string) {
  return { id: random.uuid(), refId: random.ulid(createdAt), createdAt: createdAt.toISOString(), createdById };
}

/** The same for a tenant's row. */
export function bornIn(stage: Stage, random: Random, createdAt: Date, createdById: string) {
  return { ...born(random, createdAt, createdById), tenantId: stage.tenant.id };
}

/** The mark of a later change. */
export function changed(updatedAt: Date, updatedById: string) {
  return { updatedAt: updatedAt.toISOString(), updatedById };
}

/** USD of a whole number of millionths, as the six digits of the call log. */
export function usdOf(millionths: number): string {
  const digits = String(millionths).padStart(7, '0');
  return `${digits.slice(0, -6)}.${digits.slice(-6)}`;
}
