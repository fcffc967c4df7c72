import fc from 'fast-check';
import {
  type CameraNote,
  dueMsOf,
  newTile,
  type TileEnd,
  type TileEvent,
  type TileModel,
  type TilePhaseName,
  tileTimes,
} from './tile-model.js';
import { stepTile } from './tile-transition.js';
import { describeTile } from './tile-words.js';

const playing: CameraNote = { state: 'playing', reason: null };
const lost: CameraNote = { state: 'waiting', reason: 'the recorder does not answer' };
const broken: TileEnd = { severity: 'again', words: 'The connection broke', retryAfterMs: null };
const forbidden: TileEnd = { severity: 'failed', words: 'No permission', retryAfterMs: null };
const signedOut: TileEnd = {
  severity: 'signed-out',
  words: 'The session has ended',
  retryAfterMs: null,
};
const picture: TileEvent = { kind: 'picture', intervalMs: 66 };

/** One step at a time: `[event, milliseconds since the last event]`. */
type Script = readonly (readonly [TileEvent, number?])[];

function run(script: Script, random = 0): { model: TileModel; effects: string[]; nowMs: number } {
  let nowMs = 1_000;
  let model = newTile(nowMs);
  const effects: string[] = [];
  for (const [event, afterMs = 0] of script) {
    nowMs += afterMs;
    const step = stepTile(model, event, { nowMs, random });
    model = step.model;
    effects.push(step.effect ?? '-');
  }
  return { model, effects, nowMs };
}

const started: Script = [[{ kind: 'visibility', visible: true }]];
const connected: Script = [...started, [{ kind: 'connected' }, 200]];
const live: Script = [...connected, [{ kind: 'camera', note: playing }], [picture, 300]];

