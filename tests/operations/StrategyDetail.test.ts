import { expect, it } from '@jest/globals';
import { sql } from '../../platform/database/sql.ts';
import { claimsOf } from '../support/claims.ts';
import { factoryPool, rowsOf } from '../support/make/pool.ts';
import { describeOperation, sinceLongAgo, tomorrow } from '../support/operation.ts';

describeOperation(
  {
    name: 'StrategyDetail',
    as: ({ tenant }) => claimsOf(tenant),
    variables: ({ strategy }) => ({ id: strategy.refId, since: sinceLongAgo, now: tomorrow }),
  },
  (stage) => {
    it("answers the goals of the seed's query: live ones by priority, progress to one decimal", async () => {
      const { business, ask } = stage();
      const { data } = await ask();
      const expected = await rowsOf(
        factoryPool(),
        sql`SELECT g.name, g.metric, g.baseline_value AS "baselineValue", g.current_value AS "currentValue",
              g.target_value AS "targetValue", upper(g.status::text) AS status,
              ROUND(((g.current_value - g.baseline_value) / NULLIF(g.target_value - g.baseline_value, 0)) * 100, 1) AS "progressPercent"
            FROM goals g WHERE g.tenant_id = ${business.tenant.id}::uuid AND g.strategy_id = ${business.strategy.id}::uuid
              AND g.deleted_on IS NULL ORDER BY g.priority, g.ref_id`,
      );
      expect(data.strategy.goals.nodes).toMatchObject(expected);
      expect(data.strategy.goals.nodes.map((goal: { progressPercent: string }) => goal.progressPercent)).toEqual(
        ['33.3', null, null, '-13.3'],
      );
    });
  },
);
