import { isScalarType, parse, printSchema, type DocumentNode, type GraphQLSchema } from 'graphql';
import { areaOf, areaOfType, closedAreas, type Area } from '../../platform/policy/policy.ts';
import type { Viewer } from '../../platform/identity/viewer.ts';
import { schemaVariant } from './variant.ts';

const variantsBySchema = new WeakMap<GraphQLSchema, SchemaVariants>();

/** Variants of an API schema: one set for all who tell of it. */
export function variantsOf(api: GraphQLSchema): SchemaVariants {
  let variants = variantsBySchema.get(api);
  if (variants === undefined) variantsBySchema.set(api, (variants = new SchemaVariants(api)));
  return variants;
}

/** The API schema as each viewer is told of it: without what its rights leave out (docs/api-contract.md#17-rights). */
export class SchemaVariants {
  private readonly api: GraphQLSchema;
  private document: DocumentNode | undefined;
  /** By closed areas. Only a partner's scopes tell two viewers of a persona apart, so these are a few dozen at most. */
  private readonly variants = new Map<string, GraphQLSchema>();

  constructor(api: GraphQLSchema) {
    this.api = api;
  }

  /** For introspection and the words of refusals: operations are validated and executed on the whole schema, whoever asks. */
  for(viewer: Viewer): GraphQLSchema {
    const closed = closedAreas(viewer);
    const key = closed.join();
    let variant = this.variants.get(key);
    if (variant === undefined) this.variants.set(key, (variant = this.without(new Set(closed))));
    return variant;
  }

  private without(closed: ReadonlySet<Area>): GraphQLSchema {
    const isClosed = (area: Area | undefined): boolean => area !== undefined && closed.has(area);
    this.document ??= parse(printSchema(this.api));
    const variant = schemaVariant(this.document, {
      field: (parent, field, answer) => isClosed(areaOf(parent, field, answer)),
      type: (name) => isClosed(areaOfType[name]),
    });
    this.readScalars(variant);
    return variant;
  }

  /** A printed schema knows scalars by name only: the variant refuses the values that the whole one refuses. */
  private readScalars(variant: GraphQLSchema): void {
    for (const scalar of Object.values(variant.getTypeMap())) {
      const whole = this.api.getType(scalar.name);
      if (!isScalarType(scalar) || !isScalarType(whole)) continue;
      const { parseValue, parseLiteral } = whole;
      Object.assign(scalar, { parseValue, parseLiteral });
    }
  }
}