describe('stepTile', () => {
  it.each<[string, Script, TilePhaseName, string]>([
    ['a tile that is seen opens', started, 'connecting', 'open'],
    ['a working connection waits for its picture', connected, 'waiting', '-'],
    ['the first picture plays', live, 'playing', '-'],
    [
      'no connection in time is tried again',
      [...started, [{ kind: 'due' }, tileTimes.connect]],
      'reconnecting',
      'close',
    ],
    [
      'no picture in time is tried again',
      [...connected, [{ kind: 'due' }, tileTimes.firstPicture]],
      'reconnecting',
      'close',
    ],
    [
      'a picture that stops is frozen, not live',
      [...live, [{ kind: 'due' }, tileTimes.frozen]],
      'frozen',
      '-',
    ],
    [
      'frozen although the camera plays: a new connection',
      [...live, [{ kind: 'due' }, tileTimes.frozen], [{ kind: 'due' }, tileTimes.reopenFrozen]],
      'connecting',
      'open',
    ],
    [
      'a frozen picture that moves again plays',
      [...live, [{ kind: 'due' }, 4000], [picture, 500]],
      'playing',
      '-',
    ],
    [
      'ICE that failed while all was well: a new connection at once',
      [...live, [{ kind: 'ended', end: broken }]],
      'connecting',
      'open',
    ],
    [
      'ICE that failed after the picture stopped: the same',
      [...live, [{ kind: 'due' }, tileTimes.frozen], [{ kind: 'ended', end: broken }]],
      'connecting',
      'open',
    ],
    [
      'ICE that fails again is tried again later',
      [...live, [{ kind: 'ended', end: broken }], [{ kind: 'ended', end: broken }]],
      'reconnecting',
      'close',
    ],
    [
      'a gateway that asks to wait is not asked at once',
      [...live, [{ kind: 'ended', end: { ...broken, retryAfterMs: 5_000 } }]],
      'reconnecting',
      'close',
    ],
    [
      'nothing is heard although the camera plays: a new connection without waiting',
      [...live, [{ kind: 'heard' }, 400], [{ kind: 'due' }, 2_600]],
      'connecting',
      'open',
    ],
    [
      'reports still come: the network is well, so the connection gets its time',
      [...live, [{ kind: 'heard' }, 2_000], [{ kind: 'due' }, 1_000]],
      'frozen',
      '-',
    ],
    [
      'nothing is heard, but the camera has nothing to show',
      [
        ...live,
        [{ kind: 'camera', note: lost }],
        [{ kind: 'heard' }, 400],
        [{ kind: 'due' }, 2_600],
      ],
      'frozen',
      '-',
    ],
    [
      'nothing is heard, but the gateway cannot be reached: a new one would not help',
      [
        ...live,
        [{ kind: 'heard' }, 400],
        [{ kind: 'gateway', reachable: false }],
        [{ kind: 'due' }, 2_600],
      ],
      'frozen',
      '-',
    ],
    [
      'another network, and the picture is still: a new connection',
      [...live, [{ kind: 'online' }, tileTimes.suspicious]],
      'connecting',
      'open',
    ],
    [
      'another network, and the picture moves',
      [...live, [{ kind: 'online' }, 100]],
      'playing',
      '-',
    ],
    [
      'a network again: the wait is over',
      [...started, [{ kind: 'ended', end: broken }], [{ kind: 'online' }]],
      'connecting',
      'open',
    ],
    [
      'a network again while hidden',
      [...live, [{ kind: 'visibility', visible: false }], [{ kind: 'online' }]],
      'paused',
      '-',
    ],
    ['a refusal is failed', [...started, [{ kind: 'ended', end: forbidden }]], 'failed', 'close'],
    [
      'failed is tried again too',
      [...started, [{ kind: 'ended', end: forbidden }], [{ kind: 'due' }, 10_000]],
      'connecting',
      'open',
    ],
    [
      'an ended session waits for a sign-in',
      [...live, [{ kind: 'ended', end: signedOut }]],
      'signed-out',
      'close',
    ],
    [
      'a sign-in opens again',
      [...live, [{ kind: 'ended', end: signedOut }], [{ kind: 'signed-in' }]],
      'connecting',
      'open',
    ],
    [
      'a hidden tile pauses',
      [...live, [{ kind: 'visibility', visible: false }]],
      'paused',
      'close',
    ],
    [
      'a tile that is seen again opens',
      [...live, [{ kind: 'visibility', visible: false }], [{ kind: 'visibility', visible: true }]],
      'connecting',
      'open',
    ],
    [
      'a person may try at once',
      [...started, [{ kind: 'ended', end: broken }], [{ kind: 'retry' }]],
      'connecting',
      'open',
    ],
    ['a person cannot disturb what plays', [...live, [{ kind: 'retry' }]], 'playing', '-'],
    [
      'the gateway came back while frozen',
      [
        ...live,
        [{ kind: 'gateway', reachable: false }],
        [{ kind: 'due' }, 4000],
        [{ kind: 'gateway', reachable: true }, 500],
      ],
      'connecting',
      'open',
    ],
    [
      'the gateway came back, the picture has been still',
      [
        ...live,
        [{ kind: 'gateway', reachable: false }],
        [{ kind: 'gateway', reachable: true }, 1600],
      ],
      'connecting',
      'open',
    ],
    [
      'the gateway came back, the picture moves',
      [
        ...live,
        [{ kind: 'gateway', reachable: false }],
        [picture, 1600],
        [{ kind: 'gateway', reachable: true }, 100],
      ],
      'playing',
      '-',
    ],
    [
      'a late picture of a closed connection does nothing',
      [...started, [{ kind: 'ended', end: broken }], [picture]],
      'reconnecting',
      '-',
    ],
    [
      'a paused tile ignores its timer',
      [...live, [{ kind: 'visibility', visible: false }], [{ kind: 'due' }]],
      'paused',
      '-',
    ],
  ])('%s', (_name, script, phase, effect) => {
    const { model, effects } = run(script);
    expect(model.phase.name).toBe(phase);
    expect(effects.at(-1)).toBe(effect);
  });

  it('looks soon whether the picture goes on over another network', () => {
    const { model, nowMs } = run([...live, [{ kind: 'online' }, 100]]);
    expect(dueMsOf(model.phase)).toBe(nowMs + tileTimes.suspicious);
  });

  it('gives a connection up half a second after the picture stopped when it was last heard with it', () => {
    const { model } = run([...live, [{ kind: 'heard' }, 1_000], [{ kind: 'due' }, 2_000]]);
    expect(model.phase).toEqual({
      name: 'frozen',
      dueMs: (model.lastHeardMs ?? 0) + tileTimes.deaf,
    });
  });

  it('does not take reports for pictures for ever', () => {
    const reports: Script = Array.from({ length: 9 }, () => [{ kind: 'heard' }, 1_000] as const);
    const { model } = run([...live, ...reports.slice(0, 3), [{ kind: 'due' }], ...reports]);
    expect(model.phase).toEqual({
      name: 'frozen',
      dueMs: (model.lastPictureMs ?? 0) + tileTimes.frozen + tileTimes.reopenFrozen,
    });
  });

  it('keeps one connection while the gateway says that the camera has nothing to show', () => {
    const { model, nowMs } = run([...connected, [{ kind: 'camera', note: lost }]]);
    expect(model.phase).toEqual({ name: 'waiting', dueMs: nowMs + tileTimes.renewWaiting });
  });

  it('is not put off by notes that repeat every second', () => {
    const notes: Script = Array.from(
      { length: 90 },
      () => [{ kind: 'camera', note: lost }, 1000] as const,
    );
    const { model, nowMs } = run([...connected, ...notes]);
    expect(dueMsOf(model.phase)).toBeLessThan(nowMs);
  });

  it('looks soon when a camera begins to play', () => {
    const { model, nowMs } = run([
      ...connected,
      [{ kind: 'camera', note: lost }],
      [{ kind: 'camera', note: playing }, 20_000],
    ]);
    expect(dueMsOf(model.phase)).toBe(nowMs + tileTimes.firstPicture);
  });

  it('gives a slow camera its time', () => {
    const { model, nowMs } = run([...live, [{ kind: 'picture', intervalMs: 2_000 }]]);
    expect(dueMsOf(model.phase)).toBe(nowMs + 10_000);
  });

  it('waits longer with every failure and forgets them after ten healthy seconds', () => {
    const failure: Script = [[{ kind: 'ended', end: broken }], [{ kind: 'due' }, 20_000]];
    const waits = [0, 1, 2, 3, 4, 5].map((failures) => {
      const script = [
        ...started,
        ...Array.from({ length: failures }, () => failure).flat(),
        [{ kind: 'ended', end: broken }] as const,
      ];
      const { model, nowMs } = run(script);
      return (dueMsOf(model.phase) ?? 0) - nowMs;
    });
    expect(waits).toEqual([500, 1000, 2000, 4000, 8000, 10_000]);
    const { model } = run([
      ...started,
      ...failure,
      ...failure,
      [{ kind: 'connected' }],
      [picture],
      [picture, 11_000],
    ]);
    expect(model.failures).toBe(0);
  });

  it('is patient with a frozen picture while data arrive, but not for ever', () => {
    const arriving: Script = Array.from({ length: 9 }, () => [{ kind: 'arriving' }, 1000] as const);
    const { model } = run([...live, [{ kind: 'due' }, 4000], ...arriving]);
    expect(model.phase).toEqual({
      name: 'frozen',
      dueMs: (model.lastPictureMs ?? 0) + tileTimes.reopenArriving,
    });
  });

  it('waits as long as the gateway asks', () => {
    const { model, nowMs } = run([
      ...started,
      [{ kind: 'ended', end: { ...broken, retryAfterMs: 7_000 } }],
    ]);
    expect(dueMsOf(model.phase)).toBe(nowMs + 7_000);
  });

  it('remembers since when there is no picture over every try', () => {
    const { model } = run([
      ...live,
      [{ kind: 'due' }, 4000],
      [{ kind: 'due' }, 2000],
      [{ kind: 'ended', end: broken }, 300],
    ]);
    expect(model.pictureLostMs).toBe(1_500);
  });
});

