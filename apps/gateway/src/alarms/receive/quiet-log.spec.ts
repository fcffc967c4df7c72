import { QuietLog } from './quiet-log.js';

describe('QuietLog', () => {
  it('writes a line per source and minute, with how many it did not', () => {
    let nowMs = 0;
    const lines: string[] = [];
    const log = new QuietLog(
      () => nowMs,
      (line) => lines.push(line),
    );
    log.line('a', 'one');
    log.line('a', 'two');
    log.line('b', 'three');
    nowMs = 59_999;
    log.line('a', 'four');
    nowMs = 60_000;
    log.line('a', 'five');
    log.line('b', 'six');
    expect(lines).toEqual(['one', 'three', 'five (2 times more since it was last said)', 'six']);
  });

  it('remembers a bounded number of sources, and forgets old ones', () => {
    let nowMs = 0;
    let lines = 0;
    const log = new QuietLog(
      () => nowMs,
      () => (lines += 1),
    );
    const all = (): void => {
      for (let source = 0; source < 5_000; source += 1) {
        log.line(String(source), 'x');
      }
    };
    all();
    expect(lines).toBe(1_000);
    nowMs = 60_000;
    all();
    expect(lines).toBe(2_000);
  });
});
