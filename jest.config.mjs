// Apollo's gateway reports its use to its maker unless told not to; the workers inherit this.
process.env.APOLLO_TELEMETRY_DISABLED = '1';

/** Jest as ES modules: `node --experimental-vm-modules node_modules/jest/bin/jest.js`. */
export default {
  testMatch: ['**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/dist/', '<rootDir>/bench/'],
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/bench/'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '\\.ts$': [
      '@swc/jest',
      {
        swcrc: false,
        module: { type: 'es6' },
        jsc: { target: 'es2023', parser: { syntax: 'typescript', dynamicImport: true } },
        sourceMaps: 'inline',
      },
    ],
  },
  globalSetup: './tests/support/global-setup.ts',
  globalTeardown: './tests/support/global-teardown.ts',
  // Patience, not a promise: a machine may be busy with other things.
  testTimeout: 120_000,
  maxWorkers: 2,
  // Modules that a file has loaded are never freed: a worker that grew on would spend its time looking for memory.
  workerIdleMemoryLimit: '1GB',
};
