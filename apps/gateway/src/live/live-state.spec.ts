import fc from 'fast-check';
import { newLive, stepLive } from './live-state.js';
import { liveInWords } from './live-words.js';
import type { LiveWords } from './live-words.js';
import type {
  Live,
  LiveAction,
  LiveAttempt,
  LiveEvent,
  LivePolicy,
  LiveState,
  Pause,
} from './live-model.js';

const policy: LivePolicy = { transport: 'auto', video: 'auto', firstPacketMs: 4_000 };
const rtp: LiveAttempt = { transport: 'rtp', video: 'H264', fallback: 'none', tried: [] };
const http: LiveAttempt = { transport: 'http', video: 'H264', fallback: 'transport', tried: [] };
const httpH265: LiveAttempt = {
  transport: 'http',
  video: 'H265',
  fallback: 'video',
  tried: ['H264'],
};
const httpJpeg: LiveAttempt = {
  transport: 'http',
  video: 'JPEG',
  fallback: 'video',
  tried: ['H264', 'H265'],
};
/** JPEG, because it came the last time. */
const jpegFirst: LiveAttempt = { transport: 'http', video: 'JPEG', fallback: 'none', tried: [] };
const off: LiveState = { name: 'off' };
const session: LiveState = { name: 'session' };
const running: LiveState = { name: 'running', attempt: rtp };
const waitPackets = (attempt: LiveAttempt): LiveState => ({ name: 'wait-packets', attempt });
const stoppingOff: LiveState = { name: 'stopping', next: { then: 'off' } };
const pause = (
  name: Pause['name'],
  reason: string,
  waitMs: number,
  attempt?: LiveAttempt,
): Pause => ({
  name,
  reason,
  waitMs,
  attempt,
});
const stoppingThen = (state: Pause): LiveState => ({
  name: 'stopping',
  next: { then: 'wait', state },
});
const stoppingTry = (attempt: LiveAttempt): LiveState => ({
  name: 'stopping',
  next: { then: 'start', attempt },
});
const stop: LiveAction = { type: 'stop' };
const noJpegWords = 'the recorder has no JPEG picture of this camera';
const nothing = 'the recorder sends no pictures of this camera';

type Row = {
  readonly name: string;
  readonly from: LiveState;
  readonly before?: Partial<Live>;
  readonly event: LiveEvent;
  readonly policy?: LivePolicy;
  readonly to: LiveState;
  readonly actions?: readonly LiveAction[];
  readonly timerMs?: number | null;
};

const timeout = (rtpWorks = false): LiveEvent => ({ type: 'timeout', rtpWorks, attempt: rtp });

