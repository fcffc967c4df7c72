import { ProtocolError } from '@casement/protocol';
import { ManualClock } from '../net/testing/manual-clock.js';
import { CursorKeeper } from './cursor-keeper.js';
import { GopCache } from './gop-cache.js';
import { GopPulls } from './gop-pulls.js';
import type { GopSeeker } from './gop-seeker.js';
import type { GopAnswer, PlaybackLease } from './recorder-playback.js';
import { recordedSpan, testBody } from './testing/recorded-gops.js';

const [first, second] = recordedSpan(1_000, 3_000);
const whole = testBody(first!, 1);
const gop = (body: typeof whole): GopAnswer => ({ kind: 'gop', body, tookMs: 1 });
const nothing = (isPresent?: boolean): GopAnswer => ({
  kind: 'nothing',
  body: isPresent === undefined ? undefined : { ...whole, isPresent, pictures: [] },
  reason: 'nothing',
});
const unreadable = new ProtocolError('playback-body', 'chunk 0xabcd; expected 0xff15');

/** Delivers the first GOP, then what is given. */
async function bench(...answers: readonly (GopAnswer | Error)[]) {
  const keeper = new CursorKeeper();
  keeper.sent({ command: 'mask', cameras: [1] });
  keeper.sent({ command: 'go-to-date', atMs: 1_000 });
  const told: string[] = [];
  const odd: string[] = [];
  const bugs: unknown[] = [];
  const seeker: GopSeeker = {
    camera: 1,
    need: () => undefined,
    sent: () => undefined,
    received: ({ kind }) => told.push(kind),
    nothing: (_need, _view, { isSure }) => told.push(isSure ? 'nothing there' : 'nothing came'),
    failed: (reason) => told.push(reason),
  };
  const pulls = new GopPulls({
    recorder: 'r',
    keeper,
    cache: new GopCache(),
    clock: new ManualClock(),
    view: () => ({
      positionMs: 1_000,
      direction: 1,
      speed: 1,
      running: true,
      fast: 0,
      stepping: 0,
    }),
    answered: () => undefined,
    failed: () => undefined,
    onBug: (error) => bugs.push(error),
    onOdd: (camera, text) => odd.push(`${camera}: ${text}`),
  });
  const queue = [gop(whole), ...answers];
  const unused = (): Promise<never> => Promise.reject(new Error('not of this test'));
  const lease: PlaybackLease = {
    gop: () => {
      const answer = queue.shift();
      return answer instanceof Error || answer === undefined
        ? Promise.reject(answer ?? new Error('no more answers'))
        : Promise.resolve(answer);
    },
    control: unused,
    sound: unused,
    release: unused,
  };
  while (queue.length > 0) {
    pulls.start(lease, seeker, { kind: 'at', atMs: 1_000 });
    await Promise.resolve().then(() => undefined);
    expect(pulls.size).toBe(0);
  }
  expect(bugs).toEqual([]);
  return { place: keeper.cursor.places.get(1), told: told.slice(1), odd };
}

describe('a pull', () => {
  it.each<[string, GopAnswer | Error, string, string]>([
    ['a GOP', gop(testBody(second!, 1)), 'at', 'gop'],
    [
      'what is of no use, with its times',
      gop({ ...whole, pictures: whole.pictures.slice(1) }),
      'at',
      'refused',
    ],
    ['pictures of another camera', gop(testBody(second!, 3)), 'unsure', 'refused'],
    [
      'a body that cannot be read',
      unreadable,
      'unsure',
      'the recorder sent a damaged recording (it cannot be read)',
    ],
    ['nothing, as it says itself', nothing(false), 'at', 'nothing there'],
    ['no picture, and says there is one', nothing(true), 'unsure', 'nothing came'],
    ['no byte', nothing(), 'unsure', 'nothing came'],
  ])('that brings %s', async (_name, answer, kind, words) => {
    const { place, told } = await bench(answer);
    expect(place?.kind).toBe(kind);
    expect(told).toEqual([words]);
  });

  it('has in the log what the parser says, once in a row', async () => {
    const odd = gop({ ...whole, defects: ['5 bytes', '6 bytes'] });
    const result = await bench(odd, odd, unreadable, gop(whole), odd);
    expect(result.odd).toEqual([
      '1: 5 bytes; 6 bytes',
      '1: chunk 0xabcd; expected 0xff15',
      '1: 5 bytes; 6 bytes',
    ]);
  });

  it('tells people which camera came instead, when the request finds out', async () => {
    const message = 'pictures or sound of camera 3; expected camera 1 (answer of camera.cgi)';
    const { told, odd } = await bench(new ProtocolError('playback-body', message));
    expect(told).toEqual(['the recorder sent camera 3; expected camera 1']);
    expect(odd).toEqual([`1: ${message}`]);
  });
});
