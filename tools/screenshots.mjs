// Takes the README's pictures from the running house:  node tools/screenshots.mjs [FOLDER]
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { launchChromium } from './chromium.mjs';

const root = join(import.meta.dirname, '..');
const target = process.argv[2] ?? join(root, 'docs', 'screenshots');
mkdirSync(target, { recursive: true });

const folder = mkdtempSync(join(tmpdir(), 'casement-screenshots-'));
const stateFile = join(folder, 'state.json');
const server = createServer().listen(0);
const { port } = server.address();
await new Promise((done) => server.close(done));
const demo = spawn(
  process.execPath,
  [
    join(root, 'tools', 'demo.mjs'),
    '--port',
    String(port),
    '--data-dir',
    join(folder, 'data'),
    '--state-file',
    stateFile,
    '--calm',
  ],
  { stdio: ['ignore', 'pipe', 'inherit'] },
);
let output = '';
demo.stdout.setEncoding('utf8').on('data', (text) => (output += text));
while (!output.includes('Casement is running')) {
  if (demo.exitCode !== null) throw new Error(`the demo ended:\n${output}`);
  await new Promise((done) => setTimeout(done, 200));
}
if (!existsSync(stateFile)) throw new Error('the demo left no state file');
const { password, simulator } = JSON.parse(readFileSync(stateFile, 'utf8'));

const browser = await launchChromium();

/** One picture of one screen, once all its tiles play. */
async function shoot(
  name,
  {
    path = '',
    width = 1920,
    height = 1080,
    colorScheme = 'dark',
    tiles = 0,
    before = async () => {},
  },
) {
  const context = await browser.newContext({ viewport: { width, height }, colorScheme });
  const page = await context.newPage();
  await page.goto(`http://localhost:${port}/${path}`);
  await page.getByTestId('login-username').waitFor();
  if (name.startsWith('sign-in')) {
    await page.screenshot({ path: join(target, `${name}.png`) });
    await context.close();
    return;
  }
  await page.getByTestId('login-username').fill('admin');
  await page.getByTestId('login-password').fill(password);
  await page.getByTestId('login-submit').click();
  await page.getByTestId('sign-in').waitFor({ state: 'detached' });
  if (tiles > 0) {
    await page.waitForFunction(
      (count) =>
        document.querySelectorAll('[data-testid="tile"][data-state="playing"]').length >= count,
      tiles,
      { timeout: 60_000 },
    );
  }
  await before(page);
  await page.screenshot({ path: join(target, `${name}.png`) });
  console.log(join(target, `${name}.png`));
  await context.close();
}

/** Has the simulated recorder send an alarm. */
async function send(alarm) {
  await fetch(new URL('actions/send-alarm', simulator.controlUrl), {
    method: 'POST',
    body: JSON.stringify(alarm),
  });
}

/** A day of a small house, so to speak. */
async function sendAlarms() {
  const motion = { class: 'motion' };
  const alarms = [
    { ...motion, camera: 3 },
    { category: 2, messageId: 0x34, camera: 6, recoverAfter: '1s' },
    { category: 2, messageId: 0x11, value: 10 },
    { ...motion, camera: 1 },
    { category: 2, messageId: 0x20 },
    { category: 2, messageId: 0x01, camera: 4 },
    { category: 2, messageId: 0x04, cameras: [1, 2, 9] },
    { ...motion, camera: 9 },
    { category: 2, messageId: 0x40, camera: 12 },
    { class: 'terminal', camera: 5 },
  ];
  for (const alarm of alarms) {
    await send(alarm);
    await new Promise((done) => setTimeout(done, 1500));
  }
}

const openAlarm = async (page) => {
  await page.getByTestId('alarm-row').nth(1).click();
  await page.locator('[data-testid="alarm-picture"]:not([data-kind="none"])').waitFor();
};
const alarmed = (page) => page.getByTestId('tile-alarm').first().waitFor();

try {
  await shoot('sign-in', {});
  await shoot('wall', { path: '?layout=9', tiles: 9 });
  await shoot('wall-light', { path: '?layout=9', tiles: 9, colorScheme: 'light' });
  await shoot('wall-16', { path: '?layout=16', tiles: 16 });
  await shoot('overlay', {
    path: '?layout=4',
    tiles: 4,
    before: async (page) => {
      await page.keyboard.press('i');
      await page.getByTestId('overlay').first().waitFor();
      // Figures fill over the first seconds.
      await page.waitForFunction(
        () =>
          /Bit rate.*b\/s/.test(
            document.querySelector('[data-testid="overlay"]')?.textContent ?? '',
          ),
        undefined,
        { timeout: 15_000 },
      );
    },
  });
  await shoot('recorders', {
    path: 'recorders',
    before: (page) => page.getByText('Harbour office').first().waitFor(),
  });
  await shoot('settings', {
    path: 'settings',
    before: (page) => page.getByText('API tokens').first().waitFor(),
  });
  await shoot('phone-recorders', {
    path: 'recorders',
    width: 390,
    height: 844,
    before: (page) => page.getByText('Harbour office').first().waitFor(),
  });
  await shoot('phone', { path: '?layout=4', width: 390, height: 844, tiles: 1 });
  await sendAlarms();
  await shoot('alarms', { path: 'alarms', before: openAlarm });
  await shoot('alarms-light', { path: 'alarms', colorScheme: 'light', before: openAlarm });
  await shoot('phone-alarms', {
    path: 'alarms',
    width: 390,
    height: 844,
    before: (page) => page.getByTestId('alarm-row').first().waitFor(),
  });
  await shoot('alarms-wall', {
    path: '?layout=9',
    tiles: 9,
    before: async (page) => {
      await send({ class: 'motion', camera: 12 });
      await alarmed(page);
      await page.waitForFunction(
        () => document.querySelectorAll('[data-testid="tile"][data-state="playing"]').length >= 9,
      );
    },
  });
} finally {
  await browser.close();
  demo.kill('SIGTERM');
  await new Promise((done) => (demo.exitCode === null ? demo.once('exit', done) : done()));
  rmSync(folder, { recursive: true, force: true });
}