/** Decision E.2, line by line. */
const rows: readonly Row[] = [
  {
    name: 'OFF, first viewer: a UID',
    from: off,
    event: { type: 'open' },
    to: session,
    actions: [{ type: 'lease' }],
    timerMs: null,
  },
  {
    name: 'a UID: START takes its turn',
    from: session,
    event: { type: 'leased', attempt: rtp },
    to: { name: 'queued', attempt: rtp },
    actions: [{ type: 'start', attempt: rtp }],
    timerMs: null,
  },
  {
    name: 'START: WAIT_HEADERS 10 s',
    from: { name: 'queued', attempt: rtp },
    event: { type: 'sent' },
    to: { name: 'wait-headers', attempt: rtp },
    timerMs: 10_000,
  },
  {
    name: 'WAIT_HEADERS, 10 s: abort and retry',
    from: { name: 'wait-headers', attempt: rtp },
    event: timeout(),
    to: stoppingThen(
      pause('restarting', 'the recorder did not answer the start of the stream', 2_000, rtp),
    ),
    actions: [stop],
    timerMs: null,
  },
  {
    name: 'WAIT_HEADERS, 200: WAIT_PT, as long as the fallback to HTTP allows',
    from: { name: 'wait-headers', attempt: rtp },
    event: { type: 'accepted' },
    to: waitPackets(rtp),
    timerMs: 4_000,
  },
  {
    name: 'WAIT_HEADERS, 200 with a fixed transport: WAIT_PT 8 s',
    from: { name: 'wait-headers', attempt: rtp },
    event: { type: 'accepted' },
    policy: { ...policy, transport: 'rtp' },
    to: waitPackets(rtp),
    timerMs: 8_000,
  },
  {
    name: 'NV37 WAIT_HEADERS, 204: STOP, 3 s',
    from: { name: 'wait-headers', attempt: rtp },
    event: { type: 'refused' },
    to: stoppingThen(pause('busy', 'the recorder is busy (1 of 3)', 3_000, rtp)),
    actions: [stop],
    timerMs: null,
  },
  {
    name: 'NV37 204 for the fourth time: OFFLINE 20 s',
    from: { name: 'wait-headers', attempt: rtp },
    before: { refusals: 3 },
    event: { type: 'refused' },
    to: stoppingThen(
      pause('offline', 'the recorder has no stream to give for this camera', 20_000),
    ),
    actions: [stop],
    timerMs: null,
  },
  {
    name: 'BUSY after STOP: 3 s',
    from: stoppingThen(pause('busy', 'busy', 3_000, rtp)),
    event: { type: 'stopped' },
    to: pause('busy', 'busy', 3_000, rtp),
    timerMs: 3_000,
  },
  {
    name: 'BUSY, 3 s: START again',
    from: pause('busy', 'busy', 3_000, http),
    event: timeout(),
    to: { name: 'queued', attempt: http },
    actions: [{ type: 'start', attempt: http }],
    timerMs: null,
  },
  {
    name: 'WAIT_PT over RTP, nothing: STOP, then HTTP',
    from: waitPackets(rtp),
    event: timeout(),
    to: stoppingTry(http),
    actions: [stop],
    timerMs: null,
  },
  {
    name: 'WAIT_PT over RTP where RTP works for other cameras: STOP, then the other COMP',
    from: waitPackets(rtp),
    event: timeout(true),
    to: stoppingTry({ transport: 'rtp', video: 'H265', fallback: 'video', tried: ['H264'] }),
    actions: [stop],
    timerMs: null,
  },
  {
    name: 'WAIT_PT over HTTP, nothing: STOP, then the other COMP',
    from: waitPackets(http),
    event: timeout(),
    to: stoppingTry(httpH265),
    actions: [stop],
    timerMs: null,
  },
  {
    name: 'WAIT_PT, H.264 and H.265 failed: JPEG',
    from: waitPackets(httpH265),
    event: timeout(),
    to: stoppingTry(httpJpeg),
    actions: [stop],
    timerMs: null,
  },
  {
    name: 'WAIT_PT over RTP alone, H.264 and H.265 failed: JPEG over HTTP all the same',
    from: waitPackets({ ...httpH265, transport: 'rtp' }),
    event: timeout(true),
    policy: { ...policy, transport: 'rtp' },
    to: stoppingTry(httpJpeg),
    actions: [stop],
    timerMs: null,
  },
  {
    name: 'WAIT_PT, JPEG came the last time but no more: H.264, over RTP again',
    from: waitPackets(jpegFirst),
    event: timeout(),
    to: stoppingTry({ transport: 'rtp', video: 'H264', fallback: 'video', tried: ['JPEG'] }),
    actions: [stop],
    timerMs: null,
  },
  {
    name: 'WAIT_PT, JPEG came the last time but no more: H.264, over HTTP where that is fixed',
    from: waitPackets(jpegFirst),
    event: timeout(),
    policy: { ...policy, transport: 'http' },
    to: stoppingTry({ transport: 'http', video: 'H264', fallback: 'video', tried: ['JPEG'] }),
    actions: [stop],
    timerMs: null,
  },
  {
    name: 'B27 WAIT_PT, a picture that is no image: what was not tried yet',
    from: waitPackets(jpegFirst),
    event: { type: 'placeholder' },
    to: stoppingTry({ transport: 'rtp', video: 'H264', fallback: 'video', tried: ['JPEG'] }),
    actions: [stop],
    timerMs: null,
  },
  {
    name: 'B27 WAIT_PT, a picture that is no image, and nothing else to try',
    from: waitPackets(httpJpeg),
    event: { type: 'placeholder' },
    to: stoppingThen(pause('unsupported', noJpegWords, 60_000)),
    actions: [stop],
    timerMs: null,
  },
  {
    name: 'B27 RUN, the pictures become ones that are no image',
    from: { name: 'running', attempt: jpegFirst },
    event: { type: 'placeholder' },
    policy: { ...policy, video: 'JPEG' },
    to: stoppingThen(pause('unsupported', noJpegWords, 60_000)),
    actions: [stop],
    timerMs: null,
  },
  { name: 'OFF, a late JPEG', from: off, event: { type: 'placeholder' }, to: off },
  {
    name: 'WAIT_PT, all failed: OFFLINE 20 s',
    from: waitPackets(httpJpeg),
    event: timeout(),
    to: stoppingThen(pause('offline', nothing, 20_000)),
    actions: [stop],
    timerMs: null,
  },
  {
    name: 'WAIT_PT with a fixed COMP: OFFLINE 20 s',
    from: waitPackets(http),
    event: timeout(),
    policy: { ...policy, video: 'H264' },
    to: stoppingThen(pause('offline', nothing, 20_000)),
    actions: [stop],
    timerMs: null,
  },
  {
    name: 'the other way after STOP',
    from: stoppingTry(http),
    event: { type: 'stopped' },
    to: { name: 'queued', attempt: http },
    actions: [{ type: 'start', attempt: http }],
    timerMs: null,
  },
  {
    name: 'OFFLINE, 20 s: the best guess anew',
    from: pause('offline', nothing, 20_000),
    event: timeout(),
    to: { name: 'queued', attempt: rtp },
    actions: [{ type: 'start', attempt: rtp }],
    timerMs: null,
  },
  {
    name: 'WAIT_PT, PT 98: WAIT_IRAP 15 s',
    from: waitPackets(rtp),
    event: { type: 'packet', video: 'H264' },
    to: { name: 'wait-random-access', attempt: rtp },
    timerMs: 15_000,
  },
  {
    name: 'RT16 WAIT_PT after COMP=H265, PT 98: H.264 all the same',
    from: waitPackets(httpH265),
    event: { type: 'packet', video: 'H264' },
    to: { name: 'wait-random-access', attempt: httpH265 },
    timerMs: 15_000,
  },
  {
    name: 'WAIT_PT, PT 101 after COMP=H264: H.265 all the same',
    from: waitPackets(rtp),
    event: { type: 'packet', video: 'H265' },
    to: { name: 'wait-random-access', attempt: rtp },
    timerMs: 15_000,
  },
  {
    name: 'WAIT_PT, a JPEG: it is decodable at once, as the next event says',
    from: waitPackets(httpJpeg),
    event: { type: 'packet', video: 'JPEG' },
    to: { name: 'wait-random-access', attempt: httpJpeg },
    timerMs: 15_000,
  },
  {
    name: 'WAIT_IRAP, SPS + PPS + IDR: RUN',
    from: { name: 'wait-random-access', attempt: rtp },
    before: { failures: 3 },
    event: { type: 'picture' },
    to: running,
    timerMs: null,
  },
  {
    name: 'WAIT_IRAP, 15 s: restart',
    from: { name: 'wait-random-access', attempt: rtp },
    event: timeout(),
    to: stoppingThen(pause('restarting', 'the stream has no key frame', 2_000, rtp)),
    actions: [stop],
    timerMs: null,
  },
  {
    name: 'RUN, 15 s of silence: restart after 2 s',
    from: running,
    event: { type: 'interrupted', reason: 'no picture for 15 s' },
    to: stoppingThen(pause('restarting', 'no picture for 15 s', 2_000, rtp)),
    actions: [stop],
    timerMs: null,
  },
  {
    name: 'restart that does not help: later and later',
    from: waitPackets(rtp),
    before: { failures: 2 },
    event: { type: 'interrupted', reason: 'the stream ended' },
    to: stoppingThen(pause('restarting', 'the stream ended', 10_000, rtp)),
    actions: [stop],
    timerMs: null,
  },
  {
    name: 'START answered with 500: restart',
    from: { name: 'wait-headers', attempt: rtp },
    event: { type: 'failed', reason: 'status 500' },
    to: stoppingThen(pause('restarting', 'status 500', 2_000, rtp)),
    actions: [stop],
    timerMs: null,
  },
  {
    name: 'no camera under this number: no START',
    from: { name: 'queued', attempt: rtp },
    event: { type: 'unavailable', reason: 'no camera here' },
    to: stoppingThen(pause('unsupported', 'no camera here', 20_000)),
    actions: [stop],
    timerMs: null,
  },
  {
    name: 'RUN, no viewer: STOP',
    from: running,
    event: { type: 'close' },
    to: stoppingOff,
    actions: [stop],
    timerMs: null,
  },
  {
    name: 'STOP done: OFF',
    from: stoppingOff,
    event: { type: 'stopped' },
    to: off,
    actions: [{ type: 'release' }],
    timerMs: null,
  },
  {
    name: 'STOP under way, a viewer comes back',
    from: stoppingOff,
    event: { type: 'open' },
    to: stoppingThen(pause('restarting', 'starting again', 0)),
    timerMs: null,
  },
  {
    name: 'STOP under way before a restart, no viewer: OFF',
    from: stoppingTry(http),
    event: { type: 'close' },
    to: stoppingOff,
    timerMs: null,
  },
  {
    name: 'waiting for a UID, no viewer: OFF',
    from: session,
    event: { type: 'close' },
    to: off,
    actions: [{ type: 'release' }],
    timerMs: null,
  },
  {
    name: 'OFFLINE, no viewer: OFF',
    from: pause('offline', nothing, 20_000),
    event: { type: 'close' },
    to: off,
    actions: [{ type: 'release' }],
    timerMs: null,
  },
  ...(
    [
      ['RUN', running],
      ['WAIT_PT', waitPackets(rtp)],
      ['queued', { name: 'queued', attempt: rtp }],
      ['OFFLINE', pause('offline', nothing, 20_000)],
      ['STOP before a restart', stoppingTry(http)],
    ] as const
  ).map(([name, from]): Row => ({
    name: `${name}, UID lost: another UID`,
    from,
    event: { type: 'lost', cause: { kind: 'uid-invalid', answer: '401' } },
    to: session,
    actions: [{ type: 'drop' }, { type: 'lease' }],
    timerMs: null,
  })),
  {
    name: 'STOP to OFF, UID lost: OFF',
    from: stoppingOff,
    event: { type: 'lost', cause: { kind: 'uid-invalid', answer: '401' } },
    to: off,
    actions: [{ type: 'drop' }],
    timerMs: null,
  },
  { name: 'OFF, UID lost', from: off, event: { type: 'lost', cause: { kind: 'busy' } }, to: off },
  { name: 'OFF, no viewer', from: off, event: { type: 'close' }, to: off },
  { name: 'RUN, a further viewer', from: running, event: { type: 'open' }, to: running },
  { name: 'RUN, a late answer', from: running, event: { type: 'accepted' }, to: running },
  { name: 'RUN, packets', from: running, event: { type: 'packet', video: 'H264' }, to: running },
  { name: 'OFF, a late UID', from: off, event: { type: 'leased', attempt: rtp }, to: off },
];

