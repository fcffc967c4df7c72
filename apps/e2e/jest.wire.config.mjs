import { jestConfig } from '../../jest.preset.mjs';
import { besideOthers } from './jest.config.mjs';

/** What of the whole house is tested beside the tests that need their pictures in time. */
export default {
  ...jestConfig({ name: 'e2e-wire', testTimeout: 120_000 }),
  testMatch: besideOthers.map((name) => `<rootDir>/src/${name}.spec.ts`),
  maxWorkers: 1,
  setupFilesAfterEnv: ['<rootDir>/src/testing/try-twice.ts'],
};
