import type { GraphQLSchema } from 'graphql';
import { differenceOf, isRefusedFor, nullsOutOfPlace, type ComparedAnswer, type RightAnswer } from './compare.ts';
import { flattened, withoutNothing } from './flatten.ts';
import type { RandomOperation } from './operations.ts';
import { shrunk } from './shrink.ts';

/** A graph that answers operations. */
export type Answerer<Answer> = (operation: RandomOperation) => Promise<Answer>;

/** The gateway that is judged, and the reference that it is judged by. */
export interface Trial {
  readonly schema: GraphQLSchema;
  readonly gateway: Answerer<ComparedAnswer>;
  readonly reference: Answerer<RightAnswer>;
}

/** A wrong answer. */
interface Fault {
  readonly difference: string;
  readonly asked: RandomOperation;
  readonly answer: ComparedAnswer;
  readonly expected: ComparedAnswer;
}

/** The fault of the gateway where it answers otherwise than the reference, or than to the flattened form; null where it has none. */
async function faultOf(trial: Trial, operation: RandomOperation): Promise<Fault | null> {
  const [answer, expected] = [await trial.gateway(operation), await trial.reference(operation)];
  // graphql-js lets a field fail that such a null comes to; this gateway asks for another value before it does anything.
  if (isRefusedFor(nullsOutOfPlace(trial.schema, operation), answer)) return null;
  const difference = differenceOf(answer, expected);
  const { data, errors } = expected;
  if (difference !== null) return { difference, asked: operation, answer, expected: { data, errors } };
  const flat = flattened(trial.schema, operation);
  if (flat === null) return null;
  const asFlat = await trial.gateway(flat);
  const whenFlat = differenceOf({ ...asFlat, data: withoutNothing(asFlat.data) }, { ...expected, ...answer });
  return whenFlat === null ? null : { difference: whenFlat, asked: flat, answer: asFlat, expected: answer };
}

/** A report of a wrong answer, with the smallest operation found that has one; null where the answer is right. */
export async function wrongAnswer(trial: Trial, operation: RandomOperation): Promise<string | null> {
  if ((await faultOf(trial, operation)) === null) return null;
  const small = await shrunk(trial.schema, operation, async (smaller) => (await faultOf(trial, smaller)) !== null);
  const fault = await faultOf(trial, small);
  return [
    `the operation  ${operation.query}\n${JSON.stringify(operation.variables)}`,
    `made small     ${small.query}\n${JSON.stringify(small.variables)}`,
    ...(fault === null
      ? ['which is answered right now: the fault comes and goes']
      : [
          ...(fault.asked === small ? [] : [`in other words ${fault.asked.query}`]),
          `is wrong       ${fault.difference}`,
          `answered       ${JSON.stringify(fault.answer)}`,
          `expected       ${JSON.stringify(fault.expected)}`,
        ]),
  ].join('\n');
}
