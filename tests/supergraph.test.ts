import { describe, expect, it } from '@jest/globals';
import { composeServices } from '@apollo/composition';
import { readFileSync } from 'node:fs';
import {
  getNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isNonNullType,
  isObjectType,
  isScalarType,
  isUnionType,
  Kind,
  parse,
  type ConstDirectiveNode,
  type DocumentNode,
  type FieldDefinitionNode,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLNamedType,
  type GraphQLSchema,
} from 'graphql';
import { Supergraph } from '@apollo/federation-internals';
import { parse as parseYaml } from 'yaml';
import { composedEntries, composeSupergraph, readSubgraphEntries, readSupergraph } from '../gateway/supergraph.ts';
import { projectPath } from '../platform/config/paths.ts';
import { areaOfField, areaOfType, areas, type Area } from '../platform/policy/policy.ts';
import { personas, type Persona } from '../platform/identity/viewer.ts';

const entries = composedEntries();
const documents = new Map<string, DocumentNode>(
  entries.map(({ name, schemaFile }) => [name, parse(readFileSync(projectPath(schemaFile), 'utf8'))]),
);
const api: GraphQLSchema = Supergraph.build(readSupergraph()).apiSchema().toGraphQLJSSchema();
const types: readonly GraphQLNamedType[] = Object.values(api.getTypeMap()).filter(({ name }) => !name.startsWith('__'));

describe('supergraph.yaml', () => {
  const file = parseYaml(readFileSync(projectPath('supergraph.yaml'), 'utf8')) as {
    federation_version: string;
    subgraphs: Record<string, { routing_url: string; schema: { file: string } }>;
  };

  it("is in rover's format, its documented keys and no other", () => {
    expect(Object.keys(file)).toEqual(['federation_version', 'subgraphs']);
    for (const subgraph of Object.values(file.subgraphs)) {
      expect(Object.keys(subgraph)).toEqual(['routing_url', 'schema']);
      expect(Object.keys(subgraph.schema)).toEqual(['file']);
    }
  });

  it('names the version that composes here', () => {
    const { version } = JSON.parse(
      readFileSync(projectPath('node_modules/@apollo/composition/package.json'), 'utf8'),
    ) as { version: string };
    expect(file.federation_version).toBe('=2.14.4');
    expect(file.federation_version).toBe(`=${version}`);
  });

  it('gives each subgraph an address and a folder of its own', () => {
    const addresses = Object.values(file.subgraphs).map(({ routing_url }) => routing_url);
    expect(new Set(addresses).size).toBe(addresses.length);
    expect(Object.entries(file.subgraphs).map(([name, { schema }]) => [name, schema.file])).toEqual(
      Object.keys(file.subgraphs).map((name) => [name, `./subgraphs/${name}/schema.graphql`]),
    );
  });
});

describe('the composed graph', () => {
  it('is the committed one', () => {
    expect(readSupergraph()).toBe(`${composeSupergraph(readSubgraphEntries()).trim()}\n`);
  });

  it('composes without an error and without a hint', () => {
    const services = entries.map(({ name, routingUrl }) => ({ name, url: routingUrl, typeDefs: documentOf(name) }));
    const { errors = [], hints = [] } = composeServices(services);
    expect({ errors, hints: hints.map(({ message }) => message) }).toEqual({ errors: [], hints: [] });
  });

  it('is described: every type, field, argument, input field and enum value', () => {
    expect(types.flatMap(undescribed)).toEqual([]);
  });

  it('has connections of one shape, each paged from either end', () => {
    const shape = ['edges', 'nodes', 'pageInfo', 'totalCount', 'totalCountIsCapped'];
    for (const type of types.filter(isObjectType)) {
      if (type.name.endsWith('Connection'))
        expect([type.name, Object.keys(type.getFields())]).toEqual([type.name, shape]);
      for (const { name, args, type: answer } of Object.values(type.getFields())) {
        if (!getNamedType(answer).name.endsWith('Connection')) continue;
        expect([type.name, name, args.map((argument) => argument.name).slice(0, 4)]).toEqual([
          type.name,
          name,
          ['first', 'after', 'last', 'before'],
        ]);
      }
    }
  });

  it('writes instants as DateTime, days and months as what they are', () => {
    const instants = types
      .filter(isObjectType)
      .flatMap((type) =>
        Object.values(type.getFields()).map(
          (field) => [`${type.name}.${field.name}`, getNamedType(field.type).name] as const,
        ),
      )
      .filter(([place]) => /[a-z]At$/.test(place));
    expect(instants.filter(([, scalar]) => scalar !== 'DateTime')).toEqual([]);
    expect(instants.length).toBeGreaterThan(50);
  });
});

/** What the contract's SDL promises all the same: a partner without `content:read` who asks for them loses the channel. */
const promised = ['Channel.blogPosts', 'Channel.socialPosts'];

