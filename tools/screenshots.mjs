// Takes the README's pictures from the running house:  node tools/screenshots.mjs [FOLDER [NAME…]]
// With names only these are taken.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { launchChromium } from './chromium.mjs';

const root = join(import.meta.dirname, '..');
const target = process.argv[2] ?? join(root, 'docs', 'screenshots');
const wanted = new Set(process.argv.slice(3));
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
  if (wanted.size > 0 && !wanted.has(name)) return;
  // What slides in would be taken half-way.
  const reducedMotion = 'reduce';
  const viewport = { width, height };
  const context = await browser.newContext({ viewport, colorScheme, reducedMotion });
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

/** The answer at a glance is there, and the log below it. */
const recorderKnown = async (page) => {
  await page.getByTestId('health-answer').waitFor();
  await page.getByTestId('disk-row').first().waitFor();
  await page.getByTestId('log-entry').first().waitFor();
};

const openLog = async (page) => {
  await recorderKnown(page);
  await page.getByTestId('log-event').click();
  await page.getByTestId('log-entry').filter({ hasText: 'VMD' }).first().waitFor();
  await page.locator('#recorder-log').evaluate((log) => log.scrollIntoView());
};

/** Downloads of all kinds: one that is whole, one that the recorder cannot make, one under way. */
async function beginDownloads(page) {
  const beginMs = Math.floor(Date.now() / 3_600_000) * 3_600_000 - 5 * 3_600_000;
  const begin = (cameras, minutes) =>
    page.evaluate(
      (body) => {
        const headers = { 'content-type': 'application/json' };
        return fetch('api/v1/downloads', { method: 'POST', headers, body: JSON.stringify(body) });
      },
      {
        recorder: 'demo',
        cameras,
        from: new Date(beginMs).toISOString(),
        to: new Date(beginMs + minutes * 60_000).toISOString(),
      },
    );
  await begin([12], 2);
  await page.locator('[data-testid="download"][data-state="done"]').waitFor();
  await begin([14], 2);
  await page.getByTestId('take-offer').waitFor();
  await begin([5, 9, 11], 180);
  await page.getByTestId('download-figures').getByText('left').waitFor({ timeout: 60_000 });
}

/** The playback page with both points set: its recorder's zone is known then. */
const pointsPath = (cameras) => {
  const iso = (ms) => new Date(ms).toISOString();
  const atMs = Math.floor(Date.now() / 60_000) * 60_000 - 3_600_000;
  const query = { cameras, at: iso(atMs), in: iso(atMs) };
  return `playback?${new URLSearchParams({ ...query, out: iso(atMs + 600_000) })}`;
};

/** So many cameras show a picture of their recordings, and the recorder's zone is known. */
const pictured = async (page, cameras) => {
  await page.waitForFunction(
    (count) =>
      document.querySelectorAll('[data-testid="playback-picture"][data-time-ms]').length >= count,
    cameras,
    { timeout: 60_000 },
  );
  await page.getByText('Asia/Tokyo').first().waitFor();
};

/** A moving camera in control: its presets open, the stick drawn to the right. */
const steer = async (page) => {
  const tile = page.getByTestId('tile').first();
  await tile.hover();
  await tile.getByTestId('tile-control').click();
  const surface = page.getByTestId('ptz-surface');
  const { x, y, width, height } = await surface.boundingBox();
  await page.getByTestId('ptz-show-presets').click();
  await page.getByTestId('preset-new').click();
  await page.getByTestId('preset-name').fill('Crane');
  await page.getByTestId('preset-store').click();
  await page.getByTestId('preset').locator('img').first().waitFor();
  await page.mouse.move(x + width * 0.3, y + height * 0.6);
  await page.mouse.down();
  await page.mouse.move(x + width * 0.38, y + height * 0.52, { steps: 8 });
  await page
    .getByTestId('tile')
    .getByText('driven by you')
    .or(page.getByTestId('ptz-driver'))
    .first()
    .waitFor();
};

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
  const recorder = { path: 'recorders/demo' };
  const phone = { width: 390, height: 844 };
  await shoot('recorder', { ...recorder, before: recorderKnown });
  await shoot('recorder-light', { ...recorder, colorScheme: 'light', before: recorderKnown });
  await shoot('recorder-log', { ...recorder, before: openLog });
  await shoot('phone-recorder', { ...recorder, ...phone, before: recorderKnown });
  await shoot('download-form', {
    path: pointsPath('demo:1,demo:3,demo:9,demo:11'),
    before: async (page) => {
      await pictured(page, 4);
      await page.getByTestId('points-download').click();
      await page.getByTestId('begin-download').waitFor();
    },
  });
  await shoot('camera-control', { path: '?layout=1&tiles=demo:8', tiles: 1, before: steer });
  await shoot('downloads', { path: 'downloads', before: beginDownloads });
  await shoot('download-shelf', {
    path: pointsPath('demo:1'),
    before: async (page) => {
      await pictured(page, 1);
      await page.getByTestId('open-downloads').click();
      await page.getByTestId('download-shelf').getByTestId('download').nth(2).waitFor();
    },
  });
  await shoot('phone-downloads', {
    path: 'downloads',
    ...phone,
    before: (page) => page.getByTestId('download').nth(2).waitFor(),
  });
  await shoot('phone', { path: '?layout=4', width: 390, height: 844, tiles: 3 });
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
