import {
  tables,
  type ChannelPlatform,
  type ChannelRow,
  type ChannelStatus,
  type ChannelType,
} from '../../platform/database/tables.ts';
import { addDays, monthOf } from './calendar.ts';
import type { Draft } from './insert-rows.ts';
import type { Profile } from './profiles.ts';
import { bornIn, changed, type Stage } from './stage.ts';
import { addActivity } from './work.ts';

/** A tenant's channels by platform; no platform twice. */
export type Channels = ReadonlyMap<ChannelPlatform, Draft<ChannelRow>>;

interface Connection {
  readonly platform: ChannelPlatform;
  readonly type: ChannelType;
  readonly label: string;
  readonly url: (profile: Profile) => string | null;
  readonly scopes: readonly string[];
  readonly status: ChannelStatus;
  /** Days until its token expires; null where it does not. */
  readonly expiresInDays: number | null;
  readonly followers: number | null;
}

const site = ({ slug }: Profile) => `https://www.${slug}.example`;

/** Connected, expired, failing and disconnected ones; the first two are what a starting tenant has. */
const connections: readonly Connection[] = [
  {
    platform: 'linkedin',
    type: 'social',
    label: 'LinkedIn page',
    url: ({ slug }) => `https://www.linkedin.com/company/${slug}`,
    scopes: ['w_member_social', 'r_organization_social'],
    status: 'connected',
    expiresInDays: 41,
    followers: 5_120,
  },
  {
    platform: 'wordpress',
    type: 'cms',
    label: 'blog',
    url: (profile) => `${site(profile)}/blog`,
    scopes: ['posts:write'],
    status: 'connected',
    expiresInDays: null,
    followers: null,
  },
  {
    platform: 'facebook',
    type: 'social',
    label: 'Facebook page',
    url: ({ slug }) => `https://www.facebook.com/${slug}`,
    scopes: ['pages_manage_posts'],
    status: 'connected',
    expiresInDays: 0.03,
    followers: 2_240,
  },
  {
    platform: 'instagram',
    type: 'social',
    label: 'Instagram profile',
    url: ({ slug }) => `https://www.instagram.com/${slug}`,
    scopes: ['instagram_content_publish'],
    status: 'expired',
    expiresInDays: -2,
    followers: 1_310,
  },
  {
    platform: 'x_twitter',
    type: 'social',
    label: 'X account',
    url: ({ slug }) => `https://x.com/${slug.replaceAll('-', '')}`,
    scopes: [],
    status: 'revoked',
    expiresInDays: null,
    followers: 640,
  },
  {
    platform: 'google_business_profile',
    type: 'local',
    label: 'Google Business Profile',
    url: () => null,
    scopes: ['business.manage'],
    status: 'connected',
    expiresInDays: 9,
    followers: null,
  },
  {
    platform: 'google_search_console',
    type: 'analytics',
    label: 'Search Console',
    url: site,
    scopes: ['webmasters.readonly'],
    status: 'connected',
    expiresInDays: 25,
    followers: null,
  },
  {
    platform: 'google_analytics',
    type: 'analytics',
    label: 'Analytics property',
    url: () => null,
    scopes: ['analytics.readonly'],
    status: 'error',
    expiresInDays: 25,
    followers: null,
  },
  {
    platform: 'mailchimp',
    type: 'email',
    label: 'Mailchimp audience',
    url: () => null,
    scopes: ['campaigns'],
    status: 'connected',
    expiresInDays: null,
    followers: 3_480,
  },
  {
    platform: 'google_ads',
    type: 'ads',
    label: 'Google Ads account',
    url: () => null,
    scopes: ['adwords'],
    status: 'connected',
    expiresInDays: 12,
    followers: null,
  },
  {
    platform: 'meta_ads',
    type: 'ads',
    label: 'Meta Ads account',
    url: () => null,
    scopes: ['ads_management'],
    status: 'connected',
    expiresInDays: 33,
    followers: null,
  },
];

const complaints: Readonly<Partial<Record<ChannelStatus, string>>> = {
  expired: 'the refresh token was refused: invalid_grant',
  error: 'the property answers 403 insufficient permissions',
};

/**
 * Connects the tenant's channels, scores them month by month and raises an alert for each that stopped
 * (docs/data-model.md#token-refresh).
 */
