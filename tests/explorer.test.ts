import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import type { Page } from 'puppeteer-core';
import { projectPath } from '../platform/config/paths.ts';
import { findChromium, openBrowser, type OpenBrowser } from './support/browser.ts';
import { claimsOf } from './support/claims.ts';
import type { TestGateway } from './support/gateway.ts';
import { makeTenant, type CustomerTenant } from './support/make.ts';
import { startPersisted, type PersistedGateway } from './support/persisted.ts';

const chromium = findChromium();
if (chromium === null) {
  process.stderr.write('The explorer is not opened: no Chromium (CHROMIUM_PATH, or chromium on the PATH).\n');
}

/** What the explorer's response editor holds: Monaco keeps only the visible lines in the page. */
const responseText = "__MONACO.editor.getModels().find((model) => model.uri.path.endsWith('response.json')).getValue()";

const labelOf = (role: string): string => `Umbrella Outdoors · ${role}`;

/** An expression for the page, as text: the tests know no browser's types. */
function ofEach(selector: string, property: string): string {
  return `[...document.querySelectorAll(${JSON.stringify(selector)})].map((element) => element.${property})`;
}

(chromium === null ? describe.skip : describe)('the explorer', () => {
  let gateway: PersistedGateway;
  let graph: TestGateway;
  let tenant: CustomerTenant;
  let opened: OpenBrowser;
  let page: Page;
  const outside: string[] = [];

  beforeAll(async () => {
    tenant = await makeTenant({ name: 'Umbrella Outdoors' });
    const partner = { user: await tenant.make.user({ kind: 'service' }) };
    const personas = async () =>
      Promise.all(
        [claimsOf(tenant), claimsOf(tenant, 'partner', partner)].map(async (claims) => ({
          label: labelOf(claims.role),
          tenant: tenant.slug,
          role: claims.role,
          token: await graph.issuer.sign(claims),
        })),
      );
    const query = 'query WhoAmI { viewer { tenant { name activeStrategy { label } } } }';
    const examples = [
      { name: 'WhoAmI', description: 'The tenant and its newest strategy.', persona: labelOf('admin'), query },
      {
        name: 'WhoIsThePartner',
        description: 'The same.',
        persona: labelOf('partner'),
        query: `# Asked by id.\n${query}`,
      },
    ];
    // As a start without configuration: partners may send ids only.
    gateway = await startPersisted(
      { 'a.json': { whoAmI: query }, 'b.json': readFileSync(projectPath('persisted', 'introspection.json'), 'utf8') },
      {},
      {
        explorer: {
          sandboxUrl: 'https://studio.apollographql.com/sandbox/explorer',
          hosts: [],
          signIn: null,
          personas,
          examples: async () => examples.map((example) => ({ ...example, variables: {} })),
        },
      },
    );
    ({ graph } = gateway);
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
    await gateway.close();
  });

  it('runs an example as a persona, shows its answer and its plan, and asks nobody else', async () => {
    await page.click('[data-testid=example-menu]');
    await page.waitForSelector('[data-testid=example-WhoAmI]');
    await page.click('[data-testid=example-WhoAmI]');
    await page.click('[data-testid=run]');
    await page.waitForSelector('[data-testid=plan-panel][data-state=explained]');
    await page.waitForSelector('[data-testid=run]:not([disabled])');
    expect(JSON.parse((await page.evaluate(responseText)) as string)).toMatchObject({
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

  it('sends by its id what is registered: a partner may send nothing else', async () => {
    const bodies: string[] = [];
    page.on('request', (request) => {
      if (request.url().endsWith('/graphql')) bodies.push(request.postData() ?? '');
    });
    await page.click('[data-testid=example-menu]');
    await page.waitForSelector('[data-testid=example-WhoIsThePartner]');
    // Another persona reads the schema anew.
    const schema = page.waitForResponse(
      (response) => response.request().postData()?.includes('introspection') === true,
    );
    await page.click('[data-testid=example-WhoIsThePartner]');
    expect((await schema).status()).toBe(200);
    await page.click('[data-testid=run]');
    await page.waitForSelector('[data-testid=plan-panel][data-state=explained]');
    await page.waitForFunction(`${responseText}.includes('Umbrella Outdoors')`);
    expect(bodies.map((body) => (JSON.parse(body) as { documentId: string }).documentId)).toEqual([
      'introspection',
      'whoAmI',
    ]);
  });

  it('links to Apollo Sandbox', async () => {
    expect(await page.evaluate(ofEach('a[href]', "getAttribute('href')"))).toContain(
      'https://studio.apollographql.com/sandbox/explorer',
    );
  });
});
