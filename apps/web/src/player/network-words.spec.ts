import { sampleReport } from '../testing/samples.js';
import { sampleStatistics } from '../testing/sample-statistics.js';
import { looksLossy, networkWords } from './network-words.js';

type Facts = Parameters<typeof networkWords>[0];

const facts = (change: Partial<Facts>, now: Partial<Facts['now']> = {}): Facts => ({
  now: sampleStatistics({ fps: 25, recentLossPercent: 0, ...now }),
  lossPercent: 0,
  cameraFps: 25,
  report: null,
  ...change,
});

const keyPictures = sampleReport({ mode: 'key-pictures', fractionLost: 0.3 });

describe('networkWords', () => {
  it.each<[string, Facts, string | null]>([
    ['all is well', facts({}), null],
    ['a packet here and there', facts({ lossPercent: 1.4 }), null],
    [
      'key pictures only',
      facts({ lossPercent: 18.2, report: keyPictures }),
      'Your network loses 18 %: key pictures only',
    ],
    [
      'key pictures only, before it is better for good',
      facts({ report: keyPictures }),
      'Your network loses too much: key pictures only',
    ],
    ['loss that the gateway makes good', facts({ lossPercent: 6.1 }), 'Your network loses 6 %'],
    [
      'a browser that does not tell',
      facts({ lossPercent: null, report: sampleReport({ fractionLost: 0.09 }) }),
      'Your network loses 9 %',
    ],
    [
      'nobody tells',
      facts({ lossPercent: null, report: sampleReport({ fractionLost: null }) }),
      null,
    ],
    ['too few pictures', facts({}, { fps: 6.2 }), 'Only 6 of 25 pictures per second'],
    ['a camera of which nothing is known', facts({ cameraFps: null }, { fps: 6.2 }), null],
  ])('%s', (_name, found, words) => {
    expect(networkWords(found)).toBe(words);
  });
});

describe('looksLossy', () => {
  it.each<[string, Facts, boolean]>([
    ['no loss, all pictures', facts({}), false],
    ['3 % lost', facts({}, { recentLossPercent: 3 }), true],
    ['half of the pictures', facts({}, { fps: 12 }), true],
    ['a few pictures less', facts({}, { fps: 20 }), false],
    ['nothing known', facts({ cameraFps: null }, { fps: null, recentLossPercent: null }), false],
  ])('%s: %#', (_name, found, expected) => {
    expect(looksLossy(found)).toBe(expected);
  });
});
