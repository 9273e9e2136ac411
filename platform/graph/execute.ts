import { parse, validate, type DocumentNode, type ExecutionResult, type GraphQLFormattedError } from 'graphql';
import { compileQuery, isCompiledQuery, type CompiledQuery } from 'graphql-jit';
import { LRUCache } from 'lru-cache';
import type { Commands } from '../commands/commands.ts';
import type { Origin } from '../commands/principal.ts';
import { References } from '../batching/references.ts';
import type { PageSource } from '../batching/page-loader.ts';
import type { Visibility } from '../batching/visibility.ts';
import type { Command, Outcome } from '../commands/command.ts';
import type { ColumnCipher } from '../crypto/column-cipher.ts';
import type { ReadScope } from '../database/read-scope.ts';
import { StatementLog, type LoggedStatement } from '../database/statement-log.ts';
import { tables } from '../database/tables.ts';
import type { DocumentStore } from '../documents/store.ts';
import { graphError } from '../errors/graph-error.ts';
import type { ReferenceIdCache } from '../ids/reference-ids.ts';
import { ownRowsOf } from '../policy/own-rows.ts';
import { requireRight } from '../policy/policy.ts';
import { readsAcrossTenants, type Viewer } from '../identity/viewer.ts';
import type { GraphContext } from './context.ts';
import { presentError, type ReportFault } from './present-error.ts';
import type { Subgraph } from './subgraph.ts';

/** What lives as long as the process and serves every fetch. */
export interface SubgraphRuntime {
  readonly referenceIds: ReferenceIdCache;
  readonly documents: DocumentStore;
  readonly commands: Commands;
  readonly cipher: ColumnCipher;
  readonly signLink: GraphContext['signLink'];
  /** Told of every fault that a caller only sees as INTERNAL. */
  readonly reportFault: ReportFault;
  /** Memory for the texts that one subgraph keeps compiled. */
  readonly compiledBytes: number;
  /** False only to prove that row-level security holds alone. */
  readonly tenantFilter: boolean;
}

/** What one client operation brings: shared by all its fetches in this process. */
export interface OperationScope {
  readonly viewer: Viewer;
  readonly reads: ReadScope;
  readonly now: Date;
  readonly requestId: string;
  /** Where the request came from, as commands record it. */
  readonly origin: Origin;
  /** Aborted when nobody waits for the answer any more; undefined where nobody can tell. */
  readonly signal?: AbortSignal | undefined;
  /** Tell what it cost: `extensions.explain`. */
  readonly explain: boolean;
}

/** One fetch of a query plan, as the gateway sends it. */
export interface SubgraphFetch {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** A subgraph's answer, with what it cost. */
export interface SubgraphAnswer {
  readonly data: unknown;
  readonly errors?: readonly GraphQLFormattedError[];
  readonly statements: { readonly count: number; readonly log: readonly LoggedStatement[] };
}

/** Memory that a compiled text takes, its functions included: measured on short and long ones, which take 270 to 350 bytes a character. */
const compiledBytesPerCharacter = 350;

/** Executes fetches against one subgraph: each distinct text is parsed and compiled once. */
export class SubgraphExecutor {
  readonly subgraph: Subgraph;
  private readonly runtime: SubgraphRuntime;
  private readonly compiled: LRUCache<string, CompiledQuery>;

  constructor(subgraph: Subgraph, runtime: SubgraphRuntime) {
    this.subgraph = subgraph;
    this.runtime = runtime;
    this.compiled = new LRUCache({
      maxSize: runtime.compiledBytes,
      sizeCalculation: (_, text) => compiledBytesPerCharacter * text.length,
    });
  }

  /** Never rejects: what went wrong is in `errors`. */
  async execute({ query, variables }: SubgraphFetch, operation: OperationScope): Promise<SubgraphAnswer> {
    // Texts are references: whether an operation was slow, and they are worth telling, is known when it is over.
    const log = new StatementLog({ keepTexts: true });
    const present = (error: unknown): GraphQLFormattedError =>
      presentError(error, {
        service: this.subgraph.name,
        requestId: operation.requestId,
        report: this.runtime.reportFault,
      });
    try {
      const context = this.contextOf(operation, log);
      const result: ExecutionResult = await this.compile(query).query({}, context, { ...variables });
      const errors = result.errors?.map(present);
      return {
        data: result.data ?? null,
        ...(errors && { errors }),
        statements: { count: log.count, log: log.statements },
      };
    } catch (error) {
      return { data: null, errors: [present(error)], statements: { count: log.count, log: log.statements } };
    }
  }

  private compile(query: string): CompiledQuery {
    let compiled = this.compiled.get(query);
    if (compiled === undefined) {
      compiled = compileDocument(this.subgraph, parse(query, { noLocation: true }));
      this.compiled.set(query, compiled);
    }
    return compiled;
  }

  /** The context that one fetch of an operation is resolved with. @param log takes its statements */
  contextOf(operation: OperationScope, log: StatementLog): GraphContext {
    const { commands, cipher, signLink } = this.runtime;
    const { viewer, reads, now, requestId, origin, signal } = operation;
    const context = {
      ...this.readingOf(operation, log),
      viewer,
      cipher,
      now,
      signLink,
      perform: <Input extends object, Done extends Outcome>(command: Command<Input, Done>, input: Input) =>
        commands.perform(command, input, { viewer, requestId, origin, log, signal }),
      renew: async () => {
        await reads.renew();
        Object.assign(context, this.readingOf(operation, log));
      },
    };
    return context;
  }

  /** Loaders, references and source of one moment; nothing of it is remembered. */
  private readingOf(
    { viewer, reads, now }: OperationScope,
    log: StatementLog,
  ): Pick<GraphContext, 'loaders' | 'references' | 'source'> {
    const { referenceIds, documents, tenantFilter } = this.runtime;
    const visibility: Visibility = {
      scope: { tenantId: viewer.tenant.id, platform: readsAcrossTenants(viewer) },
      tenantFilter,
      ownRows: (table, alias) => ownRowsOf(viewer, table, alias),
    };
    const db = reads.reader(log);
    const references = new References(db, visibility, referenceIds);
    references.add(tables.tenant, viewer.tenant);
    const source: PageSource = {
      db,
      now,
      documents: documents.readThrough(db),
      visibility,
      projector: this.subgraph.projector,
      resolveId: async (table, refId) => references.of(table, refId),
      requireRight: (area, what) => requireRight(viewer, area, what),
    };
    return { loaders: new this.subgraph.makeLoaders(source), references, source };
  }
}

function compileDocument({ schema }: Subgraph, document: DocumentNode): CompiledQuery {
  const [invalid] = validate(schema, document);
  if (invalid !== undefined) throw graphError('GRAPHQL_VALIDATION_FAILED', invalid.message);
  const compiled = compileQuery(schema, document);
  if (!isCompiledQuery(compiled)) throw compiled.errors?.[0] ?? new Error('the fetch could not be compiled');
  return compiled;
}
