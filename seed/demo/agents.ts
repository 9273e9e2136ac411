import type { ColumnCipher } from '../../platform/crypto/column-cipher.ts';
import { tables, type AdapterType, type AgentConfigRow } from '../../platform/database/tables.ts';
import type { Batch } from './batch.ts';
import { addDays, type Calendar } from './calendar.ts';
import type { Draft } from './insert-rows.ts';
import type { Random } from './random.ts';
import { agentRoles, born, bornIn, changed, type AgentRole, type Stage } from './stage.ts';
import { titleOf } from './users.ts';

/** Millionths of a USD for a token read and a token written. */
export interface Model {
  readonly adapterType: AdapterType;
  readonly modelId: string;
  readonly inputPrice: number;
  readonly outputPrice: number;
}

const models = {
  large: { adapterType: 'claude', modelId: 'claude-sonnet-4-5', inputPrice: 3, outputPrice: 15 },
  small: { adapterType: 'claude', modelId: 'claude-haiku-4-5', inputPrice: 1, outputPrice: 5 },
  other: { adapterType: 'openai', modelId: 'gpt-4.1-mini', inputPrice: 0.4, outputPrice: 1.6 },
  local: { adapterType: 'ollama', modelId: 'llama3.3:70b', inputPrice: 0, outputPrice: 0 },
} as const satisfies Record<string, Model>;

interface Trade {
  readonly model: Model;
  readonly tools: readonly string[];
  readonly maximumUsd: string;
  readonly secret: string;
}

const trades: Readonly<Record<AgentRole, Trade>> = {
  onboarding: {
    model: models.large,
    tools: ['web_search', 'site_crawler'],
    maximumUsd: '5.0000',
    secret: 'CRAWLER_KEY',
  },
  strategist: {
    model: models.large,
    tools: ['web_search', 'google_analytics'],
    maximumUsd: '8.0000',
    secret: 'ANALYTICS_KEY',
  },
  seo_specialist: {
    model: models.small,
    tools: ['google_search_console', 'dataforseo'],
    maximumUsd: '4.0000',
    secret: 'DATAFORSEO_PASSWORD',
  },
  copywriter: {
    model: models.large,
    tools: ['wordpress', 'style_guide'],
    maximumUsd: '6.0000',
    secret: 'BRAND_API_KEY',
  },
  social_media_manager: {
    model: models.small,
    tools: ['linkedin', 'facebook'],
    maximumUsd: '3.0000',
    secret: 'BRAND_API_KEY',
  },
  ads_optimizer: {
    model: models.other,
    tools: ['google_ads', 'meta_ads'],
    maximumUsd: '5.0000',
    secret: 'ADS_DEVELOPER_TOKEN',
  },
  data_analyst: {
    model: models.other,
    tools: ['google_analytics', 'google_search_console'],
    maximumUsd: '4.0000',
    secret: 'ANALYTICS_KEY',
  },
  lead_nurturer: {
    model: models.small,
    tools: ['mailchimp', 'company_lookup'],
    maximumUsd: '2.0000',
    secret: 'LOOKUP_KEY',
  },
};

/**
 * The model that an agent runs on: a `local_only` tenant's prompts stay on machines of its own
 * (docs/api-contract.md#16-state-machines).
 */
export function modelOf(stage: Stage, role: AgentRole): Model {
  return stage.profile.dataPrivacyLevel === 'local_only' ? models.local : trades[role].model;
}

/** Tools that an agent of this role may call. */
export function toolsOf(role: AgentRole): readonly string[] {
  return trades[role].tools;
}

/**
 * One configuration a role (docs/data-model.md#which-records-get-which-fields), each with its skill file and its encrypted
 * secrets.
 */
