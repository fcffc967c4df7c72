import { jestConfig } from '../../jest.preset.mjs';

/**
 * Specs that run beside the others, in `jest.wire.config.mjs`: those that open no browser, and those whose pages do not
 * depend on how fast pictures come.
 */
export const besideOthers = [
  'alarm-page',
  'alarms',
  'control',
  'control-drivers',
  'download-page',
  'downloads',
  'playback-breaks',
  'playback-contract',
  'playback-faults',
  'playback-recorder',
  'recorder-information',
  'recorder-page',
  'walls',
];

export default {
  ...jestConfig({ name: 'e2e', testTimeout: 120_000 }),
  testPathIgnorePatterns: besideOthers.map((name) => `/src/${name}\\.spec\\.ts$`),
  maxWorkers: 1,
  setupFilesAfterEnv: ['<rootDir>/src/testing/try-twice.ts'],
};
