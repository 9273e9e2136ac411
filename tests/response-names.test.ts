import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { claimsOf } from './support/claims.ts';
import { startGateway, type TestGateway } from './support/gateway.ts';
import { closeFactories, makeTenant, type CustomerTenant } from './support/make.ts';

let graph: TestGateway;
let tenant: CustomerTenant;

beforeAll(async () => {
  graph = await startGateway();
  tenant = await makeTenant();
});

afterAll(async () => {
  await graph.close();
  await closeFactories();
});

describe('an alias that every JavaScript object knows already', () => {
  it.each(['constructor', 'toString', 'valueOf', 'hasOwnProperty'])(
    'names its field as any other does: %s',
    async (name) => {
      const query = `{ ${name}: goals { totalCount } viewer { tenant { ${name}: slug goals { ${name}: totalCount } } } }`;
      const { data, errors } = await graph.query(claimsOf(tenant), query);
      expect({ data, errors }).toEqual({
        data: { [name]: { totalCount: 0 }, viewer: { tenant: { [name]: tenant.slug, goals: { [name]: 0 } } } },
        errors: [],
      });
    },
  );

  it.each(['constructor', 'toString'])('is null where the field is refused: %s', async (name) => {
    const { data, errors } = await graph.query(claimsOf(tenant), `{ ${name}: tenants { totalCount } }`);
    expect({ data, codes: errors.map(({ extensions }) => extensions['code']) }).toEqual({
      data: { [name]: null },
      codes: ['FORBIDDEN'],
    });
  });

  it('is refused where it would name the prototype', async () => {
    const { status, errors } = await graph.query(claimsOf(tenant), '{ viewer { tenant { __proto__: slug } } }');
    expect({ status, codes: errors.map(({ extensions }) => extensions['code']) }).toEqual({
      status: 400,
      codes: ['BAD_USER_INPUT'],
    });
  });
});
