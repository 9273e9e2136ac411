import { isDeepStrictEqual } from 'node:util';
import { template } from '../load/template.mjs';
import { ask, requestOf } from '../requests.mjs';

/**
 * A contestant that carries commands out and counts those that it has acknowledged.
 * @param {{ token: string, operation: object }[]} asked sent in turn; bodies may have marks (load/template.mjs)
 * @param {(answer: object) => object} [read] the answer in this graph's words
 */
export function commandContestant(title, server, asked, read = (answer) => answer) {
  const requests = asked.map(({ token, operation }) => requestOf({ token }, operation));
  const contestant = {
    title,
    ...server,
    requests,
    acknowledged: 0,
    acknowledge: (answered) => (contestant.acknowledged += answered),
    /** Sends one command. @param {() => number} numberOf gives its marks their numbers */
    answer: async (numberOf) => {
      const [{ headers, body }] = requests;
      const answer = await ask(server.url, { headers, body: template(body, numberOf)() });
      if (answer.errors !== undefined || JSON.stringify(answer).includes('"userErrors":[{'))
        throw new Error(`expected ${title} to carry it out, found ${JSON.stringify(answer).slice(0, 500)}`);
      contestant.acknowledge(1);
      return read(answer);
    },
  };
  return contestant;
}

/**
 * Asks both contestants once; what is new in each answer, ULIDs and instants, is compared by its kind.
 * @param {number} first of the numbers that these commands' marks become: above whatever a load comes to
 * @throws Error when one refuses, or two do not answer alike
 */
export async function expectAlike(contestants, first = 10 ** 12) {
  let next = first;
  const numberOf = () => next++;
  const answers = [];
  for (const { title, answer } of contestants) answers.push({ title, kinds: kindsOf((await answer(numberOf)).data) });
  const [one, other] = answers;
  if (!isDeepStrictEqual(one.kinds, other.kinds))
    throw new Error(`expected contestants to answer alike, found ${JSON.stringify(answers)}`);
}

/** @throws Error when the database does not hold what was acknowledged, no more and no less */
export function expectCounts(contestants, counts) {
  const acknowledged = contestants.reduce((sum, contestant) => sum + contestant.acknowledged, 0);
  for (const [what, count] of Object.entries(counts))
    if (count !== acknowledged) throw new Error(`expected ${acknowledged} ${what}, one a command, found ${count}`);
}

function kindsOf(answer) {
  return JSON.parse(JSON.stringify(answer), (_, value) => {
    if (typeof value !== 'string') return value;
    if (/^[0-7][0-9A-HJKMNP-TV-Z]{25}$/.test(value)) return 'a ULID';
    return /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value) ? 'an instant' : value;
  });
}
