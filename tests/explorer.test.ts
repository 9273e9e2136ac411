import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'puppeteer-core';
import { findChromium, openBrowser, type OpenBrowser } from './support/browser.ts';
import { claimsOf } from './support/claims.ts';
import { startGateway, type TestGateway } from './support/gateway.ts';
import { makeTenant, type CustomerTenant } from './support/make.ts';

const chromium = findChromium();
if (chromium === null) {
  process.stderr.write('The explorer is not opened: no Chromium (CHROMIUM_PATH, or chromium on the PATH).\n');
}

/** What the explorer's response editor holds: Monaco keeps only the visible lines in the page. */
const responseText = "__MONACO.editor.getModels().find((model) => model.uri.path.endsWith('response.json')).getValue()";

/** An expression for the page, as text: the tests know no browser's types. */
function ofEach(selector: string, property: string): string {
  return `[...document.querySelectorAll(${JSON.stringify(selector)})].map((element) => element.${property})`;
}

(chromium === null ? describe.skip : describe)('the explorer', () => {
  let graph: TestGateway;
  let tenant: CustomerTenant;
  let opened: OpenBrowser;
  let page: Page;
  const outside: string[] = [];

  beforeAll(async () => {
    tenant = await makeTenant({ name: 'Umbrella Outdoors' });
    const claims = claimsOf(tenant);
    const label = 'Umbrella Outdoors · admin';
    graph = await startGateway({
      explorer: {
        sandboxUrl: 'https://studio.apollographql.com/sandbox/explorer',
        hosts: [],
        signIn: null,
        personas: async () => [{ label, tenant: tenant.slug, role: 'admin', token: await graph.issuer.sign(claims) }],
        examples: () => [
          {
            name: 'WhoAmI',
            description: 'The tenant and its newest strategy.',
            persona: label,
            query: 'query WhoAmI { viewer { tenant { name activeStrategy { label } } } }',
            variables: {},
          },
        ],
      },
    });
    opened = await openBrowser();
    page = await opened.browser.newPage();
    page.on('request', (request) => {
      const { protocol, origin } = new URL(request.url());
      if (protocol.startsWith('http') && origin !== graph.url) outside.push(request.url());
    });
    await page.goto(`${graph.url}/`);
    await page.waitForSelector('[data-testid=run]:not([disabled])');
  });

  afterAll(async () => {
    await opened.close();
    await graph.close();
  });

  it('runs an example as a persona, shows its answer and its plan, and asks nobody else', async () => {
    await page.click('[data-testid=example-menu]');
    await page.waitForSelector('[data-testid=example-WhoAmI]');
    await page.click('[data-testid=example-WhoAmI]');
    await page.click('[data-testid=run]');
    await page.waitForSelector('[data-testid=plan-panel][data-state=explained]');
    await page.waitForSelector('[data-testid=run]:not([disabled])');
    expect(JSON.parse((await page.evaluate(responseText)) as string)).toEqual({
      data: { viewer: { tenant: { name: 'Umbrella Outdoors', activeStrategy: null } } },
    });
    expect(await page.evaluate(ofEach('[data-testid=plan-fetch]', 'dataset.service'))).toEqual(['tenancy', 'strategy']);
    await page.click('[data-testid=plan-fetch] summary');
    const [statement] = (await page.evaluate(ofEach('[data-testid=plan-statement]', 'textContent'))) as string[];
    expect(statement).toContain('FROM "tenants"');
    expect(outside).toEqual([]);
  });

  it('brings back the variables with the operation when it is loaded anew', async () => {
    const variablesText =
      "__MONACO.editor.getModels().find((model) => model.uri.path.endsWith('variables.json'))?.getValue()";
    await page.waitForFunction(`${variablesText} !== undefined`);
    await page.evaluate(
      `__MONACO.editor.getModels().find((model) => model.uri.path.endsWith('variables.json')).setValue('{ "a": 1 }')`,
    );
    await page.waitForFunction(
      `JSON.parse(localStorage.getItem('graphiql:tabState')).tabs.some(({ variables }) => variables === '{ "a": 1 }')`,
    );
    await page.reload();
    await page.waitForSelector('[data-testid=run]:not([disabled])');
    await page.waitForFunction(`${variablesText} !== undefined`);
    expect(await page.evaluate(variablesText)).toBe('{ "a": 1 }');
  });

  it('links to Apollo Sandbox', async () => {
    expect(await page.evaluate(ofEach('a[href]', "getAttribute('href')"))).toContain(
      'https://studio.apollographql.com/sandbox/explorer',
    );
  });
});
