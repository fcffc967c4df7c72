import type { SoundReport } from '../media/messages.js';
import { SoundFigures } from './sound-figures.js';

describe('SoundFigures', () => {
  const report = (change: Partial<SoundReport>): SoundReport => ({
    packets: 0,
    lost: 0,
    frames: 0,
    discarded: 0,
    timestampJumps: 0,
    defects: {},
    newestFrameMs: undefined,
    ...change,
  });

  it('is zero before anything came', () => {
    const { received, newestFrameMs } = new SoundFigures();
    expect(received).toEqual({ packets: 0, lost: 0, frames: 0, timestampJumps: 0, defects: {} });
    expect(newestFrameMs).toBe(0);
  });

  it('adds what the thread before had counted', () => {
    const figures = new SoundFigures();
    figures.reported(report({ packets: 5, lost: 1, defects: { short: 2 } }));
    figures.restart();
    expect(figures.received).toMatchObject({ packets: 5, lost: 1, defects: { short: 2 } });
    figures.reported(report({ packets: 3, frames: 3, defects: { short: 1 } }));
    expect(figures.received).toEqual({
      packets: 8,
      lost: 1,
      frames: 3,
      timestampJumps: 0,
      defects: { short: 3 },
    });
  });

  it('never takes the newest sound for an older one', () => {
    const figures = new SoundFigures();
    figures.came(500);
    figures.reported(report({ newestFrameMs: 400 }));
    expect(figures.newestFrameMs).toBe(500);
    figures.reported(report({ newestFrameMs: 600 }));
    expect(figures.newestFrameMs).toBe(600);
  });
});