const anyEvent: fc.Arbitrary<TileEvent> = fc.oneof(
  fc.constantFrom<TileEvent>(
    { kind: 'connected' },
    { kind: 'signed-in' },
    { kind: 'arriving' },
    { kind: 'heard' },
    { kind: 'online' },
    { kind: 'retry' },
    { kind: 'due' },
  ),
  fc.record({
    kind: fc.constant('picture' as const),
    intervalMs: fc.option(fc.integer({ min: 1, max: 10_000 })),
  }),
  fc.record({ kind: fc.constant('gateway' as const), reachable: fc.boolean() }),
  fc.record({ kind: fc.constant('visibility' as const), visible: fc.boolean() }),
  fc.record({
    kind: fc.constant('camera' as const),
    note: fc.record({
      state: fc.constantFrom('idle', 'starting', 'playing', 'waiting', 'failed'),
      reason: fc.option(fc.string()),
    }),
  }),
  fc.record({
    kind: fc.constant('ended' as const),
    end: fc.record({
      severity: fc.constantFrom('again', 'failed', 'signed-out'),
      words: fc.string(),
      retryAfterMs: fc.option(fc.integer({ min: 0, max: 60_000 })),
    }),
  }),
);
const anyScript = fc.array(fc.tuple(anyEvent, fc.integer({ min: 0, max: 30_000 })), {
  maxLength: 60,
});
const chance = fc.double({ min: 0, max: 0.999, noNaN: true });

