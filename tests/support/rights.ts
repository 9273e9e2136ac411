import { activities } from './rights/activities.ts';
import { ads } from './rights/ads.ts';
import { content } from './rights/content.ts';
import { crm } from './rights/crm.ts';
import type { Rights } from './rights/line.ts';
import { seo } from './rights/seo.ts';
import { strategy } from './rights/strategy.ts';
import { tenancy } from './rights/tenancy.ts';

export type { Line } from './rights/line.ts';

/**
 * The contract's matrix (docs/api-contract.md#17-rights) by subgraph, written from the contract alone and not from the policy,
 * which it tests.
 */
export const rights: Readonly<Record<string, Rights>> = { tenancy, strategy, activities, content, seo, crm, ads };
