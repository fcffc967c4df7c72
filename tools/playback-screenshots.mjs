// Takes the pictures of playback in docs/screenshots from the running house:  node tools/playback-screenshots.mjs [FOLDER]
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { launchChromium } from './chromium.mjs';

const root = join(import.meta.dirname, '..');
const target = process.argv[2] ?? join(root, 'docs', 'screenshots');
mkdirSync(target, { recursive: true });

const folder = mkdtempSync(join(tmpdir(), 'casement-screenshots-'));
const server = createServer().listen(0);
const { port } = server.address();
await new Promise((done) => server.close(done));
const demo = spawn(
  process.execPath,
  [
    join(root, 'tools', 'demo.mjs'),
    ...['--port', String(port)],
    ...['--scenario', join(root, 'scenarios', 'test-playback.yaml')],
    ...['--data-dir', join(folder, 'data')],
    ...['--state-file', join(folder, 'state.json')],
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
const { password } = JSON.parse(readFileSync(join(folder, 'state.json'), 'utf8'));
const hourMs = 3_600_000;
const now = Math.floor(Date.now() / 1000) * 1000;
/** Of the scenario: a gap of half an hour, two hours ago. */
const gapMs = now - 2 * hourMs;

const browser = await launchChromium();

/** One picture of the page at a time. `zoom`: how often the key is pressed. */
async function shoot(name, { cameras, atMs, key = '+', zoom = 0, before = async () => {} }) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  const query = new URLSearchParams({
    cameras: cameras.map((camera) => `demo:${camera}`).join(','),
    at: new Date(atMs).toISOString(),
  });
  await page.goto(`http://localhost:${port}/playback?${query}`);
  await page.getByTestId('login-username').fill('admin');
  await page.getByTestId('login-password').fill(password);
  await page.getByTestId('login-submit').click();
  await page.getByTestId('sign-in').waitFor({ state: 'detached' });
  await page.waitForFunction(
    (count) =>
      document.querySelectorAll('[data-testid="playback-picture"][data-time-ms]').length >= count,
    cameras.length,
    { timeout: 60_000 },
  );
  for (let press = 0; press < zoom; press += 1) await page.keyboard.press(key);
  await before(page);
  // What the new view shows is asked for anew every 15 s once it is old, and drawn.
  await page.waitForLoadState('networkidle').catch(() => undefined);
  await page.waitForTimeout(31_000);
  await page.screenshot({ path: join(target, `${name}.png`) });
  console.log(join(target, `${name}.png`));
  await context.close();
}

/** Plays a little, so that there is something that was seen. */
async function play(page) {
  await page.keyboard.press('l');
  await page.waitForTimeout(4000);
  await page.keyboard.press('k');
}

/** Plays on until the end of the gap is known. */
async function playIntoGap(page) {
  await page.keyboard.press('l');
  await page
    .getByText(/no recording \d\d:\d\d(:\d\d)?-\d\d:\d\d/)
    .first()
    .waitFor();
  await page.keyboard.press('k');
}

try {
  const cameras = [1, 6, 4];
  const atMs = gapMs - 4000;
  await shoot('playback', { cameras, atMs, before: playIntoGap });
  await shoot('playback-days', { cameras, atMs, key: '-', zoom: 14 });
  await shoot('playback-seconds', { cameras, atMs, zoom: 9, before: play });
  await shoot('playback-autumn-night', {
    cameras: [1, 4],
    atMs: Date.UTC(2025, 9, 26, 0, 59, 56),
    key: '-',
    zoom: 4,
    before: play,
  });
} finally {
  await browser.close();
  demo.kill('SIGTERM');
  await new Promise((done) => (demo.exitCode === null ? demo.once('exit', done) : done()));
  rmSync(folder, { recursive: true, force: true });
}