describe('whatever happens to a tile', () => {
  it('its phase has a time at which it is left, or it is paused', () => {
    fc.assert(
      fc.property(anyScript, chance, (script, random) => {
        const { model, nowMs } = run(script, random);
        const dueMs = dueMsOf(model.phase);
        expect(dueMs === null).toBe(model.phase.name === 'paused');
        expect(dueMs ?? 0).toBeLessThanOrEqual(nowMs + 60_000);
      }),
    );
  });

  it('it plays again within two time-outs once the world is well', () => {
    fc.assert(
      fc.property(anyScript, chance, (script, random) => {
        const past = run(script, random);
        const world = { ...past, open: false };
        const send = (event: TileEvent): void => {
          const step = stepTile(world.model, event, { nowMs: world.nowMs, random });
          world.open = step.effect === 'open' || (world.open && step.effect !== 'close');
          world.model = step.model;
        };
        send({ kind: 'visibility', visible: true });
        for (let turn = 0; turn < 3 && world.model.phase.name !== 'playing'; turn += 1) {
          if (!world.open) {
            // Whatever connection the history left is silent; only the tile's own time moves it on.
            world.nowMs = Math.max(world.nowMs, dueMsOf(world.model.phase) ?? 0);
            send({ kind: 'due' });
          }
          if (world.open) {
            send({ kind: 'connected' });
            send({ kind: 'picture', intervalMs: 40 });
          }
        }
        expect(world.model.phase.name).toBe('playing');
      }),
    );
  });

  it('a phase without a picture always has words, and only playing says live', () => {
    fc.assert(
      fc.property(anyScript, (script) => {
        const { model } = run(script);
        const words = describeTile(model);
        expect(words.headline).not.toBe('');
        expect(words.headline === 'Live').toBe(model.phase.name === 'playing');
        expect(model.pictureLostMs === null).toBe(model.phase.name === 'playing');
      }),
    );
  });

  it('a connection is open exactly in the phases that need one', () => {
    fc.assert(
      fc.property(anyScript, (script) => {
        const { model, effects } = run(script);
        const last = effects.filter((effect) => effect !== '-').at(-1);
        const needs = ['connecting', 'waiting', 'playing', 'frozen'].includes(model.phase.name);
        expect(last === 'open').toBe(needs);
      }),
    );
  });
});
