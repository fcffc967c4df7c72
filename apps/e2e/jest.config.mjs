import { jestConfig } from '../../jest.preset.mjs';

/** Specs that open no browser: they run beside the others, in `jest.wire.config.mjs`. */
export const withoutBrowser = [
  'alarms',
  'control',
  'control-drivers',
  'downloads',
  'playback-faults',
  'playback-recorder',
  'recorder-information',
  'walls',
];

/** Specs that wait rather than measure how pictures come: they run beside both, in `jest.pages.config.mjs`. */
export const patient = [
  'alarm-page',
  'clients',
  'control-people',
  'download-page',
  'playback-breaks',
  'playback-contract',
  'recorder-page',
  'whep',
];

export default {
  ...jestConfig({ name: 'e2e', testTimeout: 120_000 }),
  testPathIgnorePatterns: [...withoutBrowser, ...patient].map(
    (name) => `/src/${name}\\.spec\\.ts$`,
  ),
  maxWorkers: 1,
  setupFilesAfterEnv: ['<rootDir>/src/testing/try-twice.ts'],
};
