import { CronExpressionParser } from 'cron-parser';
import type { TaskTrigger } from '../../../platform/database/tables.ts';

/** What a recurring task's schedule hangs on. */
export interface ScheduleFacts {
  readonly trigger: TaskTrigger;
  /** Cron's five fields. */
  readonly cronExpression: string | null;
  readonly isActive: boolean;
  readonly deletedAt: string | null;
}

/**
 * The first instant after `now` at which the schedule fires, read in UTC (docs/api-contract.md#i-57), as ISO text. Null for a
 * task that no schedule starts, that is switched off or removed, and where the expression names no instant.
 */
export function nextRunAt({ trigger, cronExpression, isActive, deletedAt }: ScheduleFacts, now: Date): string | null {
  if (trigger !== 'cron' || cronExpression === null || !isActive || deletedAt !== null) return null;
  if (cronExpression.trim().split(/\s+/).length !== 5) return null; // the parser would fill in what is left out
  try {
    return CronExpressionParser.parse(cronExpression, { currentDate: now, tz: 'UTC' }).next().toISOString();
  } catch {
    return null; // no expression, or a day that never comes
  }
}
