import { jestConfig } from '../../jest.preset.mjs';

/** Specs that open no browser: they run beside the others, in `jest.wire.config.mjs`. */
export const withoutBrowser = [
  'alarms',
  'playback-breaks',
  'playback-contract',
  'playback-faults',
  'playback-recorder',
  'walls',
];

export default {
  ...jestConfig({ name: 'e2e', testTimeout: 120_000 }),
  testPathIgnorePatterns: withoutBrowser.map((name) => `/src/${name}\\.spec\\.ts$`),
  maxWorkers: 1,
  setupFilesAfterEnv: ['<rootDir>/src/testing/try-twice.ts'],
};
