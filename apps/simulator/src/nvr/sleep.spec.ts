import { nvrCommands } from '@casement/protocol';
import { createFakePictures } from '../testing/fake-pictures.js';
import { HttpLiveReader } from '../testing/live-reader.js';
import { closeTestRecorders, startTestRecorder } from '../testing/test-recorder.js';
import type { TestRecorderOptions } from '../testing/test-recorder.js';
import { waitFor } from '../testing/wait-for.js';

afterEach(closeTestRecorders);

/** A recorder, and somebody who watches camera 1. */
async function watch(options: TestRecorderOptions) {
  const { recorder, client } = await startTestRecorder(options);
  const uid = await client.loginForLive();
  const { path } = nvrCommands.startLiveHttp(uid, 1, 'H264');
  const reader = new HttpLiveReader(await client.open(path));
  await reader.pictures(3);
  return { recorder, client, reader };
}

describe('a recorder that sleeps', () => {
  it('shows black pictures instead of its cameras', async () => {
    const { recorder, reader } = await watch({ blackPictures: createFakePictures({ width: 160 }) });
    const width = () => reader.receiver.video?.width;
    expect(width()).toBe(64);
    recorder.sleep(60_000);
    await waitFor('the black pictures', () => width() === 160);
    expect(reader.receiver.statistics).toMatchObject({ lost: 0, malformed: 0 });
    recorder.sleep(0);
    await waitFor('the camera', () => width() === 64);
    reader.close();
  });

  it('shows nothing while there are no black pictures, and wakes by a restart', async () => {
    const { recorder, reader } = await watch({});
    const source = recorder.cameras.get(1)!.source!;
    recorder.sleep(60_000);
    const { pictures } = source.statistics;
    const sinceMs = performance.now();
    await waitFor('the time of some pictures', () => performance.now() - sinceMs > 200);
    expect(source.statistics.pictures).toBe(pictures);
    expect(recorder.isAsleep).toBe(true);
    recorder.reboot();
    expect(recorder.isAsleep).toBe(false);
    reader.close();
  });

  it('plays nothing back', async () => {
    const { recorder, client } = await startTestRecorder();
    const uid = await client.loginForPlayback([1]);
    await client.get(nvrCommands.goToDate(uid, Date.now() - 3_600_000).path);
    const { path } = nvrCommands.playbackVideo(uid, 1);
    recorder.sleep(60_000);
    expect((await client.get(path)).status).toBe(204);
    recorder.sleep(0);
    expect((await client.get(path)).status).toBe(200);
  });
});
