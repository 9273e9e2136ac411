import { runSteps } from './build/run.mjs';
import { generatedSources } from './build/steps.mjs';

/** Makes the sources that are generated: the Prisma client with its tables, and the resolvers' types. */
await runSteps(generatedSources).catch((error) => {
  console.error(error.message);
  process.exitCode = 1;
});
