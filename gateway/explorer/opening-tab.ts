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

/** GraphiQL's opening contents: the first example on a first visit, nothing later, when the user's own tabs come back. */
export function openingTab(examples: readonly Example[]): { initialQuery?: string; initialVariables?: string } {
  const [first] = examples;
  if (first === undefined || hasTabs()) return {};
  return { initialQuery: first.query, initialVariables: variablesText(first) };
}

/** An example's variables as the editor shows them; empty when it has none. */
export function variablesText({ variables }: Example): string {
  return variables === undefined || Object.keys(variables).length === 0 ? '' : JSON.stringify(variables, null, 2);
}

function hasTabs(): boolean {
  try {
    return localStorage.getItem(TABS) !== null;
  } catch {
    return false;
  }
}
