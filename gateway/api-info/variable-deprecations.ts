import { getNamedType, typeFromAST, type GraphQLSchema, type OperationDefinitionNode } from 'graphql';
import { deprecationsOf } from './deprecations.ts';
import { inputElementsOf, type SchemaElement } from './schema-elements.ts';

/** An enum value or input field that is deprecated, or behind which something is. */
interface Part {
  /** Null where only something behind it is deprecated. */
  readonly deprecated: string | null;
  /** Of its type, where that leads to something deprecated. */
  readonly within: Parts | undefined;
}

/** Those of an input type, by name. */
type Parts = ReadonlyMap<string, Part>;

/** A variable in whose values something deprecated may stand. */
export interface DeprecatingVariable {
  readonly name: string;
  readonly parts: Parts;
}

const known = new WeakMap<GraphQLSchema, ReadonlyMap<string, Parts>>();

/** Those variables of an operation whose type leads to a deprecated enum value or input field; none as a rule. */
export function deprecatingVariables(
  api: GraphQLSchema,
  { variableDefinitions = [] }: OperationDefinitionNode,
): readonly DeprecatingVariable[] {
  const leading = leadingTypes(api);
  if (leading.size === 0) return [];
  return variableDefinitions.flatMap(({ variable, type }) => {
    const parts = leading.get(getNamedType(typeFromAST(api, type))?.name ?? '');
    return parts === undefined ? [] : [{ name: variable.name.value, parts }];
  });
}

/**
 * Coordinates of the deprecated elements that stand in the values of variables, each once.
 * @param values as the client sent them: where they are coerced, defaults of the schema look like uses of its own
 */
export function deprecationsIn(
  variables: readonly DeprecatingVariable[],
  values: Readonly<Record<string, unknown>>,
): readonly string[] {
  const used = new Set<string>();
  const open = variables.flatMap(({ name, parts }): [unknown, Parts][] =>
    Object.hasOwn(values, name) ? [[values[name], parts]] : [],
  );
  // A list of things to do, not calls within calls: how deep a value is, its sender decides.
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [value, parts] = next;
    if (Array.isArray(value)) for (const item of value) open.push([item, parts]);
    else if (typeof value === 'string') note(parts.get(value));
    else if (typeof value === 'object' && value !== null)
      for (const [name, inner] of Object.entries(value)) {
        const part = parts.get(name);
        note(part);
        if (part?.within !== undefined) open.push([inner, part.within]);
      }
  }
  return [...used];

  function note(part: Part | undefined): void {
    if (part !== undefined && part.deprecated !== null) used.add(part.deprecated);
  }
}

/** Input types that lead to something deprecated, through themselves too, by name; found once. */
function leadingTypes(api: GraphQLSchema): ReadonlyMap<string, Parts> {
  let types = known.get(api);
  if (types === undefined) known.set(api, (types = findLeadingTypes(api)));
  return types;
}

function findLeadingTypes(api: GraphQLSchema): ReadonlyMap<string, Parts> {
  const deprecated = new Set(deprecationsOf(api).map(({ coordinate }) => coordinate));
  const found = new Map<string, Map<string, Part>>();
  if (deprecated.size === 0) return found;
  const types = Object.values(api.getTypeMap()).map((type) => ({ type, elements: inputElementsOf(type) }));
  const within = ({ type }: SchemaElement) => found.get(getNamedType(type)?.name ?? '');
  const leads = (element: SchemaElement): boolean =>
    deprecated.has(element.coordinate) || within(element) !== undefined;
  // Each round finds the types that hold those of the round before.
  for (let before = -1; before < found.size;) {
    before = found.size;
    for (const { type, elements } of types)
      if (!found.has(type.name) && elements.some(leads)) found.set(type.name, new Map());
  }
  for (const { type, elements } of types)
    for (const element of elements.filter(leads))
      found.get(type.name)?.set(element.name, {
        deprecated: deprecated.has(element.coordinate) ? element.coordinate : null,
        within: within(element),
      });
  return found;
}
