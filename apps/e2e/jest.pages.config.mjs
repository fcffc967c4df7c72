import { jestConfig } from '../../jest.preset.mjs';
import { patient } from './jest.config.mjs';

/** What of the whole house is tested beside the tests that need their pictures in time. */
export default {
  ...jestConfig({ name: 'e2e-pages', testTimeout: 120_000 }),
  testMatch: patient.map((name) => `<rootDir>/src/${name}.spec.ts`),
  maxWorkers: 1,
  setupFilesAfterEnv: ['<rootDir>/src/testing/try-twice.ts'],
};