describe('stepLive', () => {
  it.each(rows)('$name', ({ from, before, event, policy: own, to, actions = [], timerMs }) => {
    const step = stepLive({ ...newLive, ...before, state: from }, event, own ?? policy);
    expect(step.live.state).toEqual(to);
    expect(step.actions).toEqual(actions);
    expect(step.timerMs).toBe(timerMs);
  });

  it('counts failures until pictures come', () => {
    const failed = stepLive(
      { ...newLive, state: running, failures: 1 },
      { type: 'interrupted', reason: 'x' },
      policy,
    );
    expect(failed.live.failures).toBe(2);
    const good = stepLive(
      { ...failed.live, state: { name: 'wait-random-access', attempt: rtp } },
      { type: 'picture' },
      policy,
    );
    expect(good.live.failures).toBe(0);
  });

  const attempt = fc.constantFrom(rtp, http, httpH265, httpJpeg, jpegFirst);
  const event = fc.oneof<fc.Arbitrary<LiveEvent>[]>(
    fc.record({
      type: fc.constantFrom('open', 'close', 'sent', 'accepted', 'refused', 'picture', 'stopped'),
    }),
    fc.record({ type: fc.constant('placeholder') }),
    fc.record({ type: fc.constant('leased'), attempt }),
    fc.record({ type: fc.constant('lost'), cause: fc.constant({ kind: 'busy' as const }) }),
    fc.record({
      type: fc.constantFrom('failed', 'interrupted', 'unavailable'),
      reason: fc.constant('x'),
    }),
    fc.record({ type: fc.constant('packet'), video: fc.constantFrom('H264', 'H265', 'JPEG') }),
    fc.record({ type: fc.constant('timeout'), rtpWorks: fc.boolean(), attempt }),
  );

  it('never leaks a UID, never stops without a start, and always has a way on', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 80 }), (events) => {
        let live: Live = newLive;
        let holdsLease = false;
        let isUp = false;
        let timer: number | null = null;
        for (const each of events) {
          const step = stepLive(live, each, policy);
          live = step.live;
          timer = step.timerMs === undefined ? timer : step.timerMs;
          for (const action of step.actions) {
            switch (action.type) {
              case 'lease':
                expect(holdsLease).toBe(false);
                holdsLease = true;
                break;
              case 'release':
                expect(holdsLease).toBe(true);
                expect(isUp).toBe(false);
                holdsLease = false;
                break;
              case 'start':
                expect(holdsLease).toBe(true);
                expect(isUp).toBe(false);
                isUp = true;
                break;
              case 'stop':
                expect(isUp).toBe(true);
                isUp = false;
                break;
              case 'drop':
                isUp = false;
                holdsLease = false;
                break;
            }
          }
          // Off holds nothing; every other state waits for something that comes for certain.
          expect(live.state.name === 'off').toBe(!holdsLease);
          const waitsForOthers = ['off', 'session', 'queued', 'running', 'stopping'];
          expect(timer !== null || waitsForOthers.includes(live.state.name)).toBe(true);
        }
        const closed = stepLive(live, { type: 'close' }, policy);
        const end = stepLive(closed.live, { type: 'stopped' }, policy);
        expect(end.live.state).toEqual(off);
      }),
    );
  });
});

