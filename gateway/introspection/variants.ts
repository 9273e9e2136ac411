import { parse, printSchema, type DocumentNode, type GraphQLSchema } from 'graphql';
import { areaOf, areaOfType, closedAreas, type Area } from '../../platform/identity/policy.ts';
import type { Viewer } from '../../platform/identity/viewer.ts';
import { schemaVariant } from './variant.ts';

/** The API schema as each viewer is told of it: without what its rights leave out (contract 1.7). */
export class SchemaVariants {
  private readonly api: GraphQLSchema;
  private document: DocumentNode | undefined;
  /** By closed areas. Only a partner's scopes tell two viewers of a persona apart, so these are a few dozen at most. */
  private readonly variants = new Map<string, GraphQLSchema>();

  constructor(api: GraphQLSchema) {
    this.api = api;
  }

  /** For introspection alone: operations are validated and executed on the whole schema, whoever asks. */
  for(viewer: Viewer): GraphQLSchema {
    const closed = closedAreas(viewer);
    if (closed.length === 0) return this.api;
    const key = closed.join();
    let variant = this.variants.get(key);
    if (variant === undefined) this.variants.set(key, (variant = this.without(new Set(closed))));
    return variant;
  }

  private without(closed: ReadonlySet<Area>): GraphQLSchema {
    const isClosed = (area: Area | undefined): boolean => area !== undefined && closed.has(area);
    this.document ??= parse(printSchema(this.api));
    return schemaVariant(this.document, {
      field: (parent, field, answer) => isClosed(areaOf(parent, field, answer)),
      type: (name) => isClosed(areaOfType[name]),
    });
  }
}