export function addChannels(stage: Stage): Channels {
  const { profile } = stage;
  const wanted = profile.extent === 'full' ? connections : connections.slice(0, 2);
  const channels = new Map<ChannelPlatform, Draft<ChannelRow>>();
  for (const connection of wanted) {
    const channel = addChannel(stage, connection);
    channels.set(connection.platform, channel);
    if (
      profile.extent === 'full' &&
      (connection.type === 'social' || connection.type === 'local' || connection.type === 'cms')
    ) {
      addScores(stage, channel);
    }
    if (connection.status === 'expired' || connection.status === 'error') addAlert(stage, channel);
  }
  return channels;
}

function addChannel(stage: Stage, connection: Connection): Draft<ChannelRow> {
  const { batch, people, profile, tenant, calendar, cipher } = stage;
  const random = stage.random(`channel ${connection.platform}`);
  const since = addDays(new Date(tenant.createdAt), 4 + random.fraction() * 3);
  const connectedAt = calendar.notAfterNow(since);
  const verifiedAt =
    connection.status === 'connected' ? calendar.hoursAgo(random.fraction()) : calendar.daysAgo(2 + random.fraction());
  const externalId = String(random.integer(10_000_000, 99_999_999));
  const channel = batch.add(tables.channel, {
    ...bornIn(stage, random, connectedAt, people.admin),
    ...(connection.status === 'revoked' ? changed(calendar.daysAgo(33), people.admin) : {}),
    platform: connection.platform,
    channelType: connection.type,
    name: `${profile.name} ${connection.label}`,
    externalId,
    externalUrl: connection.url(profile),
    tokenExpiresAt:
      connection.expiresInDays === null ? null : calendar.daysAgo(-connection.expiresInDays).toISOString(),
    scopes: [...connection.scopes],
    metadata: {
      pageId: externalId,
      followersCount: connection.followers,
      avatarUrl: `https://assets.${profile.slug}.example/avatar-${connection.platform}.png`,
    },
    status: connection.status,
    lastVerifiedAt: calendar.notAfterNow(verifiedAt).toISOString(),
    errorMessage: complaints[connection.status] ?? null,
  });
  if (cipher === null || connection.status === 'revoked') return channel;
  const { name: table, columns } = tables.channel;
  const sealed = (column: string) =>
    cipher.encrypt(`demo-${random.hex(40)}`, { table, column, row: channel.refId, tenant: tenant.id });
  channel.accessToken = sealed(columns.accessToken.name);
  channel.refreshToken = sealed(columns.refreshToken.name);
  return channel;
}

/** One score a month for eight months, the last of them the channel's own (docs/api-contract.md#i-38). */
function addScores(stage: Stage, channel: Draft<ChannelRow>): void {
  const { batch, people, calendar } = stage;
  const random = stage.random(`scores ${channel.refId}`);
  let score = random.integer(42, 58);
  for (let month = -7; month <= 0; month += 1) {
    const scoredAt = calendar.notAfterNow(addDays(calendar.month(month), 1.1));
    const parts = { completeness: Math.min(100, score + 12), activity: score, engagement: Math.max(0, score - 12) };
    batch.add(tables.channelScore, {
      ...bornIn(stage, random, scoredAt, people.service),
      channelId: channel.id,
      score,
      breakdown: Object.fromEntries(Object.entries(parts).map(([name, value]) => [name, { value, max: 100 }])),
      scoringCriteria: { rubric: `${channel.platform} v2`, windowDays: 30 },
      scoredAt: scoredAt.toISOString(),
      period: monthOf(calendar.month(month)),
    });
    Object.assign(channel, {
      scorePrevious: channel.score ?? null,
      score,
      scoreBreakdown: parts,
      scoreCalculatedAt: scoredAt.toISOString(),
    });
    score = Math.min(96, Math.max(30, score + random.integer(-3, 6)));
  }
}

function addAlert(stage: Stage, channel: Draft<ChannelRow>): void {
  const { people, calendar } = stage;
  addActivity(stage, {
    title: `Reconnect ${channel.name}`,
    type: 'other',
    by: { person: channel.status === 'expired' ? people.reviewers[0] : people.admin },
    status: 'created',
    createdAt: calendar.daysAgo(channel.status === 'expired' ? 1.9 : 1.2),
    subject: { type: 'Channel', refId: channel.refId },
    more: { priority: 'urgent' },
  });
}
