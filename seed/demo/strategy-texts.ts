import type { DeliverableCadence, DeliverableType, GoalPeriod, GoalStatus } from '../../platform/database/tables.ts';

/** A goal as a strategy names it; its values are baseline, target and today's. */
export interface GoalText {
  readonly key: string;
  readonly name: string;
  readonly metric: string;
  readonly values: readonly [baseline: string | null, target: string, current: string | null];
  readonly period: GoalPeriod;
  readonly status: GoalStatus;
  readonly removed?: true;
}

/** A deliverable under the goal of that key. */
export interface DeliverableText {
  readonly key: string;
  readonly goal: string;
  readonly type: DeliverableType;
  readonly name: string;
  readonly quantity: number;
  readonly period: DeliverableCadence;
  readonly platforms: readonly string[];
  readonly template?: DeliverableType;
  readonly inactive?: true;
  readonly removed?: true;
}

/** Goals and deliverables of the strategies, the highest goal first. */
export interface StrategyText {
  readonly summary: string;
  readonly goals: readonly GoalText[];
  readonly deliverables: readonly DeliverableText[];
}

export const archived: StrategyText = {
  summary: 'Be found for the basics: a steady blog and the first links from trade sites.',
  goals: [
    {
      key: 'traffic',
      name: 'Start organic traffic',
      metric: 'organic_sessions',
      values: ['1200.00', '4000.00', '4210.00'],
      period: 'monthly',
      status: 'achieved',
    },
    {
      key: 'links',
      name: 'Win the first trade links',
      metric: 'referring_domains',
      values: ['40.00', '120.00', '96.00'],
      period: 'quarterly',
      status: 'paused',
    },
  ],
  deliverables: [
    {
      key: 'blog',
      goal: 'traffic',
      type: 'blog_posts',
      name: 'Two blog posts a month',
      quantity: 2,
      period: 'monthly',
      platforms: ['website'],
      template: 'blog_posts',
    },
    {
      key: 'backlinks',
      goal: 'links',
      type: 'backlinks',
      name: 'One trade link a month',
      quantity: 1,
      period: 'monthly',
      platforms: ['website'],
      template: 'backlinks',
    },
  ],
};

/** Among the goals: one achieved, one worse than at its start, one to hold its level, one without a value, one removed. */
export const active: StrategyText = {
  summary:
    'Own the questions that buyers ask before they call: answer them on the blog, carry the answers to LinkedIn, and let ads pay only for terms that convert.',
  goals: [
    {
      key: 'traffic',
      name: 'Increase organic website traffic',
      metric: 'organic_sessions',
      values: ['4200.00', '10000.00', '7350.00'],
      period: 'monthly',
      status: 'on_track',
    },
    {
      key: 'leads',
      name: 'Win more qualified leads',
      metric: 'marketing_qualified_leads',
      values: ['35.00', '90.00', '61.00'],
      period: 'monthly',
      status: 'on_track',
    },
    {
      key: 'links',
      name: 'Be linked by the trade press',
      metric: 'referring_domains',
      values: ['118.00', '200.00', '104.00'],
      period: 'quarterly',
      status: 'at_risk',
    },
    {
      key: 'followers',
      name: 'Grow the LinkedIn page',
      metric: 'linkedin_followers',
      values: ['2100.00', '5000.00', '5120.00'],
      period: 'annual',
      status: 'achieved',
    },
    {
      key: 'ads',
      name: 'Convert more from search ads',
      metric: 'google_ads_conversions',
      values: ['40.00', '75.00', '52.00'],
      period: 'quarterly',
      status: 'active',
    },
    {
      key: 'rank',
      name: 'Hold the domain rating',
      metric: 'domain_rating',
      values: ['45.00', '45.00', '45.00'],
      period: 'annual',
      status: 'on_track',
    },
    {
      key: 'mail',
      name: 'Make newsletters worth a click',
      metric: 'email_click_rate',
      values: ['2.10', '3.50', null],
      period: 'quarterly',
      status: 'paused',
    },
    {
      key: 'podcast',
      name: 'Start a podcast',
      metric: 'podcast_downloads',
      values: ['0.00', '1500.00', '0.00'],
      period: 'annual',
      status: 'active',
      removed: true,
    },
  ],
  deliverables: [
    {
      key: 'blog',
      goal: 'traffic',
      type: 'blog_posts',
      name: 'Monthly blog posts',
      quantity: 6,
      period: 'monthly',
      platforms: ['website'],
      template: 'blog_posts',
    },
    {
      key: 'social',
      goal: 'followers',
      type: 'social_posts',
      name: 'Monthly social posts',
      quantity: 6,
      period: 'monthly',
      platforms: ['linkedin', 'meta'],
      template: 'social_posts',
    },
    {
      key: 'backlinks',
      goal: 'links',
      type: 'backlinks',
      name: 'Monthly trade links',
      quantity: 2,
      period: 'monthly',
      platforms: ['website'],
      template: 'backlinks',
    },
    {
      key: 'newsletter',
      goal: 'leads',
      type: 'email_newsletters',
      name: 'Monthly newsletter',
      quantity: 1,
      period: 'monthly',
      platforms: ['email'],
    },
    {
      key: 'report',
      goal: 'leads',
      type: 'performance_reports',
      name: 'Monthly performance report',
      quantity: 1,
      period: 'monthly',
      platforms: [],
      template: 'performance_reports',
    },
    {
      key: 'ads',
      goal: 'ads',
      type: 'ad_copy_sets',
      name: 'Monthly ad copy set',
      quantity: 1,
      period: 'monthly',
      platforms: ['google', 'meta'],
    },
    {
      key: 'audit',
      goal: 'traffic',
      type: 'website_audit',
      name: 'Quarterly website audit',
      quantity: 1,
      period: 'quarterly',
      platforms: ['website'],
    },
    {
      key: 'profile',
      goal: 'leads',
      type: 'gbp_posts',
      name: 'Google Business posts (on hold)',
      quantity: 0,
      period: 'monthly',
      platforms: ['google'],
    },
    {
      key: 'landing',
      goal: 'ads',
      type: 'landing_pages',
      name: 'Campaign landing pages',
      quantity: 1,
      period: 'quarterly',
      platforms: ['website'],
      inactive: true,
    },
    {
      key: 'video',
      goal: 'followers',
      type: 'video_scripts',
      name: 'Monthly video script',
      quantity: 1,
      period: 'monthly',
      platforms: ['linkedin'],
      inactive: true,
      removed: true,
    },
  ],
};

export const draft: StrategyText = {
  summary: 'Next year: fewer topics, deeper answers, and the first steps into two new markets.',
  goals: [
    {
      key: 'traffic',
      name: 'Organic traffic from new markets',
      metric: 'organic_sessions',
      values: ['0.00', '3000.00', null],
      period: 'monthly',
      status: 'active',
    },
    {
      key: 'leads',
      name: 'Qualified leads from new markets',
      metric: 'marketing_qualified_leads',
      values: ['0.00', '25.00', null],
      period: 'monthly',
      status: 'active',
    },
  ],
  deliverables: [
    {
      key: 'blog',
      goal: 'traffic',
      type: 'blog_posts',
      name: 'Monthly blog posts, new markets',
      quantity: 4,
      period: 'monthly',
      platforms: ['website'],
      template: 'blog_posts',
    },
    {
      key: 'landing',
      goal: 'leads',
      type: 'landing_pages',
      name: 'Landing page a market',
      quantity: 1,
      period: 'quarterly',
      platforms: ['website'],
    },
  ],
};
