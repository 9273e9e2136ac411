import type { Example } from './explorer-config.ts';

/** Where GraphiQL keeps its tabs between two visits. */
const TABS = 'graphiql:tabState';

/** What the first tab holds where there is no example to open with. */
export const WELCOME = `# Write an operation here: the editor completes it from the schema (Ctrl-Space) and checks it as you type.
# Ctrl-Enter runs it. The schema, with every description, is behind the first icon on the left.

{
  __typename
}
`;

/**
 * GraphiQL's opening contents: the first example on a first visit, later what the user left, as after signing in. GraphiQL keeps
 * all of a tab and by itself brings back only its text.
 */
export function openingTab(examples: readonly Example[]): { initialQuery?: string; initialVariables?: string } {
  const [first] = examples;
  const left = lastTab();
  if (left !== null) return left;
  return first === undefined ? {} : { initialQuery: first.query, initialVariables: variablesText(first) };
}

/** An example's variables as the editor shows them; empty when it has none. */
export function variablesText({ variables }: Example): string {
  return variables === undefined || Object.keys(variables).length === 0 ? '' : JSON.stringify(variables, null, 2);
}

/** Contents of the user's last tab; null on a first visit, or where it cannot be read. */
function lastTab(): { initialQuery: string; initialVariables: string } | null {
  try {
    const { tabs, activeTabIndex } = JSON.parse(localStorage.getItem(TABS) ?? '') as StoredTabs; // else it throws below
    const { query, variables } = tabs[activeTabIndex] ?? {};
    return { initialQuery: query ?? '', initialVariables: variables ?? '' };
  } catch {
    return null;
  }
}

interface StoredTabs {
  readonly tabs: readonly { readonly query?: string | null; readonly variables?: string | null }[];
  readonly activeTabIndex: number;
}
