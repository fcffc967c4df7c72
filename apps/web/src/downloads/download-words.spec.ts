import fc from 'fast-check';
import { sampleDownload, sampleDownloadFile } from '../testing/sample-download.js';
import {
  byteWords,
  formatChoices,
  formatWords,
  isActive,
  isPlayable,
  leftWords,
  progressWords,
  stateMark,
} from './download-words.js';

describe('download words', () => {
  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1_000, '1.00 kB'],
    [12_400_000, '12.4 MB'],
    [123_456_789, '123 MB'],
    [999_999_999, '1.00 GB'],
    [2_500_000_000_000_000, '2500 TB'],
  ])('%d bytes: %s', (bytes, words) => {
    expect(byteWords(bytes)).toBe(words);
  });

  it('never says a number of more than four digits below a thousand terabytes', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), (bytes) => {
        expect(byteWords(bytes)).toMatch(/^(\d{1,4}|\d\.\d\d|\d\d\.\d) [kMGT]?B$/);
      }),
    );
  });

  it.each([
    [0, 'about 5 s left'],
    [41, 'about 45 s left'],
    [170, 'about 3 min left'],
    [7_000, 'about 2 h left'],
  ])('%i s: %s', (seconds, words) => {
    expect(leftWords(seconds)).toBe(words);
  });

  it('says of a download what is known', () => {
    expect(progressWords(sampleDownload('a'))).toEqual([
      '12.4 MB',
      '1.25 MB/s',
      '1 of 2 pieces',
      'about 3 min left',
    ]);
    expect(
      progressWords(
        sampleDownload('a', { rate: null, secondsLeft: null, pieces: { done: 0, all: 1 } }),
      ),
    ).toEqual(['12.4 MB']);
    expect(progressWords(sampleDownload('a', { state: 'waiting' }))).toEqual([
      '12.4 MB',
      '1 of 2 pieces',
    ]);
  });

  it('says how a download is', () => {
    expect(stateMark(sampleDownload('a', { state: 'done' })).words).toBe(
      'done, nothing was recorded',
    );
    const whole = sampleDownload('a', { state: 'done', files: [sampleDownloadFile()] });
    expect(stateMark(whole)).toEqual({ mark: 'ok', words: 'done' });
    const states = ['queued', 'running', 'waiting', 'done', 'failed', 'cancelled'] as const;
    expect(states.filter((state) => isActive({ state }))).toEqual(['queued', 'running', 'waiting']);
  });

  it('has words for every format, and plays MP4 only', () => {
    expect(formatChoices.map(({ format }) => formatWords(format))).toEqual(
      formatChoices.map(({ words }) => words),
    );
    expect(['a.mp4', 'A.MP4', 'a.n3r', 'mp4'].map(isPlayable)).toEqual([true, true, false, false]);
  });
});
