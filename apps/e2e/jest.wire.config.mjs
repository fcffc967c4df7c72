import { jestConfig } from '../../jest.preset.mjs';
import { withoutBrowser } from './jest.config.mjs';

/** What of the whole house is tested without a browser, beside the tests that have one. */
export default {
  ...jestConfig({ name: 'e2e-wire', testTimeout: 120_000 }),
  testMatch: withoutBrowser.map((name) => `<rootDir>/src/${name}.spec.ts`),
  maxWorkers: 1,
  setupFilesAfterEnv: ['<rootDir>/src/testing/try-twice.ts'],
};
