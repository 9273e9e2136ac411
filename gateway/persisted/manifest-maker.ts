import { concatAST, Kind, parse, print, separateOperations, visit, type DocumentNode } from 'graphql';
import { textHash } from '../text-hash.ts';
import { ManifestError, type ManifestEntry } from './manifest.ts';

/** A file of GraphQL. */
export interface OperationFile {
  readonly name: string;
  readonly text: string;
}

/** What all operations of a manifest have in common. */
export type ManifestHints = Pick<ManifestEntry, 'clientName' | 'maxAge'>;

/**
 * Makes a manifest's operations of files, by name. As with Apollo's generator each has a name of its own, may spread fragments
 * of any file, and is printed anew, so that its id (SHA-256 of that text) does not depend on spaces and comments. Unlike there,
 * nothing is added to it: clients that want `__typename` everywhere, as Apollo Client does, make theirs with that generator.
 * @throws ManifestError for what cannot be parsed, and for names that are missing or taken
 */
export function manifestOperations(files: readonly OperationFile[], hints: ManifestHints = {}): ManifestEntry[] {
  const documents = parseAll(files);
  const complaints = namingComplaints(documents);
  if (complaints.length > 0) throw new ManifestError(complaints);
  const operations = separateOperations(concatAST(documents.map(({ document }) => document)));
  return Object.entries(operations)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, document]) => {
      const body = print(sorted(document));
      return { id: textHash(body), name, type: typeOf(document), body, ...hints };
    });
}

interface ParsedFile {
  readonly file: string;
  readonly document: DocumentNode;
}

function parseAll(files: readonly OperationFile[]): ParsedFile[] {
  return files.map(({ name, text }) => {
    try {
      return { file: name, document: parse(text, { noLocation: true }) };
    } catch (error) {
      throw new ManifestError([`${name}: ${error instanceof Error ? error.message : String(error)}`]);
    }
  });
}

function namingComplaints(documents: readonly ParsedFile[]): string[] {
  const files = new Map<string, string>();
  const complaints: string[] = [];
  const note = (file: string, kind: string, name: string | undefined): false => {
    if (name === undefined) complaints.push(`${file}: found an operation without a name; expected a name for each`);
    const known = files.get(`${kind} ${name}`);
    if (name !== undefined && known !== undefined)
      complaints.push(`${file}: found the ${kind} ${name}, which ${known} has too; expected a name of its own`);
    files.set(`${kind} ${name}`, file);
    return false;
  };
  for (const { file, document } of documents)
    visit(document, {
      OperationDefinition: ({ name }) => note(file, 'operation', name?.value),
      FragmentDefinition: ({ name }) => note(file, 'fragment', name.value),
    });
  return complaints;
}

/** The operation first, then its fragments by name: the order in which Apollo's generator prints them. */
function sorted({ definitions, ...document }: DocumentNode): DocumentNode {
  const keyed = definitions.map((node) => ({
    node,
    key: node.kind === Kind.FRAGMENT_DEFINITION ? node.name.value : '',
  }));
  keyed.sort((one, other) => (one.key < other.key ? -1 : 1));
  return { ...document, definitions: keyed.map(({ node }) => node) };
}

function typeOf({ definitions }: DocumentNode): string {
  const operation = definitions.find((node) => node.kind === Kind.OPERATION_DEFINITION);
  if (operation === undefined) throw new Error('expected an operation: the document was separated by operations');
  return operation.operation;
}
