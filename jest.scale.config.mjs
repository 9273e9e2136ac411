import shared from './jest.config.mjs';

/** What holds at a million activities: `npm run test:scale`. One file at a time, for they measure. */
export default {
  ...shared,
  testMatch: ['**/*.scale.ts'],
  globalSetup: './tests/scale/global-setup.ts',
  testTimeout: 600_000,
  maxWorkers: 1,
};
