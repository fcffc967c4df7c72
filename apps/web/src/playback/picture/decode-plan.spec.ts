import { sampleGop } from '../../testing/recorded-gops.js';
import { decodeAim, type PlanView, wantedPictures } from './decode-plan.js';
import { GopStore } from './gop-store.js';
import { everyPicture, type PictureRef, PictureWalk, timeOf } from './picture-walk.js';

const gops = Array.from({ length: 6 }, (_, index) =>
  sampleGop({ startMs: index * 1_200, count: 30 }),
);
const store = new GopStore();
gops.forEach((gop) => store.add(gop));
const walk = new PictureWalk(store);

function view(positionMs: number, change: Partial<PlanView> = {}): PlanView {
  const focus = walk.at(positionMs);
  if (!focus) {
    throw new Error('expected a picture there');
  }
  return { focus, running: true, direction: 1, pace: everyPicture, capacity: 60, ...change };
}

const none = (): boolean => false;
const decoded =
  (...times: readonly number[]) =>
  (ref: PictureRef): boolean =>
    times.includes(timeOf(ref));

describe('wantedPictures', () => {
  it('wants what comes next in the direction, as much as may be held', () => {
    const forward = wantedPictures(walk, view(1_160)).map(timeOf);
    expect(forward.slice(0, 3)).toEqual([1_160, 1_200, 1_240]);
    expect(forward).toHaveLength(60);
    const back = wantedPictures(walk, view(1_200, { direction: -1 })).map(timeOf);
    expect(back.slice(0, 3)).toEqual([1_200, 1_160, 1_120]);
  });

  it('wants no more than three GOPs, however many pictures may be held', () => {
    const wanted = wantedPictures(walk, view(0, { capacity: 500 }));
    expect(new Set(wanted.map(({ gop }) => gop)).size).toBe(3);
    const keys = { stride: 1, keysOnly: true, fast: true };
    expect(wantedPictures(walk, view(0, { pace: keys })).map(timeOf)).toEqual([
      0, 1_200, 2_400, 3_600, 4_800, 6_000,
    ]);
  });

  it('wants the neighbours on both sides while the clock stands, the nearest first', () => {
    const wanted = wantedPictures(walk, view(1_200, { running: false })).map(timeOf);
    expect(wanted.slice(0, 5)).toEqual([1_200, 1_240, 1_160, 1_280, 1_120]);
    expect(wanted).toHaveLength(21);
    expect(wantedPictures(walk, view(1_200, { running: false, capacity: 4 }))).toHaveLength(3);
  });
});

describe('decodeAim', () => {
  it('aims at the GOP of the picture that is needed first', () => {
    const plan = view(1_240);
    const aim = decodeAim(wantedPictures(walk, plan), none, plan);
    expect(aim).toMatchObject({ gop: gops[1], urgent: true, flush: true });
    expect(aim?.indexes).toEqual(Array.from({ length: 29 }, (_, index) => index + 1));
  });

  it('does not have the decoder give up what it holds back while the GOP goes on', () => {
    const plan = view(1_200, { capacity: 10 });
    expect(decodeAim(wantedPictures(walk, plan), none, plan)).toMatchObject({ flush: false });
  });

  it('aims at nothing when everything is there', () => {
    const plan = view(0);
    expect(decodeAim(wantedPictures(walk, plan), () => true, plan)).toBeUndefined();
  });

  it('begins with the GOP before only when there is room for much of it', () => {
    const plan = view(2_400, { direction: -1, capacity: 20 });
    const wanted = wantedPictures(walk, plan);
    const tenAhead = wanted.slice(0, 11).map(timeOf);
    const nineteenAhead = wanted.slice(0, 19).map(timeOf);
    expect(decodeAim(wanted, decoded(...nineteenAhead), plan)).toBeUndefined();
    expect(decodeAim(wanted, decoded(...tenAhead), plan)).toBeUndefined();
    const aim = decodeAim(wanted, decoded(...tenAhead.slice(0, 10)), plan);
    expect(aim).toMatchObject({ gop: gops[1], flush: true, urgent: false });
    expect(aim?.indexes).toHaveLength(10);
    expect(decodeAim(wanted, none, plan)).toMatchObject({ gop: gops[2], urgent: true });
  });

  it('makes more ready for steps only when few are left', () => {
    const plan = view(1_400, { running: false });
    const wanted = wantedPictures(walk, plan);
    expect(decodeAim(wanted, decoded(...wanted.slice(0, 12).map(timeOf)), plan)).toBeUndefined();
    expect(decodeAim(wanted, decoded(...wanted.slice(0, 5).map(timeOf)), plan)).toMatchObject({
      urgent: false,
      flush: true,
    });
  });
});