/** Null bubbling must stop where one subgraph ends and another begins (docs/api-contract.md#114-nullability). */
describe('what may be null', () => {
  const owners = new Map<string, string>();
  const definitions = [...documents].flatMap(([subgraph, document]) =>
    document.definitions.flatMap((node) => {
      if (node.kind !== Kind.OBJECT_TYPE_DEFINITION && node.kind !== Kind.OBJECT_TYPE_EXTENSION) return [];
      if (node.kind === Kind.OBJECT_TYPE_DEFINITION && node.directives?.some(isResolvableKey) === true)
        owners.set(node.name.value, subgraph);
      return [{ subgraph, node }];
    }),
  );

  it('every root query field', () => {
    const root = api.getQueryType();
    expect(
      Object.values(root?.getFields() ?? {})
        .filter(({ type }) => isNonNullType(type))
        .map(({ name }) => name),
    ).toEqual([]);
  });

  it("every field that a subgraph adds to another's type, which it writes as an extension", () => {
    const added = definitions.filter(
      ({ subgraph, node }) => owners.has(node.name.value) && owners.get(node.name.value) !== subgraph,
    );
    const wrong = added.flatMap(({ subgraph, node }) =>
      contributed(node.fields)
        .filter(({ type }) => type.kind === Kind.NON_NULL_TYPE)
        .map(({ name }) => `${subgraph}: ${node.name.value}.${name.value}`),
    );
    expect(wrong).toEqual([]);
    const written = added.filter(
      ({ node }) => node.kind === Kind.OBJECT_TYPE_DEFINITION && contributed(node.fields).length > 0,
    );
    expect(written.map(({ subgraph, node }) => `${subgraph}: ${node.name.value}`)).toEqual([]);
    expect(added.flatMap(({ node }) => contributed(node.fields)).length).toBeGreaterThan(20);
  });

  it('every reference to an entity of another subgraph', () => {
    const wrong = definitions.flatMap(({ subgraph, node }) =>
      (node.fields ?? [])
        .filter(({ type }) => type.kind === Kind.NON_NULL_TYPE && (owners.get(nameOf(type)) ?? subgraph) !== subgraph)
        .map(({ name }) => `${subgraph}: ${node.name.value}.${name.value}`),
    );
    expect(wrong).toEqual([]);
  });

  it('every field that the policy withholds from somebody who may read the object', () => {
    const wrong = types.filter(isObjectType).flatMap((type) =>
      Object.values(type.getFields())
        .filter(
          ({ name, type: answer }) => isNonNullType(answer) && isWithheld(type.name, name, getNamedType(answer).name),
        )
        .map(({ name }) => `${type.name}.${name}`),
    );
    expect(wrong).toEqual(promised);
  });
});

/** One fragment serves every member of a union (docs/api-contract.md#115-same-name-same-type). */
describe('what has one name has one type', () => {
  it('every member of a union of subjects, and goals and periods, are Summarized', () => {
    const summarized = api.getType('Summarized');
    const members = ['ActivitySubject', 'ApprovalSubject', 'CalendarItem'].flatMap((name) => {
      const union = api.getType(name);
      return isUnionType(union) ? union.getTypes() : [];
    });
    const expected = new Set([...members.map(({ name }) => name), 'Goal', 'DeliverablePeriod', 'Activity']);
    const implementing = isInterfaceType(summarized) ? api.getPossibleTypes(summarized).map(({ name }) => name) : [];
    expect([...expected].filter((name) => !implementing.includes(name))).toEqual([]);
  });

  it('every entity is a Node, and its id is the key', () => {
    const node = api.getType('Node');
    const nodes = isInterfaceType(node)
      ? api
          .getPossibleTypes(node)
          .map(({ name }) => name)
          .sort()
      : [];
    const withId = types
      .filter(isObjectType)
      .filter((type) => 'id' in type.getFields())
      .map(({ name }) => name);
    expect(withId.sort()).toEqual(nodes);
  });
});

function documentOf(name: string): DocumentNode {
  const document = documents.get(name);
  if (document === undefined) throw new Error(`expected a schema of ${name}`);
  return document;
}

function isResolvableKey({ name, arguments: given = [] }: ConstDirectiveNode): boolean {
  const resolvable = given.find((argument) => argument.name.value === 'resolvable')?.value;
  return name.value === 'key' && !(resolvable?.kind === Kind.BOOLEAN && !resolvable.value);
}

/** The fields beside the key. */
function contributed(fields: readonly FieldDefinitionNode[] | undefined): readonly FieldDefinitionNode[] {
  return (fields ?? []).filter(({ name }) => name.value !== 'id');
}

function nameOf(type: FieldDefinitionNode['type']): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : nameOf(type.type);
}

function isWithheld(type: string, field: string, answer: string): boolean {
  const [own, asked] = [
    areaOfType[type],
    areaOfField[`${type}.${field}`] ?? areaOfType[answer.replace(/Connection$/, '')],
  ];
  if (own === undefined || asked === undefined || own === asked) return false;
  const mayRead = (area: Area, persona: Persona): boolean => areas[area][persona] !== 'none';
  return (
    personas.some((persona) => mayRead(own, persona) && typeof areas[asked][persona] === 'object') ||
    personas.some((persona) => mayRead(own, persona) && !mayRead(asked, persona))
  );
}

function undescribed(type: GraphQLNamedType): string[] {
  const builtIn = isScalarType(type) && ['Int', 'Float', 'String', 'Boolean', 'ID'].includes(type.name);
  const own = builtIn || hasText(type.description) ? [] : [type.name];
  if (isEnumType(type))
    return [
      ...own,
      ...type
        .getValues()
        .filter(({ description }) => !hasText(description))
        .map(({ name }) => `${type.name}.${name}`),
    ];
  if (!isObjectType(type) && !isInterfaceType(type) && !isInputObjectType(type)) return own;
  const fields: readonly (GraphQLField<unknown, unknown> | GraphQLInputField)[] = Object.values<
    GraphQLField<unknown, unknown> | GraphQLInputField
  >(type.getFields());
  const parts = fields.flatMap((field) => {
    const place = `${type.name}.${field.name}`;
    const args = 'args' in field ? field.args : [];
    return [
      { place, description: field.description },
      ...args.map(({ name, description }) => ({ place: `${place}(${name})`, description })),
    ];
  });
  return [...own, ...parts.filter(({ description }) => !hasText(description)).map(({ place }) => place)];
}

function hasText(description: string | null | undefined): boolean {
  return typeof description === 'string' && description.trim().length > 3;
}
