import {
  getNamedType,
  isAbstractType,
  isCompositeType,
  isObjectType,
  type GraphQLCompositeType,
  type GraphQLSchema,
} from 'graphql';
import { areaOf, areaOfNode, areaOfType, rightTo, scopeFor, type Area } from '../../platform/policy/policy.ts';
import type { Viewer } from '../../platform/identity/viewer.ts';
import type { NormalSelection } from '../normalisation/normal-operation.ts';

/** Whoever asks, as far as it decides what may be read. */
export type Reader = Pick<Viewer, 'persona' | 'scopes'>;

/** Fields that answer with whatever row an id names: `areaOfNode` says who may read it there. */
const idFields: ReadonlySet<string> = new Set(['Query.node', 'Query.nodes']);

/**
 * Fields and types of an operation that a reader may read nothing of, each once, with what is missing: `Lead.email needs the scope
 * "personal:read"`. Of an interface's field every type that may stand there must be closed. The rights that the values of
 * filters ask for are known where rows are read, and told there.
 */
export function closedFields(
  schema: GraphQLSchema,
  reader: Reader,
  root: GraphQLCompositeType,
  selections: readonly NormalSelection[],
): string[] {
  const found = new Set<string>();
  const tell = (what: string, area: Area | undefined): void => {
    if (area !== undefined && rightTo(reader, area) === 'none') found.add(`${what} ${missing(reader, area)}`);
  };
  const visit = (parent: GraphQLCompositeType, some: readonly NormalSelection[], from: string): void => {
    const types = isAbstractType(parent) ? schema.getPossibleTypes(parent) : [parent];
    for (const selection of some) {
      if (selection.kind === 'fragment') {
        const { name } = selection.on;
        if (isObjectType(selection.on)) tell(name, idFields.has(from) ? nodeArea(name) : areaOfType[name]);
        visit(selection.on, selection.selections, from);
        continue;
      }
      const { definition, selections: below } = selection;
      if (definition.name.startsWith('__')) continue;
      const coordinate = `${parent.name}.${definition.name}`;
      const answer = getNamedType(definition.type);
      const asked = types.map(({ name }) => areaOf(name, definition.name, answer.name));
      if (asked.every((area) => area !== undefined && rightTo(reader, area) === 'none')) tell(coordinate, asked[0]);
      if (below !== null && isCompositeType(answer)) visit(answer, below, coordinate);
    }
  };
  visit(root, selections, '');
  return [...found];
}

/** Types that are no rows, such as parts of one, are guarded by none. */
function nodeArea(type: string): Area | undefined {
  return areaOfType[type] === undefined ? undefined : areaOfNode(type);
}

function missing(reader: Reader, area: Area): string {
  const scope = scopeFor(reader, area);
  return scope === null ? `is closed to the role ${reader.persona}` : `needs the scope "${scope}"`;
}
