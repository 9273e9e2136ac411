import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Page } from 'puppeteer-core';
import { publishedKeys } from '../platform/identity/published-keys.ts';
import { verifierOver } from '../platform/identity/token.ts';
import { Unauthenticated } from '../platform/identity/unauthenticated.ts';
import { findChromium, openBrowser, type OpenBrowser } from './support/browser.ts';
import { claimsOf } from './support/claims.ts';
import { freePorts } from './support/free-ports.ts';
import { startGateway, type TestGateway } from './support/gateway.ts';
import { closeFactories, makeTenant } from './support/make.ts';
import { compileProgram, type Program, type RunningProgram } from './support/program.ts';
import type { OidcIssuerOptions } from './support/programs/oidc-issuer.ts';

const chromium = findChromium();
if (chromium === null) {
  process.stderr.write('Nobody signs in to the explorer: no Chromium (CHROMIUM_PATH, or chromium on the PATH).\n');
}

const audience = 'https://graph.example.com';
const editorText = (name: string) =>
  `__MONACO.editor.getModels().find((model) => model.uri.path.endsWith('${name}')).getValue()`;

(chromium === null ? describe.skip : describe)('a user of the explorer', () => {
  let graph: TestGateway;
  let program: Program;
  let issuer: RunningProgram;
  let options: OidcIssuerOptions;
  let opened: OpenBrowser;
  let page: Page;
  let userRefId: string;
  /** Tokens that reached the graph, in order; those of `refused` are refused. */
  const taken: string[] = [];
  const refused = new Set<string>();
  const violations: string[] = [];

  beforeAll(async () => {
    const claims = claimsOf(await makeTenant({ name: 'Umbrella Outdoors' }));
    ({ userRefId } = claims);
    const [port = 0] = await freePorts(1);
    const url = `http://127.0.0.1:${port}`;
    const policy = { issuer: url, audience, algorithms: ['RS256'], clockToleranceSeconds: 5 };
    const verify = verifierOver(publishedKeys(new URL(`${url}/jwks`)).keyOf, policy);
    graph = await startGateway({
      verify: async (token) => {
        taken.push(token);
        if (refused.has(token)) throw new Unauthenticated('refused by the test');
        return verify(token);
      },
      explorer: {
        sandboxUrl: null,
        signIn: {
          issuer: url,
          clientId: 'explorer',
          scopes: 'openid offline_access',
          parameters: `prompt=consent&resource=${encodeURIComponent(audience)}`,
        },
        hosts: [],
        personas: async () => [],
        examples: async () => [],
      },
    });
    program = await compileProgram('oidc-issuer');
    options = { port, redirectUri: `${graph.url}/`, audience, users: [claims] };
    await startIssuer();
    opened = await openBrowser();
  });

  beforeEach(async () => {
    taken.length = 0;
    refused.clear();
    // Nobody is signed in at the issuer either.
    const context = await opened.browser.createBrowserContext();
    page = await context.newPage();
    page.on('console', (message) => {
      if (message.text().includes('Content Security Policy')) violations.push(message.text());
    });
    await page.goto(`${graph.url}/`);
    await page.waitForSelector('[data-testid=sign-in]');
  });

  afterAll(async () => {
    await opened.close();
    await issuer.kill();
    await graph.close();
    await closeFactories();
  });

  async function startIssuer(): Promise<void> {
    issuer = program.start(JSON.stringify(options));
    expect(await issuer.nextLine()).toBe('listening');
  }

  async function signIn(): Promise<void> {
    await page.click('[data-testid=sign-in]');
    await page.waitForSelector('input[name=login]');
    await page.type('input[name=login]', userRefId);
    await page.type('input[name=password]', 'any');
    await page.click('button[type=submit]');
    await page.waitForSelector('input[name=prompt][value=consent]');
    await page.click('button[type=submit]');
    await page.waitForSelector('[data-testid=signed-in]');
    await page.waitForSelector('[data-testid=run]:not([disabled])');
  }

  async function answerTo(query: string): Promise<unknown> {
    await page.waitForFunction(
      "__MONACO.editor.getModels().some((model) => model.uri.path.endsWith('operation.graphql'))",
    );
    await page.evaluate(
      `__MONACO.editor.getModels().find((model) => model.uri.path.endsWith('operation.graphql')).setValue(${JSON.stringify(query)})`,
    );
    await page.click('[data-testid=run]');
    await page.waitForFunction(`${editorText('response.json')}.includes('"')`);
    await page.waitForSelector('[data-testid=run]:not([disabled])');
    return JSON.parse((await page.evaluate(editorText('response.json'))) as string);
  }

  const textOf = (selector: string) => page.evaluate(`document.querySelector(${JSON.stringify(selector)}).textContent`);

  it('signs in at the issuer, and asks as who they are', async () => {
    await signIn();
    expect(await answerTo('{ viewer { role tenant { name } } }')).toMatchObject({
      data: { viewer: { role: 'ADMIN', tenant: { name: 'Umbrella Outdoors' } } },
    });
    expect(page.url()).toBe(`${graph.url}/`);
    expect(await textOf('[data-testid=signed-in] .who')).toBe('admin');
    expect(
      await page.evaluate('JSON.stringify([...Object.values(localStorage), ...Object.values(sessionStorage)])'),
    ).not.toContain(taken[0]);
    expect(violations).toEqual([]);
  });

  it('goes on with the next token when the first is refused', async () => {
    await signIn();
    const [first = ''] = taken;
    refused.add(first);
    expect(await answerTo('{ viewer { role } }')).toMatchObject({ data: { viewer: { role: 'ADMIN' } } });
    expect(new Set(taken).size).toBe(2);
  });

  it('is asked to sign in again when there is no next token', async () => {
    await signIn();
    // It forgets all tokens that it gave.
    await issuer.kill();
    await startIssuer();
    for (const token of taken) refused.add(token);
    await answerTo('{ viewer { role } }');
    await page.waitForSelector('[data-testid=sign-in]');
    expect(await textOf('[data-testid=problem]')).toMatch(/sign in/i);
  });

  it('signs out', async () => {
    await signIn();
    await page.click('[data-testid=sign-out]');
    await page.waitForSelector('[data-testid=sign-in]');
    await page.waitForSelector('[data-testid=problem]');
    expect(await textOf('[data-testid=problem]')).toBe('The graph wants to know who asks: sign in.');
  });

  it('is told when the issuer turned them away', async () => {
    await page.click('[data-testid=sign-in]');
    await page.waitForSelector('input[name=login]');
    await page.click('a[href$="/abort"]');
    await page.waitForSelector('[data-testid=sign-in]');
    expect(await textOf('[data-testid=problem]')).toMatch(/^Signing in has failed: /);
    expect(page.url()).toBe(`${graph.url}/`);
  });

  it('is told when the issuer does not answer', async () => {
    await issuer.kill();
    await page.click('[data-testid=sign-in]');
    await page.waitForFunction(
      `document.querySelector('[data-testid=problem]').textContent.includes('did not tell how to sign in')`,
    );
    await startIssuer();
  });

  it('may be sent nowhere but to the issuer', async () => {
    const { headers } = await fetch(`${graph.url}/`);
    const policy = headers.get('content-security-policy')?.split('; ') ?? [];
    expect(policy).toContain(`connect-src 'self' http://127.0.0.1:${options.port}`);
  });
});
