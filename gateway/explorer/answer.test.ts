import { describe, expect, it } from '@jest/globals';
import { readAnswer } from './answer.ts';

const read = (status: number, body: string, token = 'token') =>
  readAnswer({ endpoint: '/graphql', token, signsIn: false, milliseconds: 12, reply: { status, body } });

const explanation = { plan: 'QueryPlan {}', fetches: [], statements: 0, milliseconds: 1 };

/** A token whose `exp` lies at the given second of the epoch. */
const tokenUntil = (exp: number) => `e30.${btoa(JSON.stringify({ exp }))}.`;

describe('readAnswer', () => {
  it('takes the explanation out of the result, and the extensions with it when they hold nothing else', () => {
    const answer = read(200, JSON.stringify({ data: { a: 1 }, extensions: { explain: explanation } }));
    expect(answer).toEqual({
      status: 200,
      milliseconds: 12,
      errors: 0,
      explanation,
      problem: null,
      result: { data: { a: 1 } },
    });
  });

  it('leaves the other extensions in the result', () => {
    const answer = read(200, JSON.stringify({ data: null, extensions: { explain: explanation, cost: 7 } }));
    expect(answer.result).toEqual({ data: null, extensions: { cost: 7 } });
  });

  it('counts the errors of an answer that is otherwise well', () => {
    const answer = read(200, JSON.stringify({ data: { a: null }, errors: [{ message: 'no a' }, { message: 'no b' }] }));
    expect([answer.errors, answer.problem]).toEqual([2, null]);
  });

  it('says that a refused token expired', () => {
    const { problem } = read(401, '{"errors":[{"message":"expired"}]}', tokenUntil(1_700_000_000));
    expect(problem).toMatch(/^The gateway refused the token: it expired at .+\. Reload the page for fresh demo tokens/);
  });

  it('says that a token which has not expired is not valid', () => {
    const body = JSON.stringify({ errors: [{ message: 'no', extensions: { code: 'UNAUTHENTICATED' } }] });
    const { problem } = read(200, body, tokenUntil(32_503_680_000));
    expect(problem).toContain('it is not valid here');
  });

  it('asks for a token where none was sent', () => {
    expect(read(401, '{}', '').problem).toBe('The graph wants to know who asks: pick a persona or paste a token.');
  });

  it('asks to sign in where users do', () => {
    const refused = { endpoint: '/graphql', signsIn: true, milliseconds: 12, reply: { status: 401, body: '{}' } };
    expect(readAnswer({ ...refused, token: '' }).problem).toBe('The graph wants to know who asks: sign in.');
    expect(readAnswer({ ...refused, token: 'token' }).problem).toBe(
      'The gateway refused the token: it is not valid here. Sign in again.',
    );
  });

  it('quotes an answer that is not JSON', () => {
    const problem = 'Expected JSON from /graphql, got status 502: <h1>Bad gateway</h1>';
    expect(read(502, '<h1>Bad gateway</h1>\n')).toMatchObject({ problem, result: { errors: [{ message: problem }] } });
  });

  it('says that no answer came', () => {
    const answer = readAnswer({ endpoint: '/graphql', token: '', signsIn: false, milliseconds: 3, reply: null });
    expect(answer.problem).toBe('The gateway did not answer at /graphql. Is it still running?');
  });
});
