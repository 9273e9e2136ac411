import { beforeAll, describe, expect, it } from '@jest/globals';
import { makeTenant, type CustomerTenant } from '../../tests/support/make.ts';
import { fetchAs, select, viewerOf } from '../../tests/support/reading.ts';
import { PageLoader, type ListArguments } from '../batching/page-loader.ts';
import { tables } from '../database/tables.ts';
import type { Viewer } from '../identity/viewer.ts';

const names = select('{ nodes { name } }');

/** Names on one page of the tenant's goals. */
function namesFor(viewer: Viewer, args: ListArguments): Promise<string[]> {
  return fetchAs(viewer, async ({ source }) => {
    const loader = new PageLoader(source, tables.goal, { parent: 'tenantId' });
    return (await loader.load(viewer.tenant, args, names)).nodes.map(({ name }) => name);
  });
}

describe('arguments of a page', () => {
  let tenant: CustomerTenant;
  beforeAll(async () => {
    tenant = await makeTenant();
  });

  it.each<[ListArguments, string]>([
    [{ first: 0 }, '"first" is 0; expected 1 to 100'],
    [{ first: -1 }, '"first" is -1; expected 1 to 100'],
    [{ first: 101 }, '"first" is 101; expected 1 to 100'],
    [{ first: 2 ** 31 - 1 }, '"first" is 2147483647; expected 1 to 100'],
    [{ last: 0 }, '"last" is 0; expected 1 to 100'],
    [{ last: 101 }, '"last" is 101; expected 1 to 100'],
    [{ first: 1, last: 1 }, '"first" and "last" were both given; a page is taken from one end only'],
  ])('%j are refused', async (args, message) => {
    await expect(namesFor(viewerOf(tenant), args)).rejects.toMatchObject({
      message,
      extensions: { code: 'BAD_USER_INPUT', retryable: false },
    });
  });

  it('are 25 rows forward unless they say otherwise, null being nothing said', async () => {
    await tenant.makeMany.goal(101);
    const sizes = [
      {},
      { first: null, last: null, after: null, before: null },
      { first: 1 },
      { first: 100 },
      { last: 2 },
    ];
    const pages = await Promise.all(sizes.map((args) => namesFor(viewerOf(tenant), args)));
    expect(pages.map(({ length }) => length)).toEqual([25, 25, 1, 100, 2]);
  });
});
