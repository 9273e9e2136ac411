import { describe, expect, it } from '@jest/globals';
import { tables } from '../database/tables.ts';
import { areaOfType, areas, partnerScopes, requireRight, rightTo, type Area } from './policy.ts';
import { personas, readsAcrossTenants, type Persona, type Viewer } from '../identity/viewer.ts';

/**
 * The contract's matrix (docs/api-contract.md#17-rights), in its order of columns. R all rows, W writes them, O own or
 * assigned ones, – nothing; of the partner a word in its place is the scope it needs.
 */
const matrix = `
                    SA AD ME RV AG SV PA             AN
  tenants           R  -  -  -  -  -  -              -
  tenant            R  R  R  R  R  R  R              R
  tenantSpend       R  R  R  R  -  R  -              R
  users             R  R  R  R  -  -  R              R
  userList          R  R  R  R  -  -  -              R
  userEmail         R  R  R  -  -  -  personal:read  -
  contracts         R  R  R  -  -  -  -              -
  contractEvidence  R  R  -  -  -  -  -              -
  billingEvents     R  R  -  -  -  R  -              R
  billing           R  R  -  -  -  -  -              R
  billingPayload    R  -  -  -  -  R  -              -
  razorpayIds       R  -  -  -  -  -  -              -
  apiClients        R  R  -  -  -  -  -              -
  onboarding        R  R  R  O  O  -  -              R
  strategy          R  R  R  R  R  R  R              R
  activities        R  R  R  O  O  R  activities:read R
  activityData      R  R  R  R  R  R  -              R
  runs              R  R  -  O  O  -  -              R
  toolData          R  R  -  R  R  -  -              -
  runCosts          R  R  -  R  R  -  costs:read     R
  costTotals        R  R  -  -  -  -  costs:read     R
  templates         R  R  R  R  R  R  -              R
  agents            R  R  R  R  O  -  -              R
  agentSecrets      R  R  -  -  -  -  -              -
  llmProviders      R  -  -  -  -  -  -              -
  channels          R  R  R  R  R  R  R              R
  content           R  R  R  R  R  R  content:read   R
  backlinks         R  R  R  R  R  R  R              R
  backlinkRaw       R  R  -  -  -  -  -              R
  leads             R  R  R  O  R  R  leads:read     R
  leadNames         R  R  R  R  R  R  personal:read  R
  leadPersonal      R  R  R  R  R  R  personal:read  -
  ads               R  R  R  R  R  R  R              R
  tombstones        R  R  -  -  -  -  R              R
  acceptContract    -  W  -  -  -  -  -              -
  createActivity    W  W  O  O  O  W  -              -
  approveActivity   W  W  -  O  -  -  -              -
  recordLlmCall     -  -  -  -  O  -  -              -
`;
const columns: readonly Persona[] = [
  'super_admin',
  'admin',
  'member',
  'reviewer',
  'agent',
  'service',
  'partner',
  'analyst',
];
const cells = matrix
  .trim()
  .split('\n')
  .slice(1)
  .flatMap((line) => {
    const [area = '', ...rights] = line.trim().split(/\s+/);
    return rights.map((right, index) => [area as Area, columns[index] ?? 'admin', right] as const); // the first test compares the names
  });

function viewer(persona: Persona, scopes: readonly string[] = []): Viewer {
  const tenant = { id: 't', tenantId: 't', refId: 'T', status: 'active' as const, contractAccepted: true };
  const user = { id: 'u', refId: 'U', tenantId: 't', role: 'member' as const, appAccess: [] };
  return { persona, tenant, user, agentRole: null, clientId: null, scopes };
}

describe('the policy', () => {
  it('knows the areas of the contract and no others, and the eight personas', () => {
    expect(Object.keys(areas).sort()).toEqual([...new Set(cells.map(([area]) => area))].sort());
    expect([...personas]).toEqual([...columns]);
  });

  it.each(cells)('%s for %s is %s', (area, persona, right) => {
    const expected = { R: 'read', W: 'write', O: 'own', '-': 'none' }[right];
    expect(rightTo(viewer(persona), area)).toBe(expected ?? 'none');
    if (expected === undefined) {
      expect(rightTo(viewer(persona, [right]), area)).toBe('read');
      expect(rightTo(viewer(persona, ['other:read', right.toUpperCase()]), area)).toBe('none');
    } else {
      expect(rightTo(viewer(persona, partnerScopes), area)).toBe(expected);
    }
  });

  it('gives an analyst nothing that an admin has not: the role may narrow one', () => {
    const names = Object.keys(areas) as Area[]; // an object's own keys
    const wider = names.filter((area) => areas[area].analyst !== 'none' && areas[area].admin !== 'read');
    expect(wider).toEqual([]);
  });

  it('lets only super admins read across tenants', () => {
    expect(personas.filter((persona) => readsAcrossTenants(viewer(persona)))).toEqual(['super_admin']);
  });

  it('refuses by FORBIDDEN, naming the role, what was asked for, and the scope where one would do', () => {
    const forbidden = { extensions: { code: 'FORBIDDEN', retryable: false } };
    expect(() => requireRight(viewer('member'), 'runs', 'Activity.runs')).toThrow(
      expect.objectContaining({ ...forbidden, message: 'the role member may not read Activity.runs' }),
    );
    expect(() => requireRight(viewer('partner'), 'costTotals', 'Goal.llmCost')).toThrow(
      expect.objectContaining({
        ...forbidden,
        message: 'the role partner may not read Goal.llmCost; expected the scope "costs:read"',
      }),
    );
    expect(() => requireRight(viewer('reviewer'), 'runs', 'Activity.runs')).not.toThrow();
  });

  it('puts every table of the graph into an area', () => {
    const models = Object.values(tables).map(({ model }) => model);
    const outside = [
      'ActivityCount',
      'ActivityDependency',
      'AuditBlock',
      'AuditEvent',
      'DeprecationUse',
      'Document',
      'IdempotencyKey',
      'LlmCostDay',
      'OutboxEvent',
      'OutsideCall',
      'SocialMediaRequestChannel',
      'TenantSpendMonth',
    ];
    expect(models.filter((model) => areaOfType[model] === undefined).sort()).toEqual(outside);
  });
});
