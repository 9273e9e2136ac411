import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { projectPath } from '../../platform/config/paths.ts';
import { identifier, join, sql, type Sql } from '../../platform/database/sql.ts';
import { tables } from '../../platform/database/tables.ts';
import type { SubgraphRuntime } from '../../platform/graph/execute.ts';
import type { Claims } from '../../platform/identity/claims.ts';
import { budgets } from '../operations/budgets.ts';
import { makeBusiness, type Business } from './business.ts';
import { startGateway, type Answer, type TestGateway } from './gateway.ts';
import { factoryPool, rowsOf } from './make/pool.ts';
import { closeFactories } from './make.ts';
import { answersOf, nothingUntold, rightsIn, untoldIn, type RightsLine } from './operation-rights.ts';

export type OperationName = keyof typeof budgets;

/** One operation of operations/, who asks it, and with what. */
export interface OperationCase<Data> {
  readonly name: OperationName;
  readonly as: (business: Business) => Claims | Promise<Claims>;
  /** Asked for anew at each asking: a mutation makes what it changes. */
  readonly variables: (business: Business) => object | Promise<object>;
  /**
   * What each persona gets, as the contract's matrix says (docs/api-contract.md#17-rights): every place where their answers
   * differ.
   */
  readonly rights: readonly RightsLine[];
  /** What of an answer stays the same while other tests make rows of the platform's; all of it unless told otherwise. */
  readonly steady?: (data: Data, business: Business) => unknown;
  /**
   * True for what super admins ask of every tenant at once: nobody's ids are hidden from them. The businesses are the first
   * tenants by name then, so that the first page shows them whatever else is in the database.
   */
  readonly acrossTenants?: boolean;
}

/** What the tests of one operation stand on. */
export interface OperationStage<Data> {
  readonly business: Business;
  /** The tenant that must not be seen. */
  readonly other: Business;
  /** Where a test's own documents go. */
  readonly runtime: SubgraphRuntime;
  /** Runs the operation for this business; variables given here replace the usual ones. */
  readonly ask: (variables?: object) => Promise<Answer<Data>>;
  /** Any other query, as the same person. */
  readonly query: <Other>(text: string, variables?: object) => Promise<Answer<Other>>;
  /** Any query as anyone. */
  readonly askAs: <Other>(claims: Claims, text: string, variables?: object) => Promise<Answer<Other>>;
}

/** The text of an operation of operations/. */
export function readOperation(name: string): string {
  return readFileSync(projectPath('operations', `${name}.graphql`), 'utf8');
}

/** What the tables hold, past every fence: plain SQL of a test's own. */
export function rows<Row extends object>(statement: Sql): Promise<Row[]> {
  return rowsOf<Row>(factoryPool(), statement);
}

/** An instant as the graph tells it, where SQL builds JSON of it. */
export function instant(column: Sql): Sql {
  return sql`to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
}

/** Today, as a client passes it. */
export const today = new Date().toISOString().slice(0, 10);
/** A range that holds everything the businesses ever did. */
export const sinceLongAgo = new Date(Date.now() - 200 * 86_400_000).toISOString();
export const tomorrow = new Date(Date.now() + 86_400_000).toISOString();

/**
 * Tests an operation: whatever `values` says, once as each of two businesses of equal shape; that neither sees an id of the
 * other; what each persona gets; that it keeps to its budget of statements; and that ten times the rows take no statement more.
 * @typeParam Data what the values' tests read of the answer
 */
export function describeOperation<Data>(
  { name, as, variables, rights, steady = (data) => data, acrossTenants = false }: OperationCase<Data>,
  values: (stage: () => OperationStage<Data>) => void,
): void {
  describe(name, () => {
    const text = readOperation(name);
    let graph: TestGateway;
    let one: Business;
    let other: Business;

    const named = acrossTenants ? { name: '! First by name' } : {};

    beforeAll(async () => {
      graph = await startGateway();
      one = await makeBusiness(graph.runtime, named);
      other = await makeBusiness(graph.runtime, { ...named, factor: 3 });
    }, 60_000);

    afterAll(async () => {
      await graph.close();
      await closeFactories();
    });

    const stageOf = ([business, hidden]: readonly [Business, Business]): OperationStage<Data> => ({
      business,
      other: hidden,
      runtime: graph.runtime,
      ask: async (given = {}) => graph.query(await as(business), text, { ...(await variables(business)), ...given }),
      query: async (query, given) => graph.query(await as(business), query, given),
      askAs: (claims, query, given) => graph.query(claims, query, given),
    });

    describe.each([
      ['one tenant', () => [one, other] as const],
      ['the other tenant', () => [other, one] as const],
    ])('as %s', (_name, pair) => {
      values(() => stageOf(pair()));

      it("answers without an error and without an id of the other tenant's", async () => {
        const { status, data, errors } = await stageOf(pair()).ask();
        expect({ status, errors }).toEqual({ status: 200, errors: [] });
        if (acrossTenants) return;
        const written = JSON.stringify(data);
        expect((await refIdsOf(pair()[1])).filter((refId) => written.includes(refId))).toEqual([]);
      });

      it('answers each persona what it may read, and the rest as to a super admin', async () => {
        const [business] = pair();
        const answers = await answersOf(business, async (claims, headers) => {
          const answer = await graph.query<Data>(claims, text, await variables(business), headers);
          return { ...answer, data: steady(answer.data, business) };
        });
        expect(rightsIn(answers, rights)).toEqual(rights);
        expect(untoldIn(answers, rights)).toEqual(nothingUntold);
      });
    });

    it('keeps to its budget of statements', async () => {
      const { statements } = await stageOf([one, other]).ask();
      expect(statements).toBe(budgets[name].statements);
    });

    it('sends no statement more at ten times the rows', async () => {
      const large = await makeBusiness(graph.runtime, { ...named, scale: 10 });
      const [many, few] = [await stageOf([large, one]).ask(), await stageOf([one, large]).ask()];
      expect({ errors: many.errors, statements: many.statements }).toEqual({ errors: [], statements: few.statements });
    });
  });
}

/** Every ULID of a business, of every table. */
async function refIdsOf({ tenant }: Business): Promise<string[]> {
  const reads = Object.values(tables)
    .filter(({ tenancy, columns }) => tenancy !== 'self' && 'refId' in columns)
    .map(({ name }) => sql`SELECT ref_id AS "refId" FROM ${identifier(name)} WHERE tenant_id = ${tenant.id}::uuid`);
  const own = await rows<{ refId: string }>(join(reads, ' UNION ALL '));
  return [tenant.refId, ...own.map(({ refId }) => refId)];
}
