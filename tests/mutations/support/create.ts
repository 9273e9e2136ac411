import { unlimited, standardLimits } from '../../support/gateway.ts';
import type { TestGatewayOptions } from '../../support/gateway-options.ts';

/** Creates an activity: unlike a decision, each time it is carried out leaves one more row. */
export const create = `mutation Create($input: CreateActivityInput!) {
  createActivity(input: $input) { activity { id title } userErrors { code message path retryable } }
}`;

/** What `create` answers. */
export interface Created {
  readonly createActivity: {
    readonly activity: { readonly id: string; readonly title: string } | null;
    readonly userErrors: readonly Readonly<Record<string, unknown>>[];
  };
}

/** Input of a person's work, under a key. */
export function workOf(title: string, idempotencyKey: string | null): object {
  return { input: { title, type: 'WRITE', assigneeType: 'HUMAN', idempotencyKey } };
}

/** A gateway that lets a crowd of one tenant in. */
export const crowded: TestGatewayOptions = {
  limits: {
    rate: unlimited.rate,
    // Each keeps a part of the bucket until it is known what it costs.
    refusalsPerBucket: 100_000,
    slots: { ...standardLimits.slots, waitingPerTenant: 10_000 },
    // Longer than a crowd takes on a busy machine.
    commands: { ...standardLimits.commands, lockTimeoutMs: 60_000 },
    operationTimeoutMs: 100_000,
  },
  acquireTimeoutMs: 60_000,
};
