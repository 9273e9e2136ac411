import {
  GraphQLError,
  Kind,
  parse,
  print,
  Source,
  visit,
  type DefinitionNode,
  type ObjectTypeDefinitionNode,
  type ObjectTypeExtensionNode,
} from 'graphql';

/** A file of SDL: its path from the project's root and its text. */
export interface SchemaFile {
  readonly path: string;
  readonly text: string;
}

/** A definition, and the path of the file that has it. */
interface Piece<Node extends DefinitionNode = DefinitionNode> {
  readonly path: string;
  readonly node: Node;
}

type ObjectNode = ObjectTypeDefinitionNode | ObjectTypeExtensionNode;

const roots: readonly string[] = ['Query', 'Mutation', 'Subscription'];

/**
 * One document of a subgraph's files: what of the prelude they name, in its order, then theirs, in the order given.
 * What several files say of one object type (`type Goal` here, `extend type Goal` there) stands together where it is
 * said first. A root type may be only extended and is defined all the same; any other type that is only extended stays
 * an extension, for it is another subgraph's.
 * @throws Error of one sentence that names the files, where one is no SDL or two of them say the same
 */
export function joinSchema(prelude: SchemaFile, files: readonly SchemaFile[]): string {
  const own = files.flatMap(piecesOf);
  const shared = piecesOf(prelude);
  const used = namesUsed(own, shared);
  const together = new Map<string, Piece[]>();
  for (const piece of [...shared.filter(({ node }) => isUsed(node, used)), ...own]) {
    const key = nameOf(piece.node) ?? print(piece.node);
    together.set(key, [...(together.get(key) ?? []), piece]);
  }
  return `${[...together].map(([name, pieces]) => print(joined(name, pieces))).join('\n\n')}\n`;
}

function piecesOf({ path, text }: SchemaFile): readonly Piece[] {
  try {
    return parse(new Source(text, path)).definitions.map((node) => ({ path, node }));
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    const [place] = error.locations ?? [];
    throw new Error(`${path}:${place?.line}:${place?.column}: ${error.message}`, { cause: error });
  }
}

/** Names that the pieces mention or extend, and those that the shared definitions so named mention in turn. */
function namesUsed(pieces: readonly Piece[], shared: readonly Piece[]): ReadonlySet<string> {
  const used = new Set<string>();
  const add = (node: DefinitionNode): void => {
    visit(node, { NamedType: ({ name }) => addName(name.value), Directive: ({ name }) => addName(name.value) });
  };
  const addName = (name: string): void => {
    if (used.has(name)) return;
    used.add(name);
    for (const { node } of shared) {
      if (nameOf(node) === name) add(node);
      // An interface comes with the types that it may stand for.
      else if (node.kind === Kind.OBJECT_TYPE_DEFINITION && node.interfaces?.some((one) => one.name.value === name))
        addName(node.name.value);
    }
  };
  for (const { node } of pieces) {
    const name = nameOf(node);
    if (name !== undefined) addName(name);
    add(node);
  }
  return used;
}

/** What has no name, `extend schema`, is everybody's. */
function isUsed(node: DefinitionNode, used: ReadonlySet<string>): boolean {
  const name = nameOf(node);
  return name === undefined || used.has(name);
}

function nameOf(node: DefinitionNode): string | undefined {
  return 'name' in node ? node.name?.value : undefined;
}

/** The one definition, or extension, that the pieces of one name make. */
function joined(name: string, pieces: readonly Piece[]): DefinitionNode {
  const [first, second] = pieces;
  if (first === undefined) throw new Error(`expected a definition of ${name}`);
  if (second === undefined && !roots.includes(name)) return first.node;
  const objects = pieces.filter(isOfObject);
  const definitions = objects.filter(({ node }) => node.kind === Kind.OBJECT_TYPE_DEFINITION);
  if (objects.length < pieces.length || definitions.length > 1) {
    const [one, other] = definitions.length > 1 ? definitions : [first, second ?? first];
    throw new Error(
      `${one?.path} and ${other?.path} both define ${name}, expected one of them to: only an object type can be extended elsewhere, with "extend type".`,
    );
  }
  // What says more than its fields, be it what the type is or its key, comes first and with it the key's field.
  const [head, ...others] = [
    ...objects.filter((piece) => isHead(piece.node)),
    ...objects.filter((piece) => !isHead(piece.node)),
  ];
  if (head === undefined) throw new Error(`expected an object type ${name}`);
  const all = [head, ...others];
  refuseTwins(name, all);
  return {
    ...head.node,
    kind: roots.includes(name) ? Kind.OBJECT_TYPE_DEFINITION : head.node.kind,
    interfaces: all.flatMap(({ node }) => node.interfaces ?? []),
    directives: all.flatMap(({ node }) => node.directives ?? []),
    fields: all.flatMap(({ node }) => node.fields ?? []),
  };
}

function isOfObject(piece: Piece): piece is Piece<ObjectNode> {
  return piece.node.kind === Kind.OBJECT_TYPE_DEFINITION || piece.node.kind === Kind.OBJECT_TYPE_EXTENSION;
}

function isHead(node: ObjectNode): boolean {
  return node.kind === Kind.OBJECT_TYPE_DEFINITION || (node.directives ?? []).length > 0;
}

function refuseTwins(type: string, pieces: readonly Piece<ObjectNode>[]): void {
  const places = new Map<string, string>();
  for (const { path, node } of pieces) {
    for (const { name } of node.fields ?? []) {
      const place = places.get(name.value);
      if (place !== undefined)
        throw new Error(`${place} and ${path} both define ${type}.${name.value}, expected one of them to.`);
      places.set(name.value, path);
    }
  }
}