describe('liveInWords', () => {
  const context = {
    session: { state: 'starting', reason: 'signing in to the recorder' } satisfies LiveWords,
    queue: 'waiting its turn: 3 commands before this one (about 9 s)',
    havePaused: false,
  };

  it.each<[LiveState, string, string | null]>([
    [off, 'idle', null],
    [session, 'starting', 'signing in to the recorder'],
    [{ name: 'queued', attempt: rtp }, 'starting', context.queue],
    [{ name: 'wait-headers', attempt: rtp }, 'starting', 'starting the stream'],
    [waitPackets(http), 'starting', 'waiting for the first picture over HTTP'],
    [{ name: 'wait-random-access', attempt: rtp }, 'starting', 'waiting for the first key frame'],
    [running, 'playing', null],
    [
      pause('restarting', 'no picture for 15 s', 2_000),
      'waiting',
      'no picture for 15 s; trying again in 2 s',
    ],
    [pause('unsupported', noJpegWords, 60_000), 'failed', noJpegWords],
    [stoppingOff, 'idle', null],
    [stoppingTry(http), 'starting', 'no picture came over RTP: trying HTTP'],
    [stoppingTry(httpH265), 'starting', 'no picture came: trying H.265'],
    [stoppingThen(pause('unsupported', noJpegWords, 60_000)), 'failed', noJpegWords],
    [
      stoppingThen(pause('busy', 'the recorder is busy (1 of 3)', 3_000)),
      'waiting',
      'the recorder is busy (1 of 3)',
    ],
  ])('%o', (state, word, reason) => {
    expect(liveInWords(state, context)).toEqual({ state: word, reason });
  });

  it('does not say that a camera plays whose pictures pause', () => {
    expect(liveInWords(running, { ...context, havePaused: true })).toEqual({
      state: 'waiting',
      reason: 'no picture comes from the recorder',
    });
  });
});
