import { mkdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';

const root = join(import.meta.dirname, '..');

/** What a test said, without the terminal's colours and without the calls inside of Jest. */
const plain = (text) =>
  stripVTControlCharacters(text)
    .split('\n')
    .filter((line) => !/^\s+at .*\/node_modules\//.test(line))
    .join('\n')
    .trim();

/** Every test of a run with what its attempts failed with, the last one last. */
const attempts = (results) =>
  results.testResults.flatMap(({ testFilePath, testResults, testExecError, failureMessage }) => {
    const file = relative(root, testFilePath);
    const broken = testExecError
      ? [{ file, name: 'does not run', status: 'failed', said: [plain(failureMessage ?? '')] }]
      : [];
    return broken.concat(
      testResults.map(({ fullName, status, failureMessages, retryReasons }) => ({
        file,
        name: fullName,
        status,
        said: [...(retryReasons ?? []), ...failureMessages].map(plain),
      })),
    );
  });

/** Leaves the counts of one Jest run and what failed in `tmp/test-results`, where tools/run-tests.mjs adds them up. */
export default class CountReporter {
  #name;

  constructor(_globalConfig, options) {
    this.#name = options.name;
  }

  onRunComplete(_contexts, results) {
    const folder = join(root, 'tmp', 'test-results');
    const tests = attempts(results);
    mkdirSync(folder, { recursive: true });
    const { numPassedTests, numFailedTests, numPendingTests, numRuntimeErrorTestSuites } = results;
    writeFileSync(
      join(folder, `${this.#name}.json`),
      JSON.stringify({
        name: this.#name,
        passed: numPassedTests,
        failed: numFailedTests + numRuntimeErrorTestSuites,
        skipped: numPendingTests,
        failures: tests.filter(({ status }) => status === 'failed'),
        retried: tests.filter(({ status, said }) => status === 'passed' && said.length > 0),
      }),
    );
  }
}
