import type { BlogPostStatus, RequestStatus } from '../../platform/database/tables.ts';

/** One blog post as a story: how far it is, and in which month of the plan; without a month it is ad hoc. */
export interface BlogUnit {
  readonly state: BlogPostStatus | 'pending_request' | 'rejected_request' | 'draft_request';
  readonly month: number | null;
}

/** Every state of requests and posts; the months before are done. */
export const blogUnits: readonly BlogUnit[] = [
  ...Array.from({ length: 2 }, () => ({ state: 'published', month: -2 }) as const),
  ...Array.from({ length: 2 }, () => ({ state: 'published', month: -1 }) as const),
  { state: 'rejected_request', month: -1 },
  { state: 'published', month: 0 },
  { state: 'scheduled', month: 0 },
  { state: 'review', month: 0 },
  { state: 'writing', month: 0 },
  { state: 'approved', month: 0 },
  { state: 'draft', month: 0 },
  { state: 'scheduled', month: null },
  { state: 'rejected', month: null },
  { state: 'pending_request', month: 0 },
  { state: 'pending_request', month: null },
  { state: 'draft_request', month: null },
];

/**
 * What the request is, when its post is that far (docs/api-contract.md#16-state-machines: IN_PROGRESS at the first edit,
 * COMPLETED when published).
 */
export function requestStatusOf(state: BlogUnit['state']): RequestStatus {
  switch (state) {
    case 'draft_request':
      return 'draft';
    case 'pending_request':
      return 'pending_approval';
    case 'rejected_request':
      return 'rejected';
    case 'draft':
      return 'approved';
    case 'published':
      return 'completed';
    default:
      return 'in_progress';
  }
}

/** How many of the four steps behind an approved request (research, write, review, publish) are done. */
export const stepsDone: Readonly<Record<BlogPostStatus, number>> = {
  draft: 0,
  writing: 1,
  rejected: 2,
  review: 2,
  approved: 3,
  scheduled: 3,
  published: 4,
};

const titles: readonly ((theme: string) => string)[] = [
  (theme) => `How to choose ${theme}: a buyer's checklist`,
  (theme) => `The real cost of ${theme}`,
  (theme) => `Seven mistakes with ${theme}, and how to avoid them`,
  (theme) => `A beginner's guide to ${theme}`,
  (theme) => `${theme.charAt(0).toUpperCase()}${theme.slice(1)}: five questions to ask before you sign`,
];

/** A title that no other unit of the tenant has. */
export function titleOfUnit(themes: readonly string[], index: number): { title: string; keyword: string } {
  const keyword = themes[index % themes.length] ?? '';
  const round = Math.floor(index / themes.length) + (index % titles.length);
  return { keyword, title: titles[round % titles.length]?.(keyword) ?? keyword };
}

/** The whole text of a post. */
export function articleOf(title: string, keyword: string, audience: string): string {
  const paragraph = `Most ${audience} meet ${keyword} when something has already gone wrong. It is cheaper to decide before: write down what a bad day costs, which signals would have announced it, and who would have acted on them.`;
  return [
    `# ${title}`,
    paragraph,
    `## Why ${keyword} now`,
    `Prices fell, suppliers consolidated, and customers ask for proof. Three questions decide whether ${keyword} pays: how often, how long and how much.`,
    '## What to ask a supplier',
    '- Which results did a company of our size see after six months?\n- What happens to our data when we leave?\n- Who answers when it stops at night?',
    '## Where to begin',
    `Begin with one line, one site or one menu, and measure it for a month. ${paragraph}`,
  ].join('\n\n');
}
