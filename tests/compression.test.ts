import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { claimsOf } from './support/claims.ts';
import { startGateway, type TestGateway } from './support/gateway.ts';
import { closeFactories, makeTenant } from './support/make.ts';

let graph: TestGateway;
let authorization: string;

beforeAll(async () => {
  graph = await startGateway();
  authorization = `Bearer ${await graph.issuer.sign(claimsOf(await makeTenant()))}`;
});

afterAll(async () => {
  await graph.close();
  await closeFactories();
});

const short = '{ viewer { role } }';
const middle = '{ __schema { types { name } } }';
const long = '{ __schema { types { name description fields { name description type { name } } } } }';

/** The answer as `fetch` reads it, which decompresses what it says it is compressed with. */
async function answerTo(query: string, accepted: string) {
  const response = await fetch(`${graph.url}/graphql`, {
    method: 'POST',
    headers: { authorization, 'content-type': 'application/json', 'accept-encoding': accepted },
    body: JSON.stringify({ query }),
  });
  const { status, headers } = response;
  return { status, encoding: headers.get('content-encoding'), vary: headers.get('vary'), text: await response.text() };
}

describe('an answer', () => {
  it.each([
    ['br where the client takes it', middle, 'gzip, deflate, br, zstd', 'br'],
    ['gzip where it takes no other', middle, 'gzip', 'gzip'],
    ['what it likes better', middle, 'br;q=0.5, gzip', 'gzip'],
    ['nothing where it takes none', middle, 'deflate', null],
    ['nothing where it takes the text', middle, 'identity', null],
    ['nothing where it refuses both', middle, 'br;q=0, gzip;q=0', null],
    ['nothing where it is short', short, 'br, gzip', null],
    ['br by another thread where it is long', long, 'br', 'br'],
    ['gzip by another thread where it is long', long, 'gzip', 'gzip'],
  ])('is compressed with %s', async (_name, query, accepted, encoding) => {
    const answer = await answerTo(query, accepted);
    const plain = await answerTo(query, 'identity');
    expect(answer).toEqual({
      status: 200,
      encoding,
      vary: encoding === null ? 'Origin' : 'Origin, accept-encoding',
      text: plain.text,
    });
  });
});
