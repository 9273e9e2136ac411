import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import {
  Kind,
  parse,
  print,
  visit,
  type ConstDirectiveNode,
  type EnumValueDefinitionNode,
  type FieldDefinitionNode,
  type InputValueDefinitionNode,
} from 'graphql';
import { projectPath } from '../../platform/config/paths.ts';
import { readSubgraphEntries, type SubgraphEntry } from '../../platform/config/subgraph-entries.ts';

/** Why elements are deprecated, by their coordinates. */
export type Reasons = Readonly<Record<string, string>>;

type Deprecated = FieldDefinitionNode | InputValueDefinitionNode | EnumValueDefinitionNode;

/** Subgraphs of supergraph.yaml some elements of which are deprecated. @param folder where their schemas are written */
export async function deprecatingEntries(folder: string, reasons: Reasons): Promise<SubgraphEntry[]> {
  return Promise.all(
    readSubgraphEntries().map(async (entry) => {
      const file = join(folder, `${entry.name}.graphql`);
      await writeFile(file, deprecating(readFileSync(projectPath(entry.schemaFile), 'utf8'), reasons));
      return { ...entry, schemaFile: relative(projectPath(), file) };
    }),
  );
}

/** A schema, the named elements of which are deprecated; those that it has not are passed over. */
export function deprecating(sdl: string, reasons: Reasons): string {
  let [type, field] = ['', ''];
  const enter = (node: { readonly name: { readonly value: string } }): void => void (type = node.name.value);
  const marked = <Node extends Deprecated>(node: Node, coordinate: string): Node => {
    const reason = reasons[coordinate];
    return reason === undefined ? node : { ...node, directives: [...(node.directives ?? []), deprecation(reason)] };
  };
  const document = visit(parse(sdl), {
    ObjectTypeDefinition: enter,
    ObjectTypeExtension: enter,
    InterfaceTypeDefinition: enter,
    InputObjectTypeDefinition: enter,
    EnumTypeDefinition: enter,
    FieldDefinition: {
      enter: (node) => marked(node, `${type}.${(field = node.name.value)}`),
      leave: () => void (field = ''),
    },
    InputValueDefinition: (node) =>
      marked(node, field === '' ? `${type}.${node.name.value}` : `${type}.${field}(${node.name.value}:)`),
    EnumValueDefinition: (node) => marked(node, `${type}.${node.name.value}`),
  });
  return print(document);
}

function deprecation(reason: string): ConstDirectiveNode {
  const argument = {
    kind: Kind.ARGUMENT,
    name: { kind: Kind.NAME, value: 'reason' },
    value: { kind: Kind.STRING, value: reason },
  } as const;
  return { kind: Kind.DIRECTIVE, name: { kind: Kind.NAME, value: 'deprecated' }, arguments: [argument] };
}
