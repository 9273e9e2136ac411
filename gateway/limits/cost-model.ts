import {
  Kind,
  parse,
  valueFromASTUntyped,
  type ConstDirectiveNode,
  type DefinitionNode,
  type FieldDefinitionNode,
  type InterfaceTypeDefinitionNode,
  type ObjectTypeDefinitionNode,
} from 'graphql';

/** Length of a list that a field answers with, or that stands below it, before anything is read (`@listSize`). */
export interface ListSize {
  /** Items where no argument says how many. */
  readonly assumed: number;
  /** Arguments that say how many; the largest counts. */
  readonly slicing: readonly string[];
  /** Fields below that are the list: `nodes` and `edges` of a connection; empty where the field is the list itself. */
  readonly sized: readonly string[];
}

/** A field's part in the cost of an operation. */
export interface FieldCost {
  /** Of one object or value that it answers with; undefined where the type's own weight counts. */
  readonly weight: number | undefined;
  readonly size: ListSize | undefined;
  /** Subgraphs that can answer it. */
  readonly subgraphs: readonly string[];
}

/** What a supergraph says of costs: `@cost`, `@listSize`, and which subgraph answers which field. */
export class CostModel {
  private readonly fields = new Map<string, FieldCost>();
  private readonly weights = new Map<string, number>();

  /**
   * @see https://specs.apollo.dev/cost/v0.1 and https://ibm.github.io/graphql-specs/cost-spec.html
   * @param supergraphSdl as composed, with its join directives
   */
  constructor(supergraphSdl: string) {
    const { definitions } = parse(supergraphSdl, { noLocation: true });
    const names = subgraphNames(definitions);
    for (const type of definitions) {
      if (type.kind === Kind.UNION_TYPE_DEFINITION) this.weights.set(type.name.value, 1);
      if (type.kind !== Kind.OBJECT_TYPE_DEFINITION && type.kind !== Kind.INTERFACE_TYPE_DEFINITION) continue;
      this.weights.set(type.name.value, weightOf(type.directives) ?? 1);
      const owners = subgraphsOf(type, 'join__type', names);
      for (const field of type.fields ?? []) {
        const own = subgraphsOf(field, 'join__field', names);
        this.fields.set(`${type.name.value}.${field.name.value}`, {
          weight: weightOf(field.directives),
          size: listSizeOf(field.directives),
          subgraphs: own.length > 0 ? own : owners,
        });
      }
    }
  }

  field(type: string, field: string): FieldCost | undefined {
    return this.fields.get(`${type}.${field}`);
  }

  /** Of one object; a scalar or an enum value costs nothing. */
  weight(type: string): number {
    return this.weights.get(type) ?? 0;
  }
}

type Joined = ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode | FieldDefinitionNode;

/** `TENANCY` → `tenancy`: what join directives call a subgraph. */
function subgraphNames(definitions: readonly DefinitionNode[]): ReadonlyMap<string, string> {
  const graphs = definitions.find(
    (node) => node.kind === Kind.ENUM_TYPE_DEFINITION && node.name.value === 'join__Graph',
  );
  const values = graphs?.kind === Kind.ENUM_TYPE_DEFINITION ? (graphs.values ?? []) : [];
  return new Map(
    values.map(({ name: { value }, directives }) => {
      const name = argumentsOf(directives, 'join__graph')[0]?.['name'];
      return [value, typeof name === 'string' ? name : value];
    }),
  );
}

function subgraphsOf({ directives }: Joined, join: string, names: ReadonlyMap<string, string>): readonly string[] {
  return argumentsOf(directives, join).flatMap(({ graph, external }) =>
    external === true ? [] : (names.get(String(graph)) ?? []),
  );
}

function weightOf(directives: readonly ConstDirectiveNode[] | undefined): number | undefined {
  const weight = argumentsOf(directives, 'cost')[0]?.['weight'];
  return weight === undefined ? undefined : Number(weight);
}

function listSizeOf(directives: readonly ConstDirectiveNode[] | undefined): ListSize | undefined {
  const [size] = argumentsOf(directives, 'listSize');
  if (size === undefined) return undefined;
  const { assumedSize, slicingArguments, sizedFields } = size;
  return { assumed: Number(assumedSize ?? 1), slicing: names(slicingArguments), sized: names(sizedFields) };
}

function names(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

/** The arguments of each application of a directive. */
function argumentsOf(
  directives: readonly ConstDirectiveNode[] = [],
  directive: string,
): readonly Readonly<Record<string, unknown>>[] {
  return directives
    .filter(({ name }) => name.value === directive)
    .map((node) =>
      Object.fromEntries((node.arguments ?? []).map(({ name, value }) => [name.value, valueFromASTUntyped(value)])),
    );
}
