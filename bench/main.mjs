import { availableParallelism } from 'node:os';
import { approveHeat } from './commands/approve-activity.mjs';
import { createHeat } from './commands/create-activity.mjs';
import { recordHeat } from './commands/record-llm-call.mjs';
import { measureSaves } from './commands/saves.mjs';
import { startContestants } from './contestants/contestants.mjs';
import { commonHeat, depthHeat, doorHeat, homeHeat, idHeat, tenantHeat } from './heats.mjs';
import { openGenerator } from './load/generate.mjs';
import { measureRounds } from './measure/rounds.mjs';
import { measureFirstAnswers, measureStarts } from './measure/starts.mjs';
import { readOptions } from './options.mjs';
import { report } from './report/report.mjs';
import { writeResult } from './report/write.mjs';
import { openStage } from './stage/stage.mjs';

/** `npm run bench`: this graph among its peers, on one machine, one set of data, in one run. */
const { rounds, settings, draft } = readOptions(process.argv.slice(2));
const tell = (line) => process.stderr.write(`${line}\n`);
const now = new Date();

tell('Preparing a PostgreSQL with demo data.');
const stage = await openStage();
let stopping;
const stop = () => (stopping ??= stage.close());
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => void stop().finally(() => process.exit(1)));
try {
  tell('Starting once for the first time, and once again.');
  const starts = await measureStarts(stage);
  const cold = await measureFirstAnswers(stage, now);
  tell('Starting all contestants.');
  const servers = await startContestants(stage);
  const generator = openGenerator();
  stage.onClose(generator.close);
  const heats = [
    ['home', homeHeat],
    ['common', commonHeat],
    ['doors', doorHeat],
    ['ids', idHeat],
    ['depth', depthHeat],
    ['tenants', tenantHeat],
  ];
  // Last: what they write, the others would read.
  const commandHeats = [
    ['recordLlmCall', recordHeat],
    ['approveActivity', approveHeat],
    ['createActivity', createHeat],
  ];
  const samples = {};
  const measure = async (name, contestants) => {
    tell(`${name}: ${contestants.length} contestants.`);
    const measuring = { generator, rounds, settings, tell, processors: availableParallelism() };
    samples[name] = await measureRounds(contestants, { ...measuring, postmasterPid: stage.database.postmasterPid });
  };
  for (const [name, prepare] of heats) await measure(name, await prepare(servers, stage, now));
  for (const [name, prepare] of commandHeats) {
    const { contestants, expectEffect } = await prepare(servers, stage, { rounds, settings });
    await measure(name, contestants);
    await expectEffect();
  }
  const saves = await measureSaves(stage);
  const text = await report({ samples, starts, cold, saves, rounds, settings, now });
  process.stdout.write(`${text}\n`);
  if (!draft) tell(`Written to ${await writeResult(text, now)}.`);
} finally {
  await stop();
}
