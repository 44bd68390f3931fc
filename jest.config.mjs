/** One transform for tests and production: the same `.swcrc`. */
const shared = {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '^.+\\.ts$': ['@swc/jest'] },
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  modulePathIgnorePatterns: ['<rootDir>/dist', '<rootDir>/.local'],
  setupFiles: ['reflect-metadata'],
};
export default {
  projects: [
    { ...shared, displayName: 'unit', testMatch: ['<rootDir>/{apps,libs,simulators,deploy,bench}/**/*.spec.ts'], testPathIgnorePatterns: ['\\.int\\.spec\\.ts$', '/node_modules/'] },
    { ...shared, displayName: 'int', testMatch: ['<rootDir>/{apps,libs,simulators,deploy}/**/*.int.spec.ts'] },
    { ...shared, displayName: 'whole', testMatch: ['<rootDir>/test/**/*.spec.ts'] },
  ],
};
