import { jestConfig } from '../../jest.preset.mjs';

const base = jestConfig({ name: 'web' });

export default {
  ...base,
  testEnvironment: 'jsdom',
  moduleFileExtensions: ['ts', 'js', 'mjs', 'cjs', 'json', 'vue'],
  extensionsToTreatAsEsm: ['.ts', '.vue'],
  transform: {
    ...base.transform,
    '^.+\\.vue$': '<rootDir>/../../tools/jest-vue-transform.cjs',
  },
  setupFiles: ['<rootDir>/src/testing/jsdom-gaps.ts'],
};
