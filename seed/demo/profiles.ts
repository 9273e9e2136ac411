import type { DataPrivacyLevel, DeploymentMode, Plan, TenantStatus } from '../../platform/database/tables.ts';

/** How much of a tenant's story there is: all of it, its first week, or only what is left when it stopped paying. */
export type Extent = 'full' | 'starting' | 'suspended';

/** One demo tenant: its own words, from which titles, keywords, leads and search terms are made. */
export interface Profile {
  readonly slug: string;
  readonly name: string;
  readonly extent: Extent;
  readonly industry: string;
  readonly plan: Plan;
  readonly status: TenantStatus;
  readonly dataPrivacyLevel: DataPrivacyLevel;
  readonly deploymentMode: DeploymentMode;
  readonly activePlatforms: readonly string[];
  readonly monthlySpendCapUsd: string;
  readonly city: string;
  /** Monthly fee in paise. */
  readonly feePaise: number;
  /** Whom it sells to. */
  readonly audience: string;
  /** What it writes and advertises about. */
  readonly themes: readonly string[];
  /** Names of people: admin, member, analyst, two reviewers, one invited, one gone. */
  readonly names: readonly [string, string, string, string, string, string, string];
  /** How many calls its agents have made of language models. */
  readonly llmCalls: number;
}

export const profiles: readonly Profile[] = [
  {
    slug: 'acme-corp',
    name: 'Acme Corp',
    extent: 'full',
    industry: 'Industrial IoT',
    plan: 'agency',
    status: 'active',
    dataPrivacyLevel: 'cloud_ok',
    deploymentMode: 'saas',
    activePlatforms: ['google', 'meta', 'linkedin', 'email'],
    monthlySpendCapUsd: '250.0000',
    city: 'Pune',
    feePaise: 4_999_900,
    audience: 'maintenance and plant managers of mid-sized manufacturers',
    themes: [
      'predictive maintenance',
      'vibration sensors',
      'condition monitoring',
      'OEE dashboards',
      'machine downtime tracking',
      'factory energy monitoring',
      'edge gateways',
      'CNC monitoring',
      'compressed air leak detection',
      'maintenance planning',
    ],
    names: [
      'Priya Raman',
      'Daniel Okafor',
      'Ingrid Solberg',
      'Marta Lindqvist',
      'Tomasz Zielinski',
      'Aisha Rahman',
      'Colin Mercer',
    ],
    llmCalls: 10_000,
  },
  {
    slug: 'northwind-traders',
    name: 'Northwind Traders',
    extent: 'full',
    industry: 'Speciality food wholesale',
    plan: 'pro',
    status: 'active',
    dataPrivacyLevel: 'cloud_ok',
    deploymentMode: 'saas',
    activePlatforms: ['google', 'meta', 'linkedin', 'email'],
    monthlySpendCapUsd: '180.0000',
    city: 'Chennai',
    feePaise: 2_499_900,
    audience: 'buyers at hotels, restaurants and caterers',
    themes: [
      'wholesale coffee',
      'restaurant supply',
      'private label tea',
      'bulk spices',
      'food import compliance',
      'cold chain delivery',
      'HoReCa purchasing',
      'organic olive oil',
      'catering stock planning',
      'menu costing',
    ],
    names: ['Anita Desai', 'Luis Herrera', 'Yuki Tanaka', 'Grace Mbeki', 'Paul Lefevre', 'Ravi Menon', 'Helen Strand'],
    llmCalls: 10_000,
  },
  {
    slug: 'globex-labs',
    name: 'Globex Labs',
    extent: 'starting',
    industry: 'Clinical diagnostics',
    plan: 'enterprise',
    status: 'trialing',
    dataPrivacyLevel: 'local_only',
    deploymentMode: 'on_prem',
    activePlatforms: ['google', 'linkedin'],
    monthlySpendCapUsd: '50.0000',
    city: 'Bengaluru',
    feePaise: 9_999_900,
    audience: 'laboratory directors of private hospitals',
    themes: ['laboratory automation', 'sample tracking', 'point of care testing', 'laboratory accreditation'],
    names: ['Nadia Haddad', 'Oscar Lund', 'Meera Iyer', 'Ben Archer', 'Chloe Martin', 'Ivan Petrov', 'Sara Klein'],
    llmCalls: 240,
  },
  {
    slug: 'initech-media',
    name: 'Initech Media',
    extent: 'suspended',
    industry: 'Trade publishing',
    plan: 'pro',
    status: 'suspended',
    dataPrivacyLevel: 'cloud_ok',
    deploymentMode: 'saas',
    activePlatforms: ['email'],
    monthlySpendCapUsd: '60.0000',
    city: 'Hyderabad',
    feePaise: 2_499_900,
    audience: 'editors of trade magazines',
    themes: ['trade magazines', 'reader surveys'],
    names: ['Farah Qureshi', 'Jonas Weber', 'Lina Costa', 'Mark Doyle', 'Eva Novak', 'Kiran Rao', 'Tess Hoffman'],
    llmCalls: 0,
  },
];

/** `How to choose vibration sensors` begins with a capital, whatever the theme does. */
export function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** `what-predictive-maintenance-costs` */
export function slugOf(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');
}
