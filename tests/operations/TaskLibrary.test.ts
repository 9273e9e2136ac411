import { expect, it } from '@jest/globals';
import { sql } from '../../platform/database/sql.ts';
import { claimsOf } from '../support/claims.ts';
import type { Nodes } from '../support/every-node.ts';
import { describeOperation, rows } from '../support/operation.ts';

interface Template {
  readonly id: string;
  readonly tenant: { readonly id: string } | null;
  readonly steps: readonly object[];
}

interface Data {
  readonly activityTemplates: Nodes<Template> | null;
  readonly recurringTaskTemplates: Nodes<object>;
}

describeOperation<Data>(
  {
    name: 'TaskLibrary',
    as: ({ tenant }) => claimsOf(tenant),
    variables: () => ({}),
    rights: [
      //                                SA AD ME RV AG SV PA P- AN
      ['activityTemplates', /*      */ 'R R R R R R - - R'],
      ['recurringTaskTemplates', /* */ 'R R R R R R - - R'],
    ],
    steady: (data, { plan }) => {
      const known = ({ id, tenant }: Template) => tenant !== null || id === plan.globalTemplate.refId;
      return { ...data, activityTemplates: data.activityTemplates && data.activityTemplates.nodes.filter(known) };
    },
  },
  (stage) => {
    it("answers the platform's pipelines and the tenant's copies, which name what they are copied from", async () => {
      const { business, ask } = stage();
      const { data } = await ask();
      const { tenant, plan } = business;
      const templates = data.activityTemplates?.nodes ?? [];
      const { refId: id, name } = plan.globalTemplate;
      expect(templates.filter((template) => template.tenant !== null)).toMatchObject([
        { tenant: { id: tenant.refId }, sourceTemplate: { id, name }, deliverableType: 'BLOG_POSTS', version: 1 },
      ]);
      expect(templates.filter((template) => template.id === id)).toMatchObject([
        { tenant: null, sourceTemplate: null, steps: [] },
      ]);
    });

    it('reads the steps out of the stored JSON, with what they leave out filled in', async () => {
      const { data } = await stage().ask();
      const [copy] = data.activityTemplates?.nodes.filter(({ tenant }) => tenant !== null) ?? [];
      expect(copy?.steps).toEqual([
        {
          key: 'draft',
          title: 'Draft',
          type: 'WRITE',
          assigneeType: 'AGENT',
          agentRole: 'copywriter',
          humanRole: null,
          isApprovalGate: false,
          dependsOn: [],
          dueOffsetDays: null,
          fanOut: false,
        },
      ]);
    });

    it("answers the tenant's recurring tasks, newest first", async () => {
      const { business, ask } = stage();
      const { data } = await ask();
      const expected = await rows(
        sql`SELECT t.ref_id AS id, t.name, upper(t.trigger::text) AS trigger, upper(t.periodicity::text) AS periodicity, t.cron_expression AS "cronExpression"
          FROM recurring_task_templates t WHERE t.tenant_id = ${business.tenant.id}::uuid AND t.deleted_on IS NULL ORDER BY t.ref_id DESC`,
      );
      expect(data.recurringTaskTemplates.nodes).toMatchObject(expected);
      expect(data.recurringTaskTemplates.nodes).toHaveLength(2);
    });

    it('says what is still to be filled in, and when a filled-in one runs next', async () => {
      const { data } = await stage().ask();
      const [manual, scheduled] = data.recurringTaskTemplates.nodes;
      expect(manual).toMatchObject({ nextRunAt: null, missingVariables: ['site'], renderedPrompt: null });
      expect(scheduled).toMatchObject({
        cronExpression: '0 6 1 * *',
        nextRunAt: nextFirstOfMonthAtSix(),
        missingVariables: [],
        renderedPrompt: 'Report on example.test',
        variables: [{ key: 'site', label: 'Site', type: 'string', required: true, value: 'example.test' }],
      });
    });
  },
);

function nextFirstOfMonthAtSix(): string {
  const now = new Date();
  const first = (months: number) => new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + months, 1, 6));
  return (first(0) > now ? first(0) : first(1)).toISOString();
}
