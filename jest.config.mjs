/** One transform for tests and production: the same `.swcrc`. */
const shared = {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '^.+\\.ts$': ['@swc/jest'] },
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  modulePathIgnorePatterns: ['<rootDir>/dist', '<rootDir>/.local'],
  setupFiles: ['reflect-metadata'],
};

/** A private RabbitMQ and PostgreSQL, started when a selected spec is of this kind. */
const servers = {
  globalSetup: '<rootDir>/test/servers/start.mjs',
  globalTeardown: '<rootDir>/test/servers/stop.mjs',
};

const places = '{apps,libs,simulators,deploy,bench}';

/** The file name says the cost. The longest specs come first, then what took longest the last time. */
export default {
  maxWorkers: '100%',
  testSequencer: '<rootDir>/test/longest-first.mjs',
  testTimeout: 60_000, // a deadline, on machines that do a third of the work too
  projects: [
    {
      ...shared,
      displayName: 'unit',
      testMatch: [`<rootDir>/${places}/**/*.spec.ts`],
      testPathIgnorePatterns: ['\\.int\\.spec\\.ts$', '/node_modules/'],
    },
    {
      ...shared,
      ...servers,
      displayName: 'int',
      testMatch: [`<rootDir>/${places}/**/*.int.spec.ts`],
    },
    {
      ...shared,
      ...servers,
      displayName: 'whole',
      testMatch: ['<rootDir>/test/!(architecture|check)/**/*.spec.ts'],
    },
    {
      ...shared,
      displayName: 'check', // what is said of the code without running it, and whether it would be noticed
      testMatch: ['<rootDir>/test/{check,architecture}/*.spec.ts'],
    },
  ],
};
