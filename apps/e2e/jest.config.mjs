import { jestConfig } from '../../jest.preset.mjs';

export default {
  ...jestConfig({ name: 'e2e', testTimeout: 120_000 }),
  maxWorkers: 1,
  setupFilesAfterEnv: ['<rootDir>/src/testing/try-twice.ts'],
};
