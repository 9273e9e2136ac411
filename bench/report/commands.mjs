import { titles } from '../heats.mjs';
import { cpuOfRequest, median } from '../measure/statistics.mjs';
import { figures, ratios, verdict } from './figures.mjs';
import { figure } from './table.mjs';

/** What must be reached of recordLlmCall. */
const goal = { of: titles.local, to: titles.transaction, atLeast: 0.5 };

/**
 * Mutations, each acknowledged once it is committed.
 * @param {Record<string, Map<string, import('../measure/rounds.mjs').Sample[]>>} samples of all heats
 * @param {Record<'prisma' | 'plain', { client: number, database: number }>} saves as commands/saves.mjs measures them
 */
export function commandSections({ recordLlmCall, approveActivity, createActivity }, saves) {
  const against = (heat, other) => [figures(heat, 'commands'), ratios(heat, titles.local, [other], 'commands')];
  return [
    '## Commands',
    'Mutations, each in one durable transaction; afterwards the database held what was acknowledged, no more and no less. The limit is the same effect by hand: two round trips, without token, rights, checks of the input, row-level security and GraphQL (bench/contestants/by-hand.mjs).',
    '### recordLlmCall',
    'Agents of 16 tenants record calls of 512 runs, each with a key of its own.',
    ...against(recordLlmCall, titles.transaction),
    'Must reach:',
    verdict(recordLlmCall, goal),
    '### approveActivity',
    'Each command approves a gate that nobody has approved yet: the activity, its approval, the audit, an event.',
    ...against(approveActivity, titles.transaction),
    savesOf(approveActivity.get(titles.local), saves),
    '### createActivity',
    "A person's work without a goal or a period. PostGraphile's generated mutation inserts the row alone and is told its ULID, time, author and tenant; this graph checks the input and adds the audit and an event.",
    ...against(createActivity, titles.postgraphile),
  ];
}

function savesOf(samples, { prisma, plain }) {
  const whole = median(samples.map(cpuOfRequest));
  const words = ({ client, database }) =>
    `${figure(client + database)} ms of CPU (PostgreSQL's part ${figure(database)})`;
  const share = ((prisma.client + prisma.database - plain.client - plain.database) / whole) * 100;
  return `Its two saves, measured alone (bench/commands/saves.mjs): ${words(prisma)} by Prisma's client, ${words(plain)} by plain statements; the difference is ${share.toFixed(0)} % of the command's ${figure(whole)} ms.`;
}
