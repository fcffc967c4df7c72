import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nvrCommands } from '@casement/protocol';
import { runCli } from './cli.js';
import { prepareBlackPictures, prepareCameraPictures } from './camera-footage.js';
import { parseScenario } from './load-scenario.js';
import { Simulator } from './simulator.js';
import type { PictureSource } from './nvr/live/camera-source.js';
import { fetchPage } from './testing/http-client.js';
import { HttpLiveReader } from './testing/live-reader.js';
import { RecorderClient } from './testing/recorder-client.js';
import { AlarmTrap } from './testing/alarm-trap.js';
import { waitFor } from './testing/wait-for.js';

const scenario = parseScenario({
  users: [{ username: 'admin', password: 'secret' }],
  http: false,
  https: {},
  cameras: [
    {
      number: 7,
      name: 'Loading dock',
      width: 320,
      height: 240,
      fps: 10,
      loopSeconds: 2,
      altSize: { width: 352, height: 288 },
    },
  ],
});

let cacheDir: string;

beforeAll(async () => {
  cacheDir = await mkdtemp(join(tmpdir(), 'casement-simulator-'));
});
afterAll(() => rm(cacheDir, { recursive: true }));

/** The last slice of each picture, hexadecimal. */
function slicesBelowBand({ pictureCount, picture }: PictureSource): ReadonlySet<string> {
  return new Set(
    Array.from({ length: pictureCount }, (_, index) =>
      Buffer.from(picture(index, 0, 0).at(-1)!).toString('hex'),
    ),
  );
}

describe('simulator', () => {
  it('streams real footage over HTTPS, bit for bit, and changes its size', async () => {
    const simulator = await Simulator.start(scenario, { cacheDir });
    try {
      expect(simulator.httpUrl).toBeUndefined();
      expect(simulator.fingerprint256).toMatch(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/);
      const client = new RecorderClient(simulator.httpsUrl ?? '', {
        ca: simulator.certificatePem ?? '',
      });
      const uid = await client.loginForLive();
      const { path } = nvrCommands.startLiveHttp(uid, 7, 'H264');
      const reader = new HttpLiveReader(await client.open(path));
      await reader.pictures(12);
      expect(reader.receiver.video).toMatchObject({ width: 320, height: 240 });
      expect(reader.receiver.statistics).toMatchObject({ lost: 0, malformed: 0, bPictures: 0 });

      // All slices but the first, which shows the time, are the same whenever they are sent.
      const pictures = await prepareCameraPictures(scenario, { cacheDir });
      const footage = pictures.get(7)!.main;
      const scenes = slicesBelowBand(footage);
      for (const { nalUnits } of reader.units) {
        expect(scenes.has(Buffer.from(nalUnits.at(-1)!).toString('hex'))).toBe(true);
      }

      simulator.faults.add({ kind: 'size-change' });
      await reader.pictures(12);
      expect(reader.receiver.video).toMatchObject({ width: 352, height: 288 });
      reader.close();
    } finally {
      await simulator.close();
    }
  }, 30_000);

  it('shows black pictures of the same size while it sleeps', async () => {
    const simulator = await Simulator.start(scenario, { cacheDir });
    try {
      const client = new RecorderClient(simulator.httpsUrl ?? '', {
        ca: simulator.certificatePem ?? '',
      });
      const act = { method: 'POST', body: '{"forS":600}' };
      await fetchPage(`${simulator.controlUrl}/actions/sleep`, act);
      expect(simulator.state).toMatchObject({ asleep: true, alarms: { raised: 0 } });
      const black = await prepareBlackPictures(scenario, { cacheDir });
      const uid = await client.loginForLive();
      const { path } = nvrCommands.startLiveHttp(uid, 7, 'H264');
      const reader = new HttpLiveReader(await client.open(path));
      await reader.pictures(12);
      expect(reader.receiver.video).toMatchObject({ width: 320, height: 240 });
      // Below the band with the clock a picture is the same whenever it is sent.
      const scenes = slicesBelowBand(black.get(7)!);
      expect(scenes.has(Buffer.from(reader.units.at(-1)!.nalUnits.at(-1)!).toString('hex'))).toBe(
        true,
      );
      simulator.recorder.sleep(0);
      await reader.pictures(12);
      const usual = slicesBelowBand(
        (await prepareCameraPictures(scenario, { cacheDir })).get(7)!.main,
      );
      expect(usual.has(Buffer.from(reader.units.at(-1)!.nalUnits.at(-1)!).toString('hex'))).toBe(
        true,
      );
      reader.close();
    } finally {
      await simulator.close();
    }
  }, 30_000);

  it('rejects when a port is taken, and leaves nothing open', async () => {
    const options = { cacheDir, pictures: new Map() };
    const first = await Simulator.start(scenario, options);
    const { controlUrl } = first;
    const port = Number(new URL(controlUrl).port);
    const taken = { ...scenario, control: { host: '127.0.0.1', port } };
    await expect(Simulator.start(taken, options)).rejects.toMatchObject({ code: 'EADDRINUSE' });
    await first.close();
    const second = await Simulator.start(taken, options);
    expect(second.controlUrl).toBe(controlUrl);
    await second.close();
    await second.close();
  });
});

