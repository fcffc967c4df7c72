import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Leaves the counts of one Jest run in `tmp/test-results`, where tools/sum-tests.mjs adds them up. */
export default class CountReporter {
  #name;

  constructor(_globalConfig, options) {
    this.#name = options.name;
  }

  onRunComplete(_contexts, results) {
    const folder = join(import.meta.dirname, '..', 'tmp', 'test-results');
    mkdirSync(folder, { recursive: true });
    const { numPassedTests, numFailedTests, numPendingTests, numRuntimeErrorTestSuites } = results;
    writeFileSync(
      join(folder, `${this.#name}.json`),
      JSON.stringify({
        name: this.#name,
        passed: numPassedTests,
        failed: numFailedTests + numRuntimeErrorTestSuites,
        skipped: numPendingTests,
      }),
    );
  }
}
