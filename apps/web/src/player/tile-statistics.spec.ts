import fc from 'fast-check';
import { type RawStatistics, readStatistics } from './raw-statistics.js';
import { historyLength, remember, summarise } from './tile-statistics.js';

const report = new Map<string, object>([
  [
    'I',
    {
      type: 'inbound-rtp',
      kind: 'video',
      timestamp: 5_000,
      codecId: 'C',
      transportId: 'T',
      frameWidth: 1920,
      frameHeight: 1080,
      bytesReceived: 1_000_000,
      framesDecoded: 100,
      framesDropped: 2,
      packetsReceived: 990,
      packetsLost: 10,
      retransmittedPacketsReceived: 4,
      jitterBufferDelay: 4,
      jitterBufferEmittedCount: 100,
      totalDecodeTime: 0.5,
      freezeCount: 1,
    },
  ],
  ['A', { type: 'inbound-rtp', kind: 'audio', bytesReceived: 1 }],
  ['C', { type: 'codec', mimeType: 'video/H264' }],
  ['T', { type: 'transport', selectedCandidatePairId: 'P', bytesReceived: 1_100_000 }],
  ['P', { type: 'candidate-pair', localCandidateId: 'L', currentRoundTripTime: 0.02 }],
  ['L', { type: 'local-candidate', protocol: 'udp', candidateType: 'host' }],
]) as unknown as RTCStatsReport;

function first(): RawStatistics {
  const raw = readStatistics(report);
  if (!raw) {
    throw new Error('expected figures');
  }
  return raw;
}

describe('readStatistics', () => {
  it('finds the video track, its codec and its way', () => {
    expect(first()).toMatchObject({
      atMs: 5_000,
      codec: 'H264',
      width: 1920,
      framesDecoded: 100,
      roundTripS: 0.02,
      transport: 'UDP',
      packetsRepaired: 4,
      connectionBytes: 1_100_000,
    });
  });

  it.each([
    [{ protocol: 'tcp', candidateType: 'host' }, 'TCP'],
    [{ protocol: 'udp', candidateType: 'relay', relayProtocol: 'tcp' }, 'TCP over a relay'],
  ])('names the way of %j', (candidate, transport) => {
    const other = new Map([...report, ['L', { type: 'local-candidate', ...candidate }]]);
    expect(readStatistics(other as unknown as RTCStatsReport)).toMatchObject({ transport });
  });

  it('has nothing before the first packet', () => {
    expect(readStatistics(new Map() as unknown as RTCStatsReport)).toBeUndefined();
  });

  it('does without what a browser does not tell', () => {
    const bare = new Map([
      ['I', { type: 'inbound-rtp', kind: 'video', timestamp: 1 }],
    ]) as unknown as RTCStatsReport;
    expect(readStatistics(bare)).toMatchObject({
      codec: null,
      roundTripS: null,
      transport: null,
      freezeCount: null,
    });
  });
});

describe('summarise', () => {
  it('gives rates over the interval and losses since the beginning', () => {
    const now: RawStatistics = {
      ...first(),
      atMs: 6_000,
      bytesReceived: 1_250_000,
      framesDecoded: 125,
      jitterBufferDelayS: 5,
      jitterBufferEmitted: 125,
      decodeTimeS: 0.6,
    };
    const summary = summarise(first(), now);
    expect(summary).toMatchObject({
      fps: 25,
      bitsPerSecond: 2_000_000,
      packetsLost: 10,
      lostPercent: 1,
      freezes: 1,
    });
    expect(summary.jitterBufferMs).toBeCloseTo(40);
    expect(summary.decodeMs).toBeCloseTo(4);
    expect(summary.delayMs).toBeCloseTo(54);
  });

  it.each([
    ['lost for good', { packetsReceived: 1070, packetsLost: 30 }, 20],
    ['lost and repaired', { packetsReceived: 1090, packetsRepaired: 29 }, 25],
    ['counted as both', { packetsReceived: 1070, packetsLost: 30, packetsRepaired: 24 }, 20],
    ['nothing at all', {}, 0],
  ])('sees what a network loses: %s', (_name, change, lossPercent) => {
    const summary = summarise(first(), { ...first(), atMs: 6_000, ...change });
    expect(summary.recentLossPercent).toBeCloseTo(lossPercent);
  });

  it('has no rates from a single report', () => {
    expect(summarise(undefined, first())).toMatchObject({
      fps: null,
      bitsPerSecond: null,
      recentLossPercent: null,
    });
  });

  it('does not claim a delay of which it knows only a part', () => {
    expect(summarise(first(), { ...first(), atMs: 6_000, roundTripS: null }).delayMs).toBeNull();
  });

  it('never gives a figure that is not a number', () => {
    const counter = fc.nat(10_000_000);
    const raw = fc.record({
      atMs: counter,
      bytesReceived: counter,
      framesDecoded: counter,
      packetsReceived: counter,
      packetsLost: counter,
    });
    fc.assert(
      fc.property(raw, raw, (a, b) => {
        const summary = summarise({ ...first(), ...a }, { ...first(), ...b });
        const figures = Object.values(summary).filter((value) => typeof value === 'number');
        expect(figures.every((value) => Number.isFinite(value) && value >= 0)).toBe(true);
      }),
    );
  });
});

describe('remember', () => {
  it('keeps the last minute', () => {
    let history: readonly number[] = [];
    for (let second = 0; second < 100; second += 1) {
      history = remember(history, second);
    }
    expect(history).toHaveLength(historyLength);
    expect(history.at(-1)).toBe(99);
  });
});
