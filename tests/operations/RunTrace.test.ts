import { expect, it } from '@jest/globals';
import { sql } from '../../platform/database/sql.ts';
import { claimsOf } from '../support/claims.ts';
import type { Nodes } from '../support/every-node.ts';
import { describeOperation, rows } from '../support/operation.ts';

interface Data {
  readonly activityRun: {
    readonly llmCalls: Nodes<object> & { readonly totalCount: number };
    readonly toolCalls: object;
  };
}

describeOperation<Data>(
  {
    name: 'RunTrace',
    as: ({ tenant }) => claimsOf(tenant),
    variables: ({ run }) => ({ id: run.refId }),
    rights: [
      //                                      SA AD ME RV AG SV PA P- AN
      ['activityRun', /*                  */ 'R R - 0 R - - - R'],
      ['activityRun.toolCalls.input', /*  */ 'R R . . R . . . -'],
      ['activityRun.toolCalls.output', /* */ 'R R . . R . . . -'],
    ],
  },
  (stage) => {
    it('answers the run, what it is of and the session it went on', async () => {
      const { business, ask } = stage();
      const { data } = await ask();
      const { run, work } = business;
      expect(data.activityRun).toMatchObject({
        id: run.refId,
        attempt: 1,
        adapterType: 'CLAUDE',
        modelId: 'claude-sonnet-4',
        status: 'FAILED',
        error: 'the model was overloaded',
        startedAt: run.startedAt,
        endedAt: run.endedAt,
        durationMs: 1_500,
        cost: { amount: run.costUsd, currency: 'USD' },
        activity: { id: work.agents[0]?.refId, title: 'Write 0' },
        session: { agentRole: 'copywriter', isExpired: false },
      });
    });

    it('lists its calls to language models, newest first', async () => {
      const { business, ask } = stage();
      const { data } = await ask();
      const expected = await rows(
        sql`SELECT c.ref_id AS id, c.model_id AS "modelId", c.input_tokens AS "inputTokens", c.output_tokens AS "outputTokens",
              json_build_object('amount', c.cost_usd::text) AS cost, c.duration_ms AS "durationMs", c.created_on AS "createdAt"
            FROM llm_calls c WHERE c.activity_run_id = ${business.run.id}::uuid ORDER BY c.ref_id DESC`,
      );
      expect(data.activityRun.llmCalls.nodes).toEqual(expected);
      expect(data.activityRun.llmCalls.totalCount).toBe(expected.length);
      expect(expected.length).toBeGreaterThan(3);
    });

    it('lists its calls to tools, with what went in and out', async () => {
      const { business, ask } = stage();
      const { data } = await ask();
      const expected = await rows(
        sql`SELECT c.ref_id AS id, c.tool_name AS "toolName", c.method, upper(c.status::text) AS status, c.error, c.duration_ms AS "durationMs",
              c.input, c.output FROM tool_calls c WHERE c.activity_run_id = ${business.run.id}::uuid ORDER BY c.ref_id DESC`,
      );
      expect(data.activityRun.toolCalls).toEqual({ totalCount: 4, nodes: expected });
    });

    it("answers null for the other tenant's run, as for an unknown one", async () => {
      const { ask, other } = stage();
      expect(await ask({ id: other.run.refId })).toMatchObject({ data: { activityRun: null }, errors: [] });
    });
  },
);
