import type { AlarmSeverity } from '@casement/contract';
import fc from 'fast-check';
import { cameraId } from '../../recorders/camera-id.js';
import { alarm, look, shown, usual } from '../../testing/alarm-wall-steps.js';
import {
  type AlarmWall,
  type AlarmWallEvent,
  type AlarmWallView,
  calmWall,
  cameraAt,
  isAlarmed,
  maxWaiting,
  type PlaceKey,
} from './alarm-wall.js';
import { turnEveryMs } from './alarm-wall-places.js';
import { stepAlarmWall } from './step-alarm-wall.js';

/** What a wall can go through, some time after what was before. */
type Happening =
  | { readonly what: 'alarm'; readonly camera: number; readonly severity: AlarmSeverity }
  | { readonly what: 'over' | 'back'; readonly pick: number }
  | { readonly what: 'look' }
  | { readonly what: 'places'; readonly places: readonly PlaceKey[] }
  | { readonly what: 'held'; readonly held: boolean };

const anyPlaces = fc
  .uniqueArray(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 6 })
  .chain((numbers) =>
    fc
      .tuple(...numbers.map(() => fc.boolean()))
      .map((free) =>
        numbers.map((number, index): PlaceKey =>
          free[index] === true ? `free-${index}` : cameraId('hq', number),
        ),
      ),
  );
const anyHappening: fc.Arbitrary<Happening> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      what: fc.constant('alarm' as const),
      camera: fc.integer({ min: 1, max: 12 }),
      severity: fc.constantFrom<AlarmSeverity>('critical', 'warning', 'info'),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      what: fc.constantFrom('over' as const, 'back' as const),
      pick: fc.nat(50),
    }),
  },
  { weight: 4, arbitrary: fc.constant({ what: 'look' as const }) },
  { weight: 1, arbitrary: anyPlaces.map((places) => ({ what: 'places' as const, places })) },
  { weight: 1, arbitrary: fc.boolean().map((held) => ({ what: 'held' as const, held })) },
);
const anyHistory = fc.array(fc.tuple(fc.nat(6_000), anyHappening), { maxLength: 80 });

type Moment = {
  readonly wall: AlarmWall;
  readonly before: AlarmWall;
  readonly view: AlarmWallView;
  readonly atMs: number;
  readonly what: Happening['what'];
};

function live(
  history: readonly (readonly [number, Happening])[],
  visit: (moment: Moment) => void,
): Moment {
  let view = usual;
  let wall = calmWall;
  let atMs = 0;
  let id = 0;
  let moment: Moment = { wall, before: wall, view, atMs, what: 'look' };
  for (const [afterMs, happening] of history) {
    atMs += afterMs;
    let event: AlarmWallEvent = look;
    if (happening.what === 'alarm') {
      id += 1;
      event = { type: 'alarm', alarm: alarm(id, happening.camera, happening.severity) };
    } else if (happening.what === 'over') {
      event = { type: 'over', ids: [(happening.pick % Math.max(1, id)) + 1] };
    } else if (happening.what === 'back') {
      event = { type: 'back', camera: cameraId('hq', (happening.pick % 12) + 1) };
    } else if (happening.what === 'places') {
      view = { ...view, places: happening.places };
    } else if (happening.what === 'held') {
      view = { ...view, held: happening.held };
    }
    const before = wall;
    wall = stepAlarmWall(wall, event, view, atMs);
    moment = { wall, before, view, atMs, what: happening.what };
    visit(moment);
  }
  return moment;
}

describe('whatever happens to the wall', () => {
  it('no camera is shown twice, and every alarmed tile has a place', () => {
    fc.assert(
      fc.property(anyHistory, (history) => {
        live(history, ({ wall, view }) => {
          const cameras = view.places
            .map((place) => cameraAt(wall, place))
            .filter((camera) => camera !== null);
          expect(new Set(cameras).size).toBe(cameras.length);
          const places = wall.tiles.map(({ inPlaceOf, camera }) => inPlaceOf ?? camera);
          expect(new Set(places).size).toBe(places.length);
          expect(places.every((place) => view.places.includes(place))).toBe(true);
          expect(wall.waiting.length).toBeLessThanOrEqual(maxWaiting);
        });
      }),
    );
  });

  it('at most one tile turns in two seconds, and none while the wall is held', () => {
    fc.assert(
      fc.property(anyHistory, (history) => {
        let turnedMs = Number.NEGATIVE_INFINITY;
        live(history, ({ wall, before, view, atMs, what }) => {
          const turns = wall.tiles.filter(
            ({ camera, inPlaceOf }) =>
              inPlaceOf !== null &&
              !before.tiles.some((one) => one.camera === camera && one.inPlaceOf === inPlaceOf),
          );
          expect(turns.length).toBeLessThanOrEqual(1);
          if (turns.length > 0) {
            expect(atMs - turnedMs).toBeGreaterThanOrEqual(turnEveryMs);
            expect(view.held).toBe(false);
            turnedMs = atMs;
          }
          if (view.held && what !== 'back' && what !== 'places') {
            expect(shown(wall, view.places)).toBe(shown(before, view.places));
          }
        });
      }),
    );
  });

  it('ends with the wall as it was, once all alarms are over', () => {
    fc.assert(
      fc.property(anyHistory, fc.boolean(), (history, byTime) => {
        const { wall, view, atMs } = live(history, () => undefined);
        const ids = Array.from({ length: 200 }, (_, index) => index + 1);
        const calm = { ...view, held: false };
        const end = byTime
          ? stepAlarmWall(wall, look, calm, atMs + usual.holdMs)
          : stepAlarmWall(wall, { type: 'over', ids }, calm, atMs);
        expect(isAlarmed(end)).toBe(false);
        expect(view.places.map((place) => cameraAt(end, place))).toEqual(
          view.places.map((place) => (place.startsWith('free-') ? null : place)),
        );
      }),
    );
  });
});
