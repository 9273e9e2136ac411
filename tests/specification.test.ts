import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parse, validate } from 'graphql';
import { partnerScopes } from '../platform/policy/policy.ts';
import { personas } from '../platform/identity/viewer.ts';
import { anyOperation } from './support/oracle/any-operation.ts';
import { differenceOf, nullsOutOfPlace } from './support/oracle/compare.ts';
import { flattened, withoutNothing } from './support/oracle/flatten.ts';
import { wrongAnswer } from './support/oracle/judge.ts';
import type { RandomOperation } from './support/oracle/operations.ts';
import { hashOf, Random } from './support/oracle/random.ts';
import { setStage, type Asker, type OracleStage } from './support/oracle/stage.ts';

/**
 * The same operations in every run, unless it is asked for others: `ORACLE_SEED=7 ORACLE_OPERATIONS=5000`, and
 * `ORACLE_FIRST=412 ORACLE_OPERATIONS=1` for one of them alone.
 */
const seed = Number(process.env['ORACLE_SEED'] ?? 1);
const count = Number(process.env['ORACLE_OPERATIONS'] ?? 300);
const first = Number(process.env['ORACLE_FIRST'] ?? 0);
/** Faults are shown up to this number; what is beyond it is rarely of another kind. */
const maximumShown = 3;

/** The gateway against graphql-js over one schema, and against itself, asked the same without fragments, variables and conditions. */
describe('the graph answers as the GraphQL specification says', () => {
  let stage: OracleStage;

  beforeAll(async () => {
    stage = await setStage();
  }, 240_000);

  afterAll(() => stage.close());

  const drawn = (number: number): { readonly asker: Asker; readonly operation: RandomOperation } => {
    const random = new Random(hashOf(`${seed} ${number}`));
    const persona = random.pick(personas);
    const scopes = persona === 'partner' ? random.sample(partnerScopes, random.integer(partnerScopes.length + 1)) : [];
    return { asker: { persona, scopes }, operation: anyOperation(stage.api, random, stage.ids) };
  };

  it(`on ${count} random operations of seed ${seed}, the first of number ${first}, and on their flattened forms`, async () => {
    const wrong: string[] = [];
    for (let number = first; number < first + count && wrong.length < maximumShown; number += 1) {
      const { asker, operation } = drawn(number);
      expect({ operation, breaches: validate(stage.api, parse(operation.query)) }).toEqual({ operation, breaches: [] });
      const report = await wrongAnswer(
        {
          schema: stage.api,
          gateway: (asked) => stage.gateway(asked, asker),
          reference: (asked) => stage.reference(asked, asker),
        },
        operation,
      );
      if (report !== null) wrong.push(`seed ${seed}, number ${number}, as ${JSON.stringify(asker)}\n${report}`);
    }
    if (wrong.length > 0) throw new Error(`expected right answers, found others:\n\n${wrong.join('\n\n')}`);
  }, 7_200_000);

  it('as its own judge does, who answers an operation and its flattened form alike', async () => {
    for (let number = 0; number < 50; number += 1) {
      const { asker, operation } = drawn(number);
      const flat = flattened(stage.api, operation);
      if (flat === null || nullsOutOfPlace(stage.api, operation).size > 0) continue;
      const [expected, answer] = [await stage.reference(operation, asker), await stage.reference(flat, asker)];
      const difference = differenceOf({ ...answer, data: withoutNothing(answer.data) }, expected);
      expect({ number, operation, difference }).toEqual({ number, operation, difference: null });
    }
  }, 120_000);
});
