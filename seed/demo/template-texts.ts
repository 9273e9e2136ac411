import type {
  AssigneeType,
  DeliverableType,
  HumanRole,
  Periodicity,
  ActivityType,
  TaskTrigger,
} from '../../platform/database/tables.ts';
import type { AgentRole } from './stage.ts';

/**
 * A step of a pipeline as it is kept in `activity_templates.steps` (docs/api-contract.md#i-19), with the database's own labels.
 */
interface Step {
  readonly key: string;
  readonly title: string;
  readonly type: ActivityType;
  readonly assigneeType: AssigneeType;
  readonly agentRole: AgentRole | null;
  readonly humanRole: HumanRole | null;
  readonly isApprovalGate: boolean;
  readonly dependsOn: readonly string[];
  readonly dueOffsetDays: number;
  readonly fanOut: boolean;
}

function agentStep(
  key: string,
  title: string,
  type: ActivityType,
  agentRole: AgentRole,
  dependsOn: string[],
  day: number,
): Step {
  return {
    key,
    title,
    type,
    assigneeType: 'agent',
    agentRole,
    humanRole: null,
    isApprovalGate: false,
    dependsOn,
    dueOffsetDays: day,
    fanOut: key === 'research',
  };
}

function gateStep(key: string, title: string, dependsOn: string[], day: number): Step {
  return {
    key,
    title,
    type: 'approve',
    assigneeType: 'human',
    agentRole: null,
    humanRole: 'reviewer',
    isApprovalGate: true,
    dependsOn,
    dueOffsetDays: day,
    fanOut: false,
  };
}

/** The platform's pipelines. */
export const pipelines: readonly { deliverableType: DeliverableType; name: string; steps: readonly Step[] }[] = [
  {
    deliverableType: 'blog_posts',
    name: 'Standard blog post pipeline',
    steps: [
      gateStep('request', 'Approve the topic', [], 2),
      agentStep('research', 'Research the keyword', 'research', 'seo_specialist', ['request'], 4),
      agentStep('write', 'Write the post', 'write', 'copywriter', ['research'], 8),
      gateStep('review', 'Review the post', ['write'], 10),
      agentStep('publish', 'Publish the post', 'publish', 'copywriter', ['review'], 12),
    ],
  },
  {
    deliverableType: 'social_posts',
    name: 'Standard social post pipeline',
    steps: [
      gateStep('request', 'Approve the topic', [], 1),
      agentStep('write', 'Write one post a channel', 'write', 'social_media_manager', ['request'], 3),
      agentStep('publish', 'Publish the posts', 'publish', 'social_media_manager', ['write'], 5),
    ],
  },
  {
    deliverableType: 'backlinks',
    name: 'Backlink outreach',
    steps: [agentStep('outreach', 'Find prospects and write to them', 'outreach', 'seo_specialist', [], 10)],
  },
  {
    deliverableType: 'performance_reports',
    name: 'Monthly performance report',
    steps: [agentStep('report', 'Write the report', 'report', 'data_analyst', [], 5)],
  },
];

interface RecurringTask {
  readonly name: string;
  readonly description: string;
  readonly assigneeType: AssigneeType;
  readonly agentRole: AgentRole | null;
  readonly humanRole: HumanRole | null;
  readonly periodicity: Periodicity;
  readonly trigger: TaskTrigger;
  readonly cronExpression: string | null;
  readonly promptTemplate: string;
  readonly variables: readonly { key: string; label: string; type: string; required: boolean }[];
  /** What a tenant has filled in; null where it has yet to. */
  readonly values: Readonly<Record<string, string | number>> | null;
}

const required = { type: 'text', required: true } as const;

/** The platform's recurring tasks, of every trigger. */
export const recurringTasks: readonly RecurringTask[] = [
  {
    name: 'Weekly competitor scan',
    description: 'What competitors published this week and which keywords it aims at.',
    assigneeType: 'agent',
    agentRole: 'seo_specialist',
    humanRole: null,
    periodicity: 'weekly',
    trigger: 'cron',
    cronExpression: '0 6 * * 1',
    promptTemplate: 'List what {{competitors}} published in the last seven days about {{market}}.',
    variables: [
      { key: 'competitors', label: 'Competitors', ...required },
      { key: 'market', label: 'Market', ...required },
    ],
    values: { competitors: 'the three strongest competitors', market: 'India and the Gulf' },
  },
  {
    name: 'Update the Google Business Profile',
    description: 'Opening hours, photographs and one update a month.',
    assigneeType: 'human',
    agentRole: null,
    humanRole: 'reviewer',
    periodicity: 'monthly',
    trigger: 'cron',
    cronExpression: '0 7 3 * *',
    promptTemplate: 'Check the profile of {{location}} and post one update.',
    variables: [{ key: 'location', label: 'Location', ...required }],
    values: null,
  },
  {
    name: 'Brand voice interview',
    description: 'Ask the client how the brand speaks before the first text is written.',
    assigneeType: 'human',
    agentRole: null,
    humanRole: 'admin',
    periodicity: 'one_time',
    trigger: 'on_onboarding',
    cronExpression: null,
    promptTemplate: 'Interview {{contact}} for {{minutes}} minutes.',
    variables: [
      { key: 'contact', label: 'Contact', ...required },
      { key: 'minutes', label: 'Length in minutes', type: 'number', required: false },
    ],
    values: { contact: 'the marketing lead', minutes: 45 },
  },
  {
    name: 'Baseline measurement',
    description: 'The value of each goal on the day the strategy begins.',
    assigneeType: 'agent',
    agentRole: 'data_analyst',
    humanRole: null,
    periodicity: 'one_time',
    trigger: 'on_strategy_approval',
    cronExpression: null,
    promptTemplate: 'Read the current value of every goal from {{property}}.',
    variables: [{ key: 'property', label: 'Analytics property', ...required }],
    values: { property: 'properties/314159265' },
  },
  {
    name: 'Quarterly persona refresh',
    description: 'Compare the personas with the leads of the quarter.',
    assigneeType: 'agent',
    agentRole: 'strategist',
    humanRole: null,
    periodicity: 'quarterly',
    trigger: 'manual',
    cronExpression: null,
    promptTemplate: 'Compare the personas with the leads won since {{since}}; name what no longer fits.',
    variables: [{ key: 'since', label: 'Since', type: 'date', required: true }],
    values: null,
  },
];
