import { settle } from '../../testing/fake-timers.js';
import { FakeGopDecoder, type FakePicture, sampleGop } from '../../testing/recorded-gops.js';
import type { DecodeAim } from './decode-plan.js';
import { VideoGopDecoder } from './video-decoder.js';
import type { HeldGop } from './held-gop.js';

function decoder() {
  const world = { nowMs: 0, refuses: false };
  const decoders: FakeGopDecoder[] = [];
  const pictures: FakePicture[] = [];
  const came: string[] = [];
  const lost: string[] = [];
  const stalled: HeldGop[] = [];
  const made = new VideoGopDecoder({
    createDecoder: (init) => {
      const next = new FakeGopDecoder(init, pictures);
      decoders.push(next);
      return next;
    },
    createChunk: (init) => {
      if (world.refuses) {
        throw new TypeError('no chunk');
      }
      return init as unknown as EncodedVideoChunk;
    },
    nowMs: () => world.nowMs,
    onPicture: (gop, index, picture) => {
      came.push(`${gop.startMs}/${index}`);
      picture.close();
    },
    onLost: (gop, indexes, words) => lost.push(`${gop.startMs}/${indexes.join()} ${words}`),
    onStalled: (gop) => stalled.push(gop),
    onIdle: () => undefined,
  });
  return { made, world, decoders, pictures, came, lost, stalled };
}

function aimAt(
  gop: HeldGop,
  indexes: readonly number[],
  change: Partial<DecodeAim> = {},
): DecodeAim {
  return { gop, indexes, flush: true, urgent: true, ...change };
}

const first = sampleGop({ startMs: 0 });
const second = sampleGop({ startMs: 200 });

describe('VideoGopDecoder', () => {
  it('decodes from the key picture up to what is wanted, and uses one decoder for one GOP after the other', async () => {
    const { made, decoders, came } = decoder();
    made.aim(aimAt(first, [2]));
    expect(decoders[0]?.config).toEqual({ codec: 'avc1.4d401f', optimizeForLatency: true });
    expect(decoders[0]?.fed.map(({ type }) => type)).toEqual(['key', 'delta', 'delta']);
    decoders[0]?.gives(9);
    await settle();
    expect([made.gop, made.isBusy]).toEqual([undefined, false]);
    made.aim(aimAt(second, [0]));
    decoders[0]?.gives(9);
    expect(came).toEqual(['0/0', '0/1', '0/2', '200/0']);
    expect(decoders).toHaveLength(1);
  });

  it('goes on with a GOP that is not finished', () => {
    const { made, decoders, came } = decoder();
    made.aim(aimAt(first, [1], { flush: false }));
    decoders[0]?.gives(9);
    expect([made.isBusy, made.isComing(1), made.isComing(2)]).toEqual([false, false, true]);
    made.aim(aimAt(first, [2, 3], { flush: false }));
    decoders[0]?.gives(9);
    expect(came).toEqual(['0/0', '0/1', '0/2', '0/3']);
    expect(decoders[0]?.fed).toHaveLength(4);
  });

  it('begins again for a picture that has gone by', () => {
    const { made, decoders, came } = decoder();
    made.aim(aimAt(first, [3], { flush: false }));
    decoders[0]?.gives(9);
    made.aim(aimAt(first, [0, 1], { flush: false }));
    decoders[1]?.gives(9);
    expect(came).toEqual(['0/0', '0/1', '0/2', '0/3', '0/0', '0/1']);
    expect(decoders.map(({ state }) => state)).toEqual(['closed', 'configured']);
  });

  it('closes what an abandoned GOP still gives', () => {
    const { made, decoders, came, pictures } = decoder();
    made.aim(aimAt(first, [4]));
    const late = decoders[0]?.fed[0]?.timestamp ?? 0;
    made.aim(aimAt(second, [0]));
    const picture = new FakeGopDecoder({ output: () => undefined, error: () => undefined });
    expect(picture.pictures).toHaveLength(0);
    decoders[0]?.configure({ codec: 'avc1.4d401f' });
    decoders[0]?.inside.push({ type: 'key', timestamp: late, data: new Uint8Array(1) });
    decoders[0]?.gives(1);
    expect(came).toEqual([]);
    expect(pictures.map(({ closed }) => closed)).toEqual([1]);
  });

  it('keeps few pictures waiting in front of the decoder', () => {
    const { made, decoders } = decoder();
    const long = sampleGop({ startMs: 0, count: 100 });
    made.aim(aimAt(long, [99]));
    expect(decoders[0]?.fed).toHaveLength(12);
    decoders[0]?.gives(5);
    made.tick();
    expect(decoders[0]?.fed).toHaveLength(17);
  });

  it('feeds a decoder that holds pictures back with what comes behind', () => {
    const { made, decoders, came, world } = decoder();
    made.aim(aimAt(first, [0], { flush: false }));
    const [one] = decoders;
    if (one) {
      one.delay = 1;
      one.gives(9);
    }
    expect(came).toEqual([]);
    world.nowMs = 61;
    made.tick();
    one?.gives(9);
    expect(came).toEqual(['0/0']);
  });

  it('tells of pictures that never came', async () => {
    const { made, decoders, lost } = decoder();
    made.aim(aimAt(first, [4]));
    decoders[0]?.inside.splice(1, 2);
    decoders[0]?.gives(9);
    await settle();
    expect(lost).toEqual(['0/1,2 null']);
  });

  it('tells of the rest of a GOP that breaks the decoder, and takes another decoder for the next', () => {
    const { made, decoders, came, lost } = decoder();
    made.aim(aimAt(first, [4]));
    decoders[0]?.gives(2);
    decoders[0]?.breaks();
    expect(lost).toEqual(['0/2,3,4 decoding failed']);
    made.aim(aimAt(second, [0]));
    decoders[1]?.gives(1);
    expect(came.at(-1)).toBe('200/0');
  });

  it('tells of a GOP that it does not even take', () => {
    const { made, world, lost } = decoder();
    world.refuses = true;
    made.aim(aimAt(first, [0]));
    expect(lost).toEqual(['0/0,1,2,3,4 no chunk']);
    expect(made.gop).toBeUndefined();
  });

  it('tells when nothing comes out', () => {
    const { made, world, decoders, stalled } = decoder();
    made.aim(aimAt(first, [4]));
    world.nowMs = 2_001;
    made.tick();
    expect(stalled).toEqual([first]);
    expect(decoders[0]?.state).toBe('closed');
  });

  it('measures how long a picture takes', () => {
    const { made, world, decoders } = decoder();
    made.aim(aimAt(first, [4]));
    for (let picture = 0; picture < 5; picture += 1) {
      world.nowMs += 45;
      decoders[0]?.gives(1);
    }
    expect(made.pictureMs).toBeGreaterThan(10);
    expect(made.pictureMs).toBeLessThan(45);
  });
});
