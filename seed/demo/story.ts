import type { ContractTemplate } from '../../domain/tenancy/contract/contract-pdf.ts';
import type { ColumnCipher } from '../../platform/crypto/column-cipher.ts';
import { tables } from '../../platform/database/tables.ts';
import { addDeliverableWork, addOtherWork, settlePeriods } from './activities.ts';
import { addClassifications, addRecommendations } from './ad-reviews.ts';
import { addCampaigns, addSearchTerms } from './ads.ts';
import { addAgentConfigs, addProviders, addSessions } from './agents.ts';
import type { Batch } from './batch.ts';
import { addBlog } from './blog.ts';
import type { Calendar } from './calendar.ts';
import { addChannels } from './channels.ts';
import { addLeadFollowUp, addLeads } from './crm.ts';
import { addOnboarding, addStrategyGate } from './onboarding.ts';
import type { Profile } from './profiles.ts';
import { Random } from './random.ts';
import { addRuns } from './runs.ts';
import { addBacklinks } from './seo.ts';
import { addSocial } from './social.ts';
import type { Stage } from './stage.ts';
import { addFirstStrategy, addStrategies } from './strategy.ts';
import { addGlobalTemplates, addTenantTemplates, type GlobalTemplates } from './templates.ts';
import { addApiClient, addBillingEvents, addContracts } from './tenancy.ts';
import { addPlatformUsers, addUsers, marks, type Platform } from './users.ts';

/** Contract, section 3: the fixture has so many activities. */
const activitiesOfTenant = 200;
const leadsOfTenant = 64;

/** Where a story is written, and what it may use. */
export interface Book {
  readonly batch: Batch;
  readonly calendar: Calendar;
  readonly cipher: ColumnCipher | null;
}

/** The platform's own tenant, users, providers and templates. */
export function writePlatform({ batch, calendar, cipher }: Book): { platform: Platform; templates: GlobalTemplates } {
  const random = new Random(marks.platformSlug);
  const since = calendar.month(-15);
  const id = random.uuid();
  batch.add(tables.tenant, {
    id,
    tenantId: id,
    refId: random.ulid(since),
    createdAt: since.toISOString(),
    slug: marks.platformSlug,
    name: 'LeadMetrics',
    plan: 'enterprise',
    status: 'active',
    dataPrivacyLevel: 'cloud_ok',
    deploymentMode: 'saas',
    activePlatforms: [],
    currentMonthSpendUsd: '0',
    contractAcceptedAt: since.toISOString(),
  });
  const platform = addPlatformUsers(batch, random, calendar, id);
  addProviders(batch, random, calendar, platform.superAdmin, cipher);
  return { platform, templates: addGlobalTemplates(batch, random, calendar, platform.superAdmin) };
}

/** One tenant's whole story. */
export async function writeTenant(
  book: Book,
  profile: Profile,
  { platform, templates }: { platform: Platform; templates: GlobalTemplates },
  contract: ContractTemplate,
): Promise<void> {
  const stage = openStage(book, profile, platform);
  await addContracts(stage, contract, platform.superAdmin);
  addBillingEvents(stage);
  addApiClient(stage);
  addTenantTemplates(stage, templates);
  addAgentConfigs(stage);
  if (profile.extent === 'full') writeYear(stage, templates);
  else if (profile.extent === 'starting') writeFirstWeek(stage, templates);
}

function openStage(book: Book, profile: Profile, platform: Platform): Stage {
  const { batch, calendar } = book;
  const random = new Random(profile.slug);
  const since = profile.extent === 'starting' ? calendar.daysAgo(9.2) : calendar.month(-13);
  const id = random.uuid();
  const starting = profile.extent === 'starting';
  const tenant = batch.add(tables.tenant, {
    id,
    tenantId: id,
    refId: random.ulid(since),
    createdAt: since.toISOString(),
    createdById: platform.superAdmin,
    slug: profile.slug,
    name: profile.name,
    industry: profile.industry,
    website: `https://www.${profile.slug}.example`,
    plan: profile.plan,
    status: profile.status,
    dataPrivacyLevel: profile.dataPrivacyLevel,
    deploymentMode: profile.deploymentMode,
    activePlatforms: [...profile.activePlatforms],
    monthlySpendCapUsd: profile.monthlySpendCapUsd,
    currentMonthSpendUsd: '0',
    razorpayCustomerId: `cust_${random.hex(14)}`,
    razorpaySubscriptionId: starting ? null : `sub_${random.hex(14)}`,
  });
  const people = addUsers(batch, random, since, calendar.now, profile, id, platform.superAdmin);
  return { ...book, profile, tenant, people, random: (room) => new Random(`${profile.slug} ${room}`) };
}

/** Twelve months of three strategies, with content, links, leads and advertising. */
function writeYear(stage: Stage, templates: GlobalTemplates): void {
  const strategies = addStrategies(stage, templates);
  const { archived, active } = strategies;
  addOnboarding(stage);
  addStrategyGate(stage, active);
  const goal = (key: string) => active.goals.get(key) ?? '';
  addSessions(stage, [
    ['copywriter', goal('traffic')],
    ['seo_specialist', goal('links')],
    ['social_media_manager', goal('followers')],
    ['data_analyst', goal('leads')],
  ]);
  addDeliverableWork(stage, strategies);
  const channels = addChannels(stage);
  addBlog(stage, active, channels);
  addSocial(stage, active, channels);
  addBacklinks(stage);
  const campaigns = addCampaigns(stage, channels);
  addSearchTerms(stage, campaigns);
  addClassifications(stage, campaigns);
  addRecommendations(stage, campaigns);
  addLeads(stage, leadsOfTenant, channels, campaigns);
  addLeadFollowUp(stage);
  addOtherWork(stage, activitiesOfTenant);
  settlePeriods(stage, [archived, active]);
  addRuns(stage);
}

/** Onboarding in review, a first strategy that waits for its approval, two channels and a few leads. */
function writeFirstWeek(stage: Stage, templates: GlobalTemplates): void {
  addOnboarding(stage);
  addStrategyGate(stage, addFirstStrategy(stage, templates));
  const channels = addChannels(stage);
  addLeads(stage, 8, channels, []);
  addRuns(stage);
}
