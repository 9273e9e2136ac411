import { runSteps } from './build/run.mjs';
import { everything } from './build/steps.mjs';

/** Makes what a start needs from the sources; what is made already and still fits is left. */
await runSteps(everything).catch((error) => {
  console.error(error.message);
  process.exitCode = 1;
});
