import fc from 'fast-check';
import { askedAgain, nextStep, probed, startHunt } from './gap-hunt.js';
import type { GapHunt } from './gap-hunt.js';

const day = 86_400_000;
const noon = Date.UTC(2026, 10, 20, 12);
const later = noon + 30 * day;

const asked = (first: GapHunt, times: number): GapHunt =>
  Array.from({ length: times }).reduce<GapHunt>((it) => askedAgain(it), first);

/** Hunts in a recording of GOPs of a second with one gap; a recorder that has nothing inside it. */
function hunt(
  fromMs: number,
  toMs: number,
  direction: 1 | -1,
): { fromMs: number; toMs: number; probes: number } {
  let it = asked(startHunt(direction === 1 ? fromMs : toMs, direction), 4);
  for (let probes = 0; probes < 100; probes += 1) {
    const step = nextStep(it, later);
    if (step.kind === 'found') {
      return { ...step, probes };
    }
    if (step.kind !== 'probe') {
      throw new Error(`unexpected ${step.kind}`);
    }
    const atMs = Math.floor(step.atMs / 1_000) * 1_000;
    const isEmpty = atMs >= fromMs && atMs < toMs;
    it = probed(it, step.atMs, isEmpty ? 'nothing' : { startMs: atMs, endMs: atMs + 1_000 });
  }
  throw new Error('no end');
}

describe('the search for the end of a gap', () => {
  it('asks again after a second, five times in all, then looks further and further away', () => {
    let it = startHunt(noon, 1);
    for (let i = 0; i < 4; i += 1) {
      expect(nextStep(it, later)).toEqual({ kind: 'again', afterMs: 1_000 });
      it = askedAgain(it);
    }
    const jumps: number[] = [];
    for (let i = 0; i < 5; i += 1) {
      const step = nextStep(it, later);
      expect(step.kind).toBe('probe');
      const atMs = step.kind === 'probe' ? step.atMs : 0;
      jumps.push((atMs - noon) / 60_000);
      it = probed(it, atMs, 'nothing');
    }
    expect(jumps).toEqual([1, 6, 36, 156, 876]);
  });

  it('goes back in reverse', () => {
    const step = nextStep(asked(startHunt(noon, -1), 4), later);
    expect(step).toEqual({ kind: 'probe', atMs: noon - 60_000 });
  });

  it.each([1, -1] as const)('finds both ends to the second (direction %d)', (direction) => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 20_000 }), (seconds) => {
        const toMs = noon + seconds * 1_000;
        const found = hunt(noon, toMs, direction);
        expect(found).toMatchObject({ fromMs: noon, toMs });
        expect(found.probes).toBeLessThan(25);
      }),
      { numRuns: 200 },
    );
  });

  it('believes a recorder that gives what is nearest', () => {
    const it = probed(asked(startHunt(noon, 1), 4), noon + 60_000, {
      startMs: noon + 900_400,
      endMs: noon + 901_400,
    });
    expect(nextStep(it, later)).toEqual({ kind: 'found', fromMs: noon, toMs: noon + 900_400 });
  });

  it('takes what lies in front of the gap for nothing', () => {
    const it = probed(asked(startHunt(noon, 1), 4), noon + 60_000, {
      startMs: noon - 1_000,
      endMs: noon,
    });
    expect(nextStep(it, later)).toEqual({ kind: 'probe', atMs: noon + 360_000 });
  });

  it('goes no further than the present, and then it is over', () => {
    const nowMs = noon + 400_000;
    const step = nextStep(asked(startHunt(noon, 1), 4), nowMs);
    expect(step.kind).toBe('probe');
    let it = asked(startHunt(noon, 1), 4);
    for (let i = 0; i < 10; i += 1) {
      const next = nextStep(it, nowMs);
      if (next.kind !== 'probe') {
        break;
      }
      expect(next.atMs).toBeLessThanOrEqual(nowMs + 600_000);
      it = probed(it, next.atMs, 'nothing');
    }
    expect(nextStep(it, nowMs)).toEqual({ kind: 'over' });
  });

  it('only asks again where is being recorded', () => {
    const step = nextStep(asked(startHunt(noon, 1), 100), noon + 3_000);
    expect(step).toEqual({ kind: 'again', afterMs: 1_000 });
  });

  it('ends whatever the recorder answers', () => {
    const answer = fc.option(fc.integer({ min: -4 * day, max: 4 * day }));
    fc.assert(
      fc.property(
        fc.constantFrom(1 as const, -1 as const),
        fc.array(answer, { minLength: 60, maxLength: 60 }),
        (direction, answers) => {
          let it = asked(startHunt(noon, direction), 4);
          for (const [index, offset] of answers.entries()) {
            const step = nextStep(it, later);
            if (step.kind === 'found' || step.kind === 'over') {
              expect(index).toBeLessThanOrEqual(48);
              return;
            }
            const startMs = noon + (offset ?? 0);
            const atMs = step.kind === 'probe' ? step.atMs : noon;
            it = probed(
              it,
              atMs,
              offset === null ? 'nothing' : { startMs, endMs: startMs + 1_000 },
            );
          }
          throw new Error('no end');
        },
      ),
    );
  });
});
