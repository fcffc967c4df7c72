/**
 * The one Jest set-up of all projects: TypeScript through SWC as ES modules, libraries resolved to
 * their source by the `@casement/source` export condition.
 *
 * @param {{ decorators?: boolean, testTimeout?: number, name: string }} options `decorators` only where Nest needs its metadata
 * @returns {import('jest').Config}
 */
export function jestConfig({ name, decorators = false, testTimeout = 10_000 }) {
  return {
    displayName: name,
    testEnvironment: 'node',
    testEnvironmentOptions: { customExportConditions: ['@casement/source', 'node', 'node-addons'] },
    extensionsToTreatAsEsm: ['.ts'],
    moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
    transform: {
      '^.+\\.ts$': [
        '@swc/jest',
        {
          jsc: {
            parser: { syntax: 'typescript', decorators },
            target: 'es2022',
            transform: decorators ? { legacyDecorator: true, decoratorMetadata: true } : {},
            keepClassNames: true,
          },
          module: { type: 'es6' },
          sourceMaps: 'inline',
        },
      ],
    },
    testMatch: ['<rootDir>/src/**/*.spec.ts'],
    restoreMocks: true,
    errorOnDeprecated: true,
    testTimeout,
    reporters: ['default', ['<rootDir>/../../tools/jest-count-reporter.mjs', { name }]],
  };
}
