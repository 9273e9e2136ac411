import { readConfig } from '../platform/config/config.ts';
import { unknownVariables } from '../platform/config/unknown-variables.ts';
import { createLog } from '../platform/startup/log.ts';
import { runProgram } from '../platform/startup/run-program.ts';
import { openDemo } from './demo.ts';
import { greeting } from './greeting.ts';
import { startGateway } from './start.ts';

// Apollo's gateway reports its use to its maker unless told not to.
process.env['APOLLO_TELEMETRY_DISABLED'] ??= '1';

await runProgram(async (life) => {
  const config = readConfig(process.env);
  const log = createLog(config);
  life.log = log;
  for (const line of unknownVariables(process.env)) log.warn(line);
  const demo = config.production ? null : await openDemo();
  const running = await startGateway(life, config, log, demo);
  // A log that a program keeps gets no token: `npm run token` prints one.
  log.info(greeting(config.logFormat === 'text' ? running : { ...running, personas: [] }));
  await life.untilStopped();
  log.info('Stopping: requests in flight are finished first.');
});
