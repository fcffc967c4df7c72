import { settle } from '../../testing/fake-timers.js';
import { FakePicture, sampleGop } from '../../testing/recorded-gops.js';
import { JpegDecoder } from './jpeg-decoder.js';

function decoder() {
  const asked: { resolve: () => void; reject: () => void; picture: FakePicture }[] = [];
  const came: string[] = [];
  const lost: string[] = [];
  const made = new JpegDecoder({
    createBitmap: () =>
      new Promise((resolve, reject) => {
        const picture = new FakePicture();
        asked.push({
          picture,
          resolve: () => resolve(picture as unknown as ImageBitmap),
          reject: () => reject(new DOMException('no picture', 'InvalidStateError')),
        });
      }),
    nowMs: () => 0,
    onPicture: (gop, index) => came.push(`${gop.startMs}/${index}`),
    onLost: (gop, indexes, words) => lost.push(`${gop.startMs}/${indexes.join()} ${words}`),
    onIdle: () => undefined,
  });
  return { made, asked, came, lost };
}

const first = sampleGop({ startMs: 0, codec: 'jpeg' });
const second = sampleGop({ startMs: 200, codec: 'jpeg' });

describe('JpegDecoder', () => {
  it('decodes only what is wanted, two at a time', async () => {
    const { made, asked, came } = decoder();
    made.aim({ gop: first, indexes: [3, 1, 4], flush: true, urgent: true });
    expect(asked).toHaveLength(2);
    asked[0]?.resolve();
    await settle();
    expect(asked).toHaveLength(3);
    asked.forEach(({ resolve }) => resolve());
    await settle();
    expect(came).toEqual(['0/3', '0/1', '0/4']);
    expect(made.isBusy).toBe(false);
  });

  it('closes what is not wanted any more', async () => {
    const { made, asked, came } = decoder();
    made.aim({ gop: first, indexes: [0], flush: true, urgent: true });
    made.aim({ gop: second, indexes: [0], flush: true, urgent: true });
    asked[0]?.resolve();
    await settle();
    expect(came).toEqual([]);
    expect(asked[0]?.picture.closed).toBe(1);
    made.close();
    asked[1]?.resolve();
    await settle();
    expect(asked[1]?.picture.closed).toBe(1);
  });

  it('tells of a damaged picture and goes on', async () => {
    const { made, asked, came, lost } = decoder();
    made.aim({ gop: first, indexes: [0, 1, 2], flush: true, urgent: true });
    asked[0]?.reject();
    await settle();
    asked.slice(1).forEach(({ resolve }) => resolve());
    await settle();
    expect(lost).toEqual(['0/0 no picture']);
    expect(came).toEqual(['0/1', '0/2']);
  });
});
