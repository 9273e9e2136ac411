import { expect, it } from '@jest/globals';
import { sql } from '../../platform/database/sql.ts';
import { claimsOf } from '../support/claims.ts';
import type { Nodes, Page } from '../support/every-node.ts';
import { describeOperation, rows, today } from '../support/operation.ts';

interface Card {
  readonly id: string;
  readonly dueDate: string | null;
  readonly status: string;
  readonly isOverdue: boolean;
  readonly children: Nodes<object>;
  readonly output: { readonly contentType: string; readonly text: string } | null;
}

interface Data {
  readonly activities: Page<Card>;
}

describeOperation<Data>(
  {
    name: 'ActivityBoard',
    as: ({ tenant }) => claimsOf(tenant),
    variables: () => ({ status: ['IN_PROGRESS', 'AWAITING_APPROVAL', 'FAILED'], first: 100 }),
    rights: [
      //                                  SA AD ME RV AG SV PA P- AN
      ['activities', /*               */ 'R R R O O R R - R'],
      ['activities.assigneeAgent', /* */ 'R R R 0 O - - . R'],
      ['activities.assigneeUser', /*  */ 'R R R O - - R . R'],
      ['activities.latestRun', /*     */ 'R R - 0 O - - . R'],
      ['activities.runCount', /*      */ 'R R - 0 O - - . R'],
      ['activities.totalCost', /*     */ 'R R - O O - R . R'],
      ['activities.output', /*        */ 'R R R 0 O R - . R'],
    ],
  },
  (stage) => {
    it('answers the activities of the statuses, newest first, with who does them', async () => {
      const { business, ask } = stage();
      const { data } = await ask();
      const expected = await rows(
        sql`SELECT a.ref_id AS id, a.title, upper(a.status::text) AS status, upper(a.priority::text) AS priority, a.due_date AS "dueDate",
              a.pipeline_step AS "pipelineStep", upper(a.assignee_type::text) AS "assigneeType", a.assignee_agent_role AS "assigneeAgentRole",
              CASE WHEN u.id IS NULL THEN NULL ELSE json_build_object('id', u.ref_id, 'name', u.name) END AS "assigneeUser",
              CASE WHEN g.id IS NULL THEN NULL ELSE json_build_object('name', g.name) END AS goal,
              CASE WHEN d.id IS NULL THEN NULL ELSE json_build_object('name', d.name) END AS deliverable,
              CASE WHEN p.id IS NULL THEN NULL ELSE json_build_object('id', p.ref_id, 'title', p.title) END AS parent
            FROM activities a LEFT JOIN users u ON u.id = a.assignee_user_id LEFT JOIN goals g ON g.id = a.goal_id
              LEFT JOIN deliverables d ON d.id = a.deliverable_id LEFT JOIN activities p ON p.id = a.parent_activity_id
            WHERE a.tenant_id = ${business.tenant.id}::uuid AND a.status IN ('in_progress', 'awaiting_approval', 'failed')
              AND a.deleted_on IS NULL ORDER BY a.ref_id DESC`,
      );
      expect(data.activities.nodes).toMatchObject(expected);
      expect(data.activities.nodes).toHaveLength(expected.length);
    });

    it('adds the last run, the number of runs and their cost, of each activity its own', async () => {
      const { business, ask } = stage();
      const { data } = await ask();
      const expected = await rows(
        sql`SELECT a.ref_id AS id, count(r.id)::int AS "runCount", json_build_object('amount', coalesce(sum(r.cost_usd), 0)::numeric(20, 6)::text, 'currency', 'USD') AS "totalCost",
              (SELECT json_build_object('id', last.ref_id, 'attempt', last.attempt, 'status', upper(last.status::text), 'error', last.error)
                 FROM activity_runs last WHERE last.activity_id = a.id ORDER BY last.attempt DESC LIMIT 1) AS "latestRun"
            FROM activities a LEFT JOIN activity_runs r ON r.activity_id = a.id
            WHERE a.tenant_id = ${business.tenant.id}::uuid AND a.status IN ('in_progress', 'awaiting_approval', 'failed')
              AND a.deleted_on IS NULL GROUP BY a.id ORDER BY a.ref_id DESC`,
      );
      expect(data.activities.nodes).toMatchObject(expected);
    });

    it('reads what was made from the document store', async () => {
      const { business, ask } = stage();
      const { data } = await ask();
      const made = data.activities.nodes.flatMap(({ id, output }) => (output === null ? [] : [{ id, ...output }]));
      const [first, second] = business.work.agents;
      expect(made).toEqual([
        { id: second?.refId, contentType: 'text/markdown', text: 'Draft 1' },
        { id: first?.refId, contentType: 'text/markdown', text: 'Draft 0' },
      ]);
    });

    it('calls open work late from the day after it was due', async () => {
      const { data } = await stage().ask();
      const cards = data.activities.nodes;
      expect(cards.map(({ isOverdue }) => isOverdue)).toEqual(
        cards.map(({ dueDate, status }) => dueDate !== null && dueDate < today && status !== 'FAILED'),
      );
      expect(cards.some(({ isOverdue }) => isOverdue)).toBe(true);
    });

    it('shows the steps under an activity', async () => {
      const { business, ask } = stage();
      const { data } = await ask();
      const [first] = data.activities.nodes.filter(({ id }) => id === business.work.agents[0]?.refId);
      expect(first?.children).toMatchObject({ totalCount: 1, nodes: [{ title: 'Step 0', status: 'IN_PROGRESS' }] });
    });

    it('goes on where a page ended', async () => {
      const { ask } = stage();
      const whole = (await ask()).data.activities.nodes.map(({ id }) => id);
      const page = (await ask({ first: 3 })).data.activities;
      const rest = (await ask({ after: page.pageInfo.endCursor })).data.activities.nodes;
      expect([...page.nodes, ...rest].map(({ id }) => id)).toEqual(whole);
      expect(page.pageInfo.hasNextPage).toBe(true);
    });
  },
);