export function addAgentConfigs(stage: Stage): void {
  const { batch, people, tenant, profile, calendar } = stage;
  const random = stage.random('agents');
  const since = new Date(tenant.createdAt);
  for (const role of agentRoles) {
    const trade = trades[role];
    const { adapterType, modelId } = modelOf(stage, role);
    const paused = profile.extent !== 'full' && role === 'ads_optimizer';
    const config = batch.add(tables.agentConfig, {
      ...bornIn(stage, random, since, people.admin),
      ...(role === 'copywriter' ? changed(calendar.notAfterNow(addDays(since, 12)), people.admin) : {}),
      agentRole: role,
      isEnabled: !paused,
      status: paused ? 'paused' : 'active',
      adapterType,
      modelId,
      skillIds: [],
      toolNames: [...trade.tools],
      maxConcurrent: role === 'copywriter' ? 3 : 2,
      timeoutMs: 900_000,
      maxCostUsdPerActivity: trade.maximumUsd,
      escalationAfterFailures: 3,
      envSecrets: null,
    });
    config.envSecrets = secretsOf(stage, config, { [trade.secret]: `demo-${random.hex(24)}` });
    batch.addDocument(
      'skill_files',
      tenant.id,
      {
        name: `${role}.md`,
        description: `How the ${titleOf(role).toLowerCase()} agent works for ${profile.name}.`,
        markdown: `# ${titleOf(role)}\n\nWrite for ${profile.audience}. Name sources. Ask before anything is published.\n`,
      },
      (id) => config.skillIds.push(id),
    );
  }
}

function secretsOf(
  { cipher, tenant }: Stage,
  config: Draft<AgentConfigRow>,
  secrets: Record<string, string>,
): string | null {
  if (cipher === null) return null;
  return cipher.encrypt(JSON.stringify(secrets), {
    table: tables.agentConfig.name,
    column: tables.agentConfig.columns.envSecrets.name,
    row: config.refId,
    tenant: tenant.id,
  });
}

/** Conversations that agents carry on about a goal: one running, one run out, for each agent on a model that keeps them. */
export function addSessions(stage: Stage, goalsByRole: readonly (readonly [AgentRole, string])[]): void {
  const { batch, people, calendar } = stage;
  const random = stage.random('sessions');
  for (const [role, goalId] of goalsByRole) {
    const { adapterType, modelId } = modelOf(stage, role);
    for (const [startedDaysAgo, lastsDays] of [
      [40, 30],
      [6, 30],
    ] as const) {
      const since = calendar.daysAgo(startedDaysAgo + random.fraction());
      batch.add(tables.agentSession, {
        ...bornIn(stage, random, since, people.agents[role]),
        ...changed(calendar.daysAgo(startedDaysAgo / 2), people.agents[role]),
        externalSessionId: adapterType === 'claude' ? `sess_${random.hex(24)}` : null,
        agentRole: role,
        goalId,
        adapterType,
        modelId,
        tokenCount: random.integer(8_000, 190_000),
        expiresAt: addDays(since, lastsDays).toISOString(),
      });
    }
  }
}

/** The platform's own accounts at providers of models (docs/api-contract.md#i-17). */
export function addProviders(
  batch: Batch,
  random: Random,
  calendar: Calendar,
  madeBy: string,
  cipher: ColumnCipher | null,
): void {
  const providers = [
    { name: 'Anthropic', adapterType: 'claude', baseUrl: 'https://api.anthropic.com', isDefault: true },
    { name: 'OpenAI', adapterType: 'openai', baseUrl: 'https://api.openai.com', isDefault: false },
    {
      name: 'Ollama on our own machines',
      adapterType: 'ollama',
      baseUrl: 'http://ollama.internal:11434',
      isDefault: false,
    },
  ] as const;
  for (const provider of providers) {
    const row = batch.add(tables.llmProvider, {
      ...born(random, addDays(calendar.month(-15), 1), madeBy),
      ...provider,
    });
    if (cipher === null || provider.adapterType === 'ollama') continue;
    const { name: table, columns } = tables.llmProvider;
    const place = { table, column: columns.apiKey.name, row: row.refId, tenant: null };
    row.apiKey = cipher.encrypt(`demo-${random.hex(32)}`, place);
  }
}
