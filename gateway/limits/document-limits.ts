import {
  Kind,
  OperationTypeNode,
  parse,
  visit,
  type DefinitionNode,
  type DocumentNode,
  type SelectionSetNode,
} from 'graphql';
import type { Limits } from '../../platform/config/limits.ts';
import { graphError } from '../../platform/errors/graph-error.ts';
import { nestedTokens } from '../graphql-tokens.ts';

/** How large a document may be; each refusal names its limit. */
export type DocumentLimits = Limits['document'];

const words: Readonly<Record<keyof DocumentLimits, string>> = {
  characters: 'characters',
  tokens: 'tokens',
  operations: 'operations',
  fragments: 'fragments',
  aliases: 'aliases',
  directives: 'directives',
  rootFields: 'fields at its root',
  fields: 'fields, counted wherever a fragment puts them',
  depth: 'levels within each other',
};

/**
 * Checks a document's size before anything is made of it. The work is bounded by the limits, not by the text: tokens are counted
 * before the parser, which recurses, sees them, and a fragment is measured once, however often it is spread.
 * @throws QUERY_TOO_COSTLY, with HTTP 400, for the first limit that it passes; of a text that is no document nothing is said
 */
export function requireWithin(text: string, limits: DocumentLimits): DocumentFacts {
  const require = (limit: keyof DocumentLimits, count: number): void => {
    if (count > limits[limit]) throw tooLarge(limit, limits[limit]);
  };
  require('characters', text.length);
  if (!scan(text, require)) return unknown;
  const document = parsed(text);
  if (document === null) return unknown;
  countNodes(document, require);
  measureOperations(document, require);
  return { mutates: document.definitions.some(isMutation) };
}

/** What is known of a document before it is validated. */
export interface DocumentFacts {
  /** Whether an operation of it is a mutation. */
  readonly mutates: boolean;
}

/** Of a text that is no document. */
const unknown: DocumentFacts = { mutates: false };

function isMutation(definition: DefinitionNode): boolean {
  return definition.kind === Kind.OPERATION_DEFINITION && definition.operation === OperationTypeNode.MUTATION;
}

type Require = (limit: keyof DocumentLimits, count: number) => void;

function tooLarge(limit: keyof DocumentLimits, maximum: number): Error {
  return graphError('QUERY_TOO_COSTLY', `the document has more than ${maximum} ${words[limit]}; expected fewer`, {
    limit,
    maximum,
    http: { status: 400 },
  });
}

/** Whether the text consists of tokens, which are counted. A selection's arguments may stand deeper than its fields. */
function scan(text: string, require: Require): boolean {
  let tokens = 0;
  try {
    for (const { depth } of nestedTokens(text)) {
      require('tokens', (tokens += 1));
      require('depth', depth);
    }
  } catch (error) {
    if (isSyntaxError(error)) return false;
    throw error;
  }
  return true;
}

function parsed(text: string): DocumentNode | null {
  try {
    return parse(text, { noLocation: true });
  } catch (error) {
    if (isSyntaxError(error)) return null;
    throw error;
  }
}

/** The parser's and the lexer's own; ours have a code. Whoever reads the document next will tell of it. */
function isSyntaxError(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith('Syntax Error');
}

function countNodes(document: DocumentNode, require: Require): void {
  let [operations, fragments, aliases, directives] = [0, 0, 0, 0];
  visit(document, {
    OperationDefinition: () => require('operations', (operations += 1)),
    FragmentDefinition: () => require('fragments', (fragments += 1)),
    Field: ({ alias }) => {
      if (alias !== undefined) require('aliases', (aliases += 1));
    },
    Directive: () => require('directives', (directives += 1)),
  });
}

/** What a selection comes to where it is spread. */
interface Measure {
  /** Fields at its own level. */
  readonly width: number;
  readonly fields: number;
  readonly depth: number;
}

const nothing: Measure = { width: 0, fields: 0, depth: 0 };

function measureOperations(document: DocumentNode, require: Require): void {
  const sets = new Map<string, SelectionSetNode>();
  for (const definition of document.definitions)
    if (definition.kind === Kind.FRAGMENT_DEFINITION) sets.set(definition.name.value, definition.selectionSet);
  const known = new Map<string, Measure>();

  const fragment = (name: string): Measure => {
    const measured = known.get(name);
    if (measured !== undefined) return measured;
    // Stands for the fragment inside of itself: validation refuses the circle.
    known.set(name, nothing);
    const set = sets.get(name);
    const measure = set === undefined ? nothing : selection(set);
    known.set(name, measure);
    return measure;
  };
  const selection = ({ selections }: SelectionSetNode): Measure => {
    let [width, fields, depth] = [0, 0, 0];
    for (const node of selections) {
      if (node.kind === Kind.FIELD) {
        const below = node.selectionSet === undefined ? nothing : selection(node.selectionSet);
        width += 1;
        fields += 1 + below.fields;
        depth = Math.max(depth, 1 + below.depth);
      } else {
        const spread = node.kind === Kind.FRAGMENT_SPREAD ? fragment(node.name.value) : selection(node.selectionSet);
        width += spread.width;
        fields += spread.fields;
        depth = Math.max(depth, spread.depth);
      }
      require('fields', fields);
      require('depth', depth);
    }
    return { width, fields, depth };
  };

  for (const definition of document.definitions)
    if (definition.kind === Kind.OPERATION_DEFINITION) require('rootFields', selection(definition.selectionSet).width);
}
