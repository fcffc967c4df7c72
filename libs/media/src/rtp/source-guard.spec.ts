import { rtpPacket } from '../fixtures/rtp-packets.js';
import { SourceGuard } from './source-guard.js';

type Arrival = { readonly ssrc?: number; readonly seq: number };

function judgeAll(arrivals: readonly Arrival[]) {
  const guard = new SourceGuard();
  const verdicts = arrivals.map(({ ssrc = 1, seq }, nowMs) => {
    const verdict = guard.judge(rtpPacket({ ssrc, sequenceNumber: seq }), nowMs);
    const held = verdict === 'restart' ? guard.takeHeld() : undefined;
    return held ? `${verdict} with ${held.packet.sequenceNumber}` : verdict;
  });
  return { guard, verdicts };
}

describe('SourceGuard', () => {
  const cases: { name: string; arrivals: Arrival[]; verdicts: string[]; strays?: number }[] = [
    {
      name: 'follows the first source',
      arrivals: [{ seq: 65_535 }, { seq: 0 }, { seq: 65_530 }, { seq: 2_000 }],
      verdicts: ['accept', 'accept', 'accept', 'accept'],
    },
    {
      name: 'another SSRC, confirmed: the recorder rebooted',
      arrivals: [
        { seq: 10 },
        { ssrc: 2, seq: 40_000 },
        { ssrc: 2, seq: 40_001 },
        { ssrc: 2, seq: 40_002 },
      ],
      verdicts: ['accept', 'hold', 'restart with 40000', 'accept'],
    },
    {
      name: 'another sequence of the same SSRC, confirmed',
      arrivals: [{ seq: 30_000 }, { seq: 5 }, { seq: 6 }, { seq: 7 }],
      verdicts: ['accept', 'hold', 'restart with 5', 'accept'],
    },
    {
      name: 'a new start of which the first two packets were swapped',
      arrivals: [{ seq: 30_000 }, { seq: 6 }, { seq: 5 }, { seq: 7 }],
      verdicts: ['accept', 'hold', 'restart with 6', 'accept'],
    },
    {
      name: 'a new start of which the first packet came twice',
      arrivals: [{ seq: 30_000 }, { seq: 5 }, { seq: 5 }, { seq: 6 }],
      verdicts: ['accept', 'hold', 'hold', 'restart with 5'],
    },
    {
      name: 'a single stray packet',
      arrivals: [{ seq: 10 }, { ssrc: 2, seq: 77 }, { seq: 11 }, { seq: 12 }],
      verdicts: ['accept', 'hold', 'accept', 'accept'],
      strays: 1,
    },
    {
      name: 'two sources that alternate: the first one stays',
      arrivals: [{ seq: 1 }, { ssrc: 2, seq: 1 }, { seq: 2 }, { ssrc: 2, seq: 2 }, { seq: 3 }],
      verdicts: ['accept', 'hold', 'accept', 'hold', 'accept'],
      strays: 2,
    },
    {
      name: 'strays that do not belong together',
      arrivals: [{ seq: 1 }, { ssrc: 2, seq: 1 }, { ssrc: 3, seq: 2 }, { ssrc: 2, seq: 900 }],
      verdicts: ['accept', 'hold', 'hold', 'hold'],
      strays: 2,
    },
  ];
  it.each(cases)('$name', ({ arrivals, verdicts, strays = 0 }) => {
    const { guard, verdicts: found } = judgeAll(arrivals);
    expect(found).toEqual(verdicts);
    expect(guard.strays).toBe(strays);
  });

  it('knows the source that it follows', () => {
    const { guard } = judgeAll([{ seq: 10 }, { ssrc: 2, seq: 40_000 }, { ssrc: 2, seq: 40_001 }]);
    expect(guard.ssrc).toBe(2);
    expect(new SourceGuard().ssrc).toBeUndefined();
  });
});
