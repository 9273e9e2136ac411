import type { SubgraphRuntime } from '../../../platform/graph/execute.ts';
import { mintUlid } from '../../../platform/ids/ulid.ts';
import type { Everybody } from '../everybody.ts';
import { makeGlobal } from '../make.ts';

/** What the variables of the lines stand for: name → ULID. A name in capitals is a row that may be one's own. */
export type Ids = Readonly<Record<string, string>>;

/** The rows that the lines name, each with something behind every field that a line reads. */
export interface Rows {
  readonly reviewer: Ids;
  readonly agent: Ids;
  /** The admin's, or another agent's; made last, so that they are the newest. */
  readonly others: Ids;
}

/** Makes the shared rows, then the same rows for the reviewer, for the agent and for others. */
export async function makeRows(
  everybody: Everybody,
  { documents, cipher }: Pick<SubgraphRuntime, 'documents' | 'cipher'>,
): Promise<Rows> {
  const { tenant, users } = everybody;
  const { make, admin } = tenant;
  const [now, approvedById] = [new Date().toISOString(), admin.id];
  const template = await make.activityTemplate({ sourceTemplateId: (await makeGlobal.activityTemplate()).id });
  const globalTask = await makeGlobal.recurringTaskTemplate();
  const recurringTask = await make.recurringTaskTemplate({ sourceTemplateId: globalTask.id });
  await make.llmProvider();
  const strategy = await make.strategy({ status: 'active', approvedById, approvedAt: now });
  const goal = await make.goal({ strategyId: strategy.id });
  const deliverable = await make.deliverable({ goalId: goal.id, templateId: template.id });
  const period = await make.deliverablePeriod({ deliverableId: deliverable.id });
  const channel = await make.channel();
  await make.channelScore({ channelId: channel.id });
  const campaign = await make.adCampaign();
  const blogPost = await make.blogPost({ channelId: channel.id, status: 'published' });
  const socialPost = await make.socialPost({ channelId: channel.id });
  const searchTerm = await make.searchTermReport({ campaignId: campaign.id });
  const keyword = await make.adKeyword({ campaignId: campaign.id });
  const billingEvent = await make.billingEvent();
  await make.apiClient();
  const outputRef = await documents.put('activity_outputs', tenant.id, { contentType: 'text/plain', text: 'Done' });

  const shared = idsOf({
    tenant,
    user: admin,
    contract: tenant.contract,
    billingEvent,
    strategy,
    goal,
    deliverable,
    deliverablePeriod: period,
    activityTemplate: template,
    recurringTask,
    channel,
    blogPost,
    socialPost,
    campaign,
    keyword,
    searchTerm,
  });

  async function rowsOf(
    assignee: { readonly assigneeUserId: string } | { readonly assigneeAgentRole: string },
    agentRole: string,
    onboarderId: string,
    carerId: string,
  ): Promise<Ids> {
    const decided = { status: 'approved', decidedById: admin.id, decidedAt: now } as const;
    const reviewed = { status: 'approved', reviewedById: admin.id, reviewedAt: now } as const;
    const onboardingRun = await make.onboardingRun({
      createdById: onboarderId,
      status: 'completed',
      reviewedById: admin.id,
      reviewedAt: now,
    });
    const parent = await make.activity(assignee);
    const activity = await make.activity({
      ...assignee,
      parentId: parent.id,
      deliverablePeriodId: period.id,
      inputData: { topic: 'teeth' },
      outputSummary: { words: 1 },
      outputRef,
      subjectType: 'OnboardingRun',
      subjectRefId: onboardingRun.refId,
    });
    await make.activity({ ...assignee, parentId: activity.id });
    const agents = 'assigneeAgentRole' in assignee ? activity : await make.activity({ assigneeAgentRole: agentRole });
    const session = await make.agentSession({ agentRole, goalId: goal.id });
    const run = await make.activityRun({ activityId: activity.id, sessionId: session.id });
    const llmCall = await make.llmCall({ runId: run.id });
    const toolCall = await make.toolCall({ runId: run.id, input: { q: 'teeth' }, output: { hits: 1 } });
    const approval = await make.approval({ activityId: activity.id, ...decided });
    const gate = { ...assignee, subjectType: 'Strategy', subjectRefId: strategy.refId };
    await make.approval({ activityId: (await make.activity(gate)).id, ...decided });

    const request = { approvalActivityId: activity.id, deliverablePeriodId: period.id };
    const blogRequest = await make.blogRequest(request);
    const socialRequest = await make.socialMediaRequest(request);
    const alertingChannel = await make.channel();
    const backlink = await make.backlink({
      activityId: activity.id,
      notes: 'Ask again',
      lastCheckedAt: now,
      isLive: true,
      dataforseoCheckResult: { http_status: 200 },
    });
    const subjects = { BlogRequest: blogRequest, Channel: alertingChannel, Backlink: backlink };
    for (const [subjectType, { refId: subjectRefId }] of Object.entries(subjects))
      await make.activity({ ...assignee, subjectType, subjectRefId });

    const lead = await make.lead({
      assignedToId: carerId,
      sourceChannelId: channel.id,
      sourceCampaignId: campaign.id,
      company: 'Practice',
      jobTitle: 'Dentist',
      phone: '+49 30 5550',
      message: 'Call me',
      notes: 'Prefers mornings',
      sourceUrl: 'https://www.example.test/?email=a',
      disqualificationReason: 'Cannot pay',
      enrichmentData: { linkedinUrl: 'https://linkedin.example.test/in/a', industry: 'Dentistry' },
    });
    const leadActivity = await make.leadActivity({
      leadId: lead.id,
      type: 'email_sent',
      metadata: { emailSubject: 'Your pain' },
    });
    const ofActivity = { activityId: activity.id, ...reviewed };
    const refId = mintUlid();
    const place = { table: 'agent_configs', column: 'env_secrets', row: refId, tenant: tenant.id };
    const envSecrets = cipher.encrypt(JSON.stringify({ CMS_TOKEN: 'x' }), place);
    const agentConfig = await make.agentConfig({ refId, agentRole, envSecrets });
    return {
      ...shared,
      ...idsOf({
        OnboardingRun: onboardingRun,
        Activity: activity,
        AgentsActivity: agents,
        ActivityRun: run,
        LlmCall: llmCall,
        ToolCall: toolCall,
        Approval: approval,
        AgentConfig: agentConfig,
        AgentSession: session,
        BlogRequest: blogRequest,
        SocialMediaRequest: socialRequest,
        Channel: alertingChannel,
        Backlink: backlink,
        Lead: lead,
        LeadActivity: leadActivity,
        Classification: await make.searchTermClassification(ofActivity),
        Recommendation: await make.adOptimizationRecommendation(ofActivity),
      }),
    };
  }

  const reviewer = await rowsOf({ assigneeUserId: users.reviewer.id }, 'reviser', admin.id, users.reviewer.id);
  return {
    reviewer,
    agent: await rowsOf({ assigneeAgentRole: 'copywriter' }, 'copywriter', users.agent.id, admin.id),
    others: await rowsOf({ assigneeUserId: admin.id }, 'strategist', admin.id, admin.id),
  };
}

function idsOf(rows: Readonly<Record<string, { readonly refId: string }>>): Ids {
  return Object.fromEntries(Object.entries(rows).map(([name, { refId }]) => [name, refId]));
}
