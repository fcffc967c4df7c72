import { splitAnnexB } from '@casement/media';
import { nvrCommands } from '@casement/protocol';
import { parseScenario } from '../load-scenario.js';
import { ptzGeometry, readPtz } from '../media/index.js';
import type { PtzReading } from '../media/index.js';
import { decodePictures } from '../media/testing/decode-pictures.js';
import { footageFolder } from '../media/testing/footage-folder.js';
import { Simulator } from '../simulator.js';
import { ManualClock } from '../testing/manual-clock.js';
import { RecorderClient } from '../testing/recorder-client.js';

const folder = footageFolder();
const startMs = Date.UTC(2026, 10, 21, 7, 8, 9);
const size = { width: 320, height: 240 };

const scenario = parseScenario({
  users: [{ username: 'admin', password: 'secret' }],
  recordings: { ranges: [{ from: '-1h' }] },
  cameras: [{ number: 1, ...size, fps: 10, ptz: { home: { pan: -40 } } }],
});

let simulator: Simulator | undefined;

afterEach(() => simulator?.close());

it('recordings of a camera that moves show where it looked, also before and after', async () => {
  const clock = new ManualClock(startMs);
  simulator = await Simulator.start(scenario, { cacheDir: folder.path, clock });
  const client = new RecorderClient(simulator.httpUrl ?? '');
  const live = await client.loginForLive();
  const send = async (path: string): Promise<void> => {
    expect((await client.get(path)).status).toBe(200);
  };
  // Half speed to the right for one second and a half, from one second after the start on; then it is darker.
  clock.advance(1_000);
  await send(nvrCommands.moveCamera(live, 1, { pan: 8, tilt: 0, zoom: 0 }).path);
  clock.advance(1_500);
  await send(nvrCommands.moveCamera(live, 1, { pan: 0, tilt: 0, zoom: 0 }).path);
  await send(nvrCommands.irisCamera(live, 1, 'close').path);
  clock.advance(60_000);

  const uid = await client.loginForPlayback([1]);
  await client.get(nvrCommands.goToDate(uid, startMs).path);
  const readings: PtzReading[] = [];
  for (let second = 0; second < 4; second += 1) {
    const { pictures } = await client.gop(uid, 1);
    const decoded = await decodePictures(
      pictures.map(({ data }) => splitAnnexB(data)),
      size,
    );
    readings.push(
      ...decoded.map((data) =>
        readPtz({ data, format: 'luma', ...size }, ptzGeometry(size.width, size.height)),
      ),
    );
  }
  const views = readings.flatMap((reading) => ('view' in reading ? [reading.view] : []));
  expect(views).toHaveLength(40);
  views.forEach(({ pan, iris }, index) => {
    const movedMs = Math.min(1_500, Math.max(0, index * 100 - 1_000));
    expect(pan).toBeCloseTo(-40 + (30 * movedMs) / 1_000, 1);
    expect(iris).toBe(index < 25 ? 0 : -1);
  });
}, 30_000);
