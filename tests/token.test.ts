import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { decodeJwt } from 'jose';
import { join } from 'node:path';
import { temporaryFolder } from './support/folder.ts';
import { startProgram, stopAll, type Started } from './support/started.ts';

/** `npm run token`, first with nothing running, then beside a gateway. */
describe('the token command', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  beforeAll(async () => void (folder = await temporaryFolder()));
  afterAll(async () => {
    await stopAll();
    await folder.remove();
  });

  function token(parameters: string, env: Record<string, string> = {}): Started {
    return startProgram('scripts/token.js', { DATA_DIR: join(folder.path, 'data'), ...env }, parameters.split(' '));
  }
  async function printed(parameters: string): Promise<string> {
    const command = token(parameters);
    if ((await command.ended) !== 0) throw new Error(command.complaints());
    expect(command.output()).toMatch(/^\S+\n$/);
    return command.output().trim();
  }
  async function refusal(parameters: string, env?: Record<string, string>): Promise<string> {
    const command = token(parameters, env);
    expect(await command.ended).toBe(1);
    return command.complaints();
  }

  it('starts the database for a moment where nothing runs', async () => {
    expect(decodeJwt(await printed('--tenant acme-corp --role analyst'))).toMatchObject({
      role: 'analyst',
      scopes: [],
    });
  });

  it('prints a token that the running gateway takes, for each role', async () => {
    const env = { DATA_DIR: join(folder.path, 'data'), PORT: '0', OPERATIONS_PARTNERS: 'free' };
    const gateway = startProgram('gateway/main.js', env);
    const [, url = ''] = await gateway.until(/The graph is at {5}(\S+)/);
    const roles = ['super_admin', 'admin', 'member', 'reviewer', 'agent', 'service', 'partner', 'analyst'];
    for (const role of roles) {
      const authorization = `Bearer ${await printed(`--tenant acme-corp --role ${role}`)}`;
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization },
        body: JSON.stringify({ query: '{ viewer { tenant { slug } } }' }),
      });
      const slug = role === 'super_admin' ? 'platform' : 'acme-corp';
      expect([role, await response.json()]).toMatchObject([role, { data: { viewer: { tenant: { slug } } } }]);
    }
  });

  it('narrows a partner to the scopes, an agent to the role, and takes a user by id', async () => {
    expect(decodeJwt(await printed('--tenant acme-corp --role partner --scopes costs:read'))['scopes']).toEqual([
      'costs:read',
    ]);
    const copywriter = decodeJwt(await printed('--tenant acme-corp --role agent --agent-role copywriter'));
    const strategist = decodeJwt(await printed('--tenant acme-corp --role agent --agent-role strategist'));
    expect(strategist.sub).not.toBe(copywriter.sub);
    const byId = decodeJwt(await printed(`--tenant acme-corp --role agent --user ${strategist.sub}`));
    expect([byId.sub, byId['tenant']]).toEqual([strategist.sub, strategist['tenant']]);
  });

  it('refuses in one sentence what it does not know', async () => {
    expect(await refusal('--tenant nowhere --role admin')).toMatch(
      /^The tenant "nowhere" has no admin, expected .*acme-corp.*\.\n$/,
    );
    expect(await refusal('--tenant acme-corp --role boss')).toBe(
      'The role is "boss", expected one of super_admin, admin, member, reviewer, agent, service, partner, analyst.\n',
    );
    expect(await refusal('--tenant acme-corp --role partner --scopes all')).toMatch(
      /^The scope is "all", expected some of .*costs:read.*\.\n$/,
    );
    expect(await refusal('--tenant acme-corp --role admin --user 12')).toBe(
      'The user is "12", expected a ULID of 26 characters.\n',
    );
    expect(await refusal('--role admin')).toMatch(
      /^A tenant and a role are missing, expected npm run token -- --tenant <slug> .*\.\n$/,
    );
  });

  it('refuses in production, and where another issuer is named', async () => {
    expect(await refusal('--tenant acme-corp --role admin', { NODE_ENV: 'production' })).toBe(
      'NODE_ENV is production, expected development: tokens come from the identity provider there.\n',
    );
    expect(await refusal('--tenant acme-corp --role admin', { JWKS_URL: 'https://login.example.com/keys' })).toBe(
      'JWKS_URL is https://login.example.com/keys, expected none: only tokens of that issuer are taken.\n',
    );
  });
});
