import { Supergraph } from '@apollo/federation-internals';
import { describe, expect, it } from '@jest/globals';
import { getNamedType, introspectionFromSchema, isObjectType, validateSchema, type GraphQLSchema } from 'graphql';
import { areaOf, partnerScopes, rightTo } from '../../platform/policy/policy.ts';
import { personas, type Persona, type Viewer } from '../../platform/identity/viewer.ts';
import { readSupergraph } from '../supergraph.ts';
import { SchemaVariants } from './variants.ts';

const api = Supergraph.build(readSupergraph()).apiSchema().toGraphQLJSSchema();

function viewerOf(persona: Persona, scopes: readonly string[] = []): Viewer {
  const tenant = { id: 't', tenantId: 't', refId: 'T', status: 'active', contractAccepted: true } as const;
  const user = { id: 'u', refId: 'U', tenantId: 't', role: 'member', appAccess: [] } as const;
  return { persona, tenant, user, agentRole: null, clientId: null, scopes };
}

/** Everyone whose rights differ: each persona, and a partner with every set of scopes. */
const everyone: readonly Viewer[] = [
  ...personas.map((persona) => viewerOf(persona)),
  ...Array.from({ length: 2 ** partnerScopes.length }, (_, set) =>
    viewerOf(
      'partner',
      partnerScopes.filter((_scope, bit) => (set & (2 ** bit)) !== 0),
    ),
  ),
];

function coordinates(schema: GraphQLSchema): { place: string; parent: string; field: string; answer: string }[] {
  return Object.values(schema.getTypeMap()).flatMap((type) =>
    !isObjectType(type) || type.name.startsWith('__')
      ? []
      : Object.values(type.getFields()).map(({ name, type: answer }) => ({
          place: `${type.name}.${name}`,
          parent: type.name,
          field: name,
          answer: getNamedType(answer).name,
        })),
  );
}

describe('the schema that a viewer is told of', () => {
  const variants = new SchemaVariants(api);

  it('is valid whatever the rights, and can be introspected', () => {
    for (const viewer of everyone) {
      const schema = variants.for(viewer);
      const { persona, scopes } = viewer;
      expect({ persona, scopes, errors: validateSchema(schema) }).toEqual({ persona, scopes, errors: [] });
      expect(introspectionFromSchema(schema).__schema.types.length).toBeGreaterThan(50);
    }
  });

  it('has no field that would be refused, and of the types that it has every other', () => {
    for (const viewer of everyone) {
      const schema = variants.for(viewer);
      const readable = coordinates(api)
        .filter(({ parent }) => schema.getType(parent) !== undefined)
        .filter(({ parent, field, answer }) => {
          const area = areaOf(parent, field, answer);
          return area === undefined || rightTo(viewer, area) !== 'none';
        });
      const places = (found: readonly { place: string }[]) => found.map(({ place }) => place).sort();
      expect(places(coordinates(schema))).toEqual(places(readable));
    }
  });

  it('is made once for the same rights', () => {
    const partner = viewerOf('partner', ['costs:read']);
    expect(variants.for(partner)).toBe(variants.for(viewerOf('partner', ['costs:read', 'unknown'])));
    expect(variants.for(partner)).not.toBe(variants.for(viewerOf('partner')));
  });

  it('tells of what it has all that the whole one tells: descriptions, arguments, defaults, deprecations', () => {
    const told = (schema: GraphQLSchema) => introspectionFromSchema(schema).__schema;
    const [mine, whole] = [told(variants.for(viewerOf('member'))), told(api)];
    for (const type of mine.types) {
      const same = whole.types.find(({ name }) => name === type.name);
      const { possibleTypes: _mine, ...about } = { possibleTypes: [], ...type };
      const { possibleTypes: _whole, ...all } = { possibleTypes: [], ...same };
      if (!('fields' in about) || !('fields' in all)) expect(about).toEqual(all);
      else {
        const kept = new Set(about.fields?.map(({ name }) => name));
        expect(about).toEqual({ ...all, fields: all.fields?.filter(({ name }) => kept.has(name)) ?? null });
      }
    }
    expect(mine.directives).toEqual(whole.directives);
  });
});
