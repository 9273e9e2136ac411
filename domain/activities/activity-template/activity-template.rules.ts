import { z } from 'zod';
import { enumLabels, type ActivityType, type AssigneeType, type HumanRole } from '../../../platform/database/tables.ts';

/** One step of a pipeline (docs/api-contract.md#i-19). */
export interface TemplateStep {
  readonly key: string;
  readonly title: string;
  readonly type: ActivityType;
  readonly assigneeType: AssigneeType;
  readonly agentRole: string | null;
  readonly humanRole: HumanRole | null;
  readonly isApprovalGate: boolean;
  readonly dependsOn: readonly string[];
  readonly dueOffsetDays: number | null;
  readonly fanOut: boolean;
}

const step = z.object({
  key: z.string().min(1),
  title: z.string(),
  type: z.enum(enumLabels.ActivityType).catch('other'),
  assigneeType: z.enum(enumLabels.AssigneeType),
  agentRole: z.string().nullable().catch(null),
  humanRole: z.enum(enumLabels.HumanRole).nullable().catch(null),
  isApprovalGate: z.boolean().catch(false),
  dependsOn: z.array(z.string()).catch([]),
  dueOffsetDays: z.int().nullable().catch(null),
  fanOut: z.boolean().catch(false),
});

/**
 * The steps in `activity_templates.steps`, in their order. The jsonb may hold more than is known here: unknown keys are
 * passed over, a missing choice is read as none, and what has no key, title or kind of assignee is no step
 * (docs/api-contract.md#i-19).
 */
export function stepsOf(steps: unknown): TemplateStep[] {
  if (!Array.isArray(steps)) return [];
  return steps.flatMap((entry: unknown) => {
    const read = step.safeParse(entry);
    return read.success ? [read.data] : [];
  });
}
