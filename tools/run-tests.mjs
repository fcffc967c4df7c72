// Runs the checks and tests one after the other and ends with a plain line "N passed, N failed".
//   node tools/run-tests.mjs all|check
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const results = join(root, 'tmp', 'test-results');
// Real footage, where it is at hand: the tests run on it too (the simulator's `footage`), and work without.
const street = join(root, '..', 'shared', 'media', 'street-768x576-10fps.avi');
if (!process.env.CASEMENT_TEST_FOOTAGE && existsSync(street))
  process.env.CASEMENT_TEST_FOOTAGE = street;
const ci = Boolean(process.env.CI);
const nx = [
  join(root, 'node_modules', 'nx', 'dist', 'bin', 'nx.js'),
  'run-many',
  '--output-style=stream',
];
const noCache = ci ? ['--skip-nx-cache'] : [];

/** The steps in order. `counts`: its tests are counted by the reporter; else the step itself is one check. */
const steps = {
  build: { arguments: [...nx, '-t', 'build', ...noCache] },
  types: { arguments: [...nx, '-t', 'typecheck', ...noCache] },
  lint: { arguments: [...nx, '-t', 'lint', ...noCache] },
  format: {
    arguments: [
      join(root, 'node_modules', 'prettier', 'bin', 'prettier.cjs'),
      '--check',
      '.',
      '--log-level=warn',
    ],
  },
  test: {
    arguments: [...nx, '-t', 'test', '--parallel=2', '--skip-nx-cache'],
    counts: true,
    timeoutMs: 15 * 60_000,
  },
  browser: {
    arguments: [...nx, '-t', 'e2e', 'e2e-wire', 'e2e-pages', '--parallel=3', '--skip-nx-cache'],
    counts: true,
    timeoutMs: 20 * 60_000,
  },
};

/** A child that hangs must not hang CI: it is ended with its whole group. */
function run(name, { arguments: args, timeoutMs = 10 * 60_000 }) {
  return new Promise((resolve) => {
    const started = Date.now();
    console.log(`\n== ${name}`);
    const child = spawn(process.execPath, args, {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit'],
      detached: true,
    });
    const timer = setTimeout(() => {
      console.log(`== ${name}: ended after ${timeoutMs / 60_000} minutes`);
      process.kill(-child.pid, 'SIGKILL');
    }, timeoutMs);
    child.on('exit', (code) => {
      clearTimeout(timer);
      console.log(
        `== ${name}: ${code === 0 ? 'ok' : 'FAILED'} in ${((Date.now() - started) / 1000).toFixed(0)} s`,
      );
      resolve(code === 0);
    });
  });
}

/** The beginning of what a test said: enough to see what was expected, where, and to go on from there. */
function shortened(said, lines = 40) {
  const all = said.split('\n');
  const rest = all.length - lines;
  return [...all.slice(0, lines), ...(rest > 0 ? [`… ${rest} more lines`] : [])]
    .map((line) => `     ${line.slice(0, 300)}`)
    .join('\n');
}

function countedTests() {
  const total = { passed: 0, failed: 0, skipped: 0, failures: [], retried: [] };
  if (!existsSync(results)) return total;
  for (const file of readdirSync(results)) {
    const one = JSON.parse(readFileSync(join(results, file), 'utf8'));
    console.log(`   ${one.name.padEnd(12)} ${one.passed} passed, ${one.failed} failed`);
    total.passed += one.passed;
    total.failed += one.failed;
    total.skipped += one.skipped;
    total.failures.push(...one.failures);
    total.retried.push(...one.retried);
  }
  return total;
}

const chromiumMissing = !['/usr/bin/chromium', process.env.CASEMENT_CHROMIUM].some(
  (path) => path && existsSync(path),
);
const wanted =
  process.argv[2] === 'check' ? ['build', 'types', 'lint', 'format', 'test'] : Object.keys(steps);
rmSync(results, { recursive: true, force: true });
mkdirSync(results, { recursive: true });

let checksPassed = 0;
let checksFailed = 0;
let testStepFailed = false;
for (const name of wanted) {
  if (name === 'browser' && chromiumMissing) {
    console.log(
      '\n== browser: Chromium is missing, so the browser tests did not run (apt-get install -y chromium)',
    );
    if (ci) checksFailed += 1;
    continue;
  }
  const ok = await run(name, steps[name]);
  if (steps[name].counts) {
    testStepFailed ||= !ok;
  } else if (ok) {
    checksPassed += 1;
  } else {
    checksFailed += 1;
  }
  if (!ok && name === 'build') break;
}

console.log('');
const tests = countedTests();
// Last of all, where whoever sees only the end of the output finds it.
for (const { file, name, said } of tests.retried) {
  console.log(`\n   in the second attempt: ${file}: ${name}\n${shortened(said[0], 12)}`);
}
for (const { file, name, said } of tests.failures) {
  // What the first attempt left behind may be all that the second one says.
  const all = [...new Set(said)].map((one) => shortened(one));
  console.log(`\n   FAILED: ${file}: ${name}\n${all.join('\n     --\n')}`);
}
// A test step that failed without a failed test (a crash, a time-out) is a failure of its own.
if (testStepFailed && tests.failed === 0) checksFailed += 1;
const passed = tests.passed + checksPassed;
const failed = tests.failed + checksFailed;
console.log(
  `${passed} passed, ${failed} failed${tests.skipped ? `, ${tests.skipped} skipped` : ''}`,
);
process.exit(failed === 0 ? 0 : 1);
