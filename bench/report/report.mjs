import { titles } from '../heats.mjs';
import { median, rate } from '../measure/statistics.mjs';
import { commandSections } from './commands.mjs';
import { againstFirst, figures, ratios, verdict } from './figures.mjs';
import { machine, versions } from './machine.mjs';
import { figure } from './table.mjs';

/** What must be reached: contestants of HomeDashboard by title, and by how much. */
const goals = [
  { of: titles.local, to: titles.apollo, atLeast: 3 },
  { of: titles.local, to: titles.hive, atLeast: 2 },
  { of: titles.local, to: titles.withoutRls, atLeast: 1 / 1.2 },
];

/**
 * The whole run in Markdown.
 * @param {{ samples: Record<string, Map<string, import('../measure/rounds.mjs').Sample[]>>, starts: { first: number, next: number }, cold: object, saves: object }} run
 *   the cold start as measure/starts.mjs tells it, saves as commands/saves.mjs does
 */
export async function report({ samples, starts, cold, saves, rounds, settings, now }) {
  const { home, common, doors, ids, depth, tenants } = samples;
  return [
    `# Bench, ${now.toISOString().slice(0, 10)}`,
    `${machine()}. ${versions()}.`,
    `${rounds} rounds after one that is not counted, contestants in turn (A B C … A B C …), each ${settings.warmUpSeconds} s of warm-up and ${settings.seconds} s of load from ${settings.connections} connections, made by a process of its own on the same machine. Figures are medians over the rounds. CPU is that of the contestant's processes and of PostgreSQL for one request; memory is the resident memory of the contestant's processes after a run. Before measuring, all contestants of a heat gave the same data to every demo tenant's admin.`,
    '## HomeDashboard',
    'operations/HomeDashboard.graphql: one request over all seven subgraphs.',
    figures(home),
    ratios(home, titles.local, [titles.statement, titles.withoutRls, titles.remote, titles.apollo, titles.hive]),
    'Must reach:',
    goals.map((goal) => verdict(home, goal)).join('\n'),
    '## CommonDashboard',
    'bench/queries/CommonDashboard.graphql: what PostGraphile can answer too; both under row-level security.',
    figures(common),
    ratios(common, titles.local, [titles.statement, titles.postgraphile]),
    '## Doors',
    'HomeDashboard of this graph in process: executed alone (bench/contestants/doorless.mjs); with all that stands before and around an operation; and with a line of the log for each request, which the other contestants do not write.',
    figures(doors),
    againstFirst(doors),
    '## Registered operation',
    'HomeDashboard, asked of this graph in process by its text, by the id that it is registered under, and by that id over GET from clients that have the answer already.',
    figures(ids),
    againstFirst(ids),
    '## Page depth',
    'Three activities a page.',
    figures(depth),
    againstFirst(depth),
    '## Tenants',
    'The same page, asked by the admin of one tenant, and by those of several in turn.',
    figures(tenants),
    againstFirst(tenants),
    ...commandSections(samples, saves),
    '## Start',
    `With the embedded PostgreSQL, what is built already: ready ${starts.first.toFixed(1)} s after the first start, which makes the database and the demo data, and ${starts.next.toFixed(1)} s after the next.`,
    coldStart(cold),
    '## Noise',
    noise(samples),
  ].join('\n\n');
}

function coldStart({ answered, id, text }) {
  const calls = ([first, second]) => `${figure(first)} ms, the next ${figure(second)} ms`;
  return `On a database that is there, in production: first answer ${answered.toFixed(1)} s after the start. The first call of the registered HomeDashboard took ${calls(id)}; that of CommonDashboard's text, which is planned then, ${calls(text)}.`;
}

/** How far the rounds of one contestant lie apart, and what else the machine did meanwhile. */
function noise(heats) {
  const all = Object.values(heats).flatMap((heat) => [...heat.values()]);
  const spreads = all.map((samples) => {
    const rates = samples.map(rate);
    return (Math.max(...rates) - Math.min(...rates)) / median(rates);
  });
  const others = all.flat().map((sample) => sample.others);
  const percent = (share) => `${(share * 100).toFixed(0)} %`;
  return `Requests a second of one contestant's rounds lay ${percent(median(spreads))} apart (median over contestants; at most ${percent(Math.max(...spreads))}). Programs outside of the run took ${percent(median(others))} of the processors (median over runs; at most ${percent(Math.max(...others))}); where they took much, contestants of many processes were given more of the rest, and requests per CPU second compare better than requests a second.`;
}