describe('command line', () => {
  /** Starts it and gives what it wrote and how to end it. */
  function start(args: readonly string[]) {
    const abort = new AbortController();
    const written = { output: '', error: '' };
    const ended = runCli({
      args,
      writeOutput: (text) => (written.output += text),
      writeError: (text) => (written.error += text),
      signal: abort.signal,
    });
    return { written, ended, abort };
  }

  function events(output: string): string[] {
    return output
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { event: string }).event)
      .filter((event) => event !== 'footage');
  }

  async function writeScenario(): Promise<string> {
    const file = join(cacheDir, 'scenario.yaml');
    await writeFile(file, JSON.stringify(scenario));
    return file;
  }

  it('writes a ready file and structured lines, and ends when asked', async () => {
    const readyFile = join(cacheDir, 'ready.json');
    const file = await writeScenario();
    const run = start(['--scenario', file, '--cache-dir', cacheDir, '--ready-file', readyFile]);
    await waitFor('ready', () => run.written.output.includes('"ready"'), 20_000);
    const ready: unknown = JSON.parse(await readFile(readyFile, 'utf8'));
    expect(ready).toMatchObject({ https: expect.stringMatching(/^https:/), pid: process.pid });
    run.abort.abort();
    expect(await run.ended).toBe(0);
    expect(events(run.written.output)).toEqual(['starting', 'ready', 'closing', 'closed']);
  }, 30_000);

  it('ends when asked while footage is being made', async () => {
    const file = join(cacheDir, 'long.yaml');
    const camera = { number: 1, width: 1280, height: 720, loopSeconds: 60 };
    await writeFile(file, JSON.stringify({ ...scenario, cameras: [camera] }));
    const run = start(['--scenario', file, '--cache-dir', cacheDir]);
    await waitFor('footage', () => run.written.output.includes('"footage"'), 20_000);
    run.abort.abort();
    expect(await run.ended).toBe(0);
    expect(events(run.written.output)).toEqual(['starting', 'closed']);
  }, 30_000);

  it('sends the alarms of the scenario to whom it is told', async () => {
    const trap = await AlarmTrap.open();
    const { host, port } = trap.destination;
    const file = join(cacheDir, 'alarms.yaml');
    const alarms = { schedule: [{ every: '1s', category: 2, messageId: 0x10 }] };
    await writeFile(file, JSON.stringify({ ...scenario, alarms }));
    const run = start(['--scenario', file, '--cache-dir', cacheDir, '--alarms', `${host}:${port}`]);
    const [message] = await trap.messages(1);
    expect(message?.extension?.text).toBe('NORMAL-HDD FULL');
    run.abort.abort();
    expect(await run.ended).toBe(0);
    await trap.close();
  }, 30_000);

  it.each([
    ['with a receiver without port', ['--scenario', 'x', '--alarms', 'here'], 2, /HOST:PORT/],
    ['without arguments', [], 2, /--scenario is missing\nusage: /],
    ['with an unknown argument', ['--colour'], 2, /--colour'.*\nusage: /s],
    ['without a scenario', ['--scenario', '/nowhere'], 2, /cannot read/],
  ])('says what is wrong %s', async (_name, args, code, expected) => {
    const run = start(args);
    expect(await run.ended).toBe(code);
    expect(run.written.error).toMatch(expected);
  });

  it('says which port is taken', async () => {
    const first = await Simulator.start(scenario, { cacheDir, pictures: new Map() });
    const file = join(cacheDir, 'taken.yaml');
    const port = Number(new URL(first.controlUrl).port);
    await writeFile(file, JSON.stringify({ ...scenario, control: { port } }));
    const run = start(['--scenario', file, '--cache-dir', cacheDir]);
    expect(await run.ended).toBe(1);
    expect(run.written.error).toContain(`EADDRINUSE: address already in use 127.0.0.1:${port}`);
    await first.close();
  }, 30_000);
});
