/**
 * The figures of one way that matter for its pictures, of WebRTC those of one `getStats()` report. Counters run since it
 * began; null where this way or this browser does not tell (Firefox and Safari tell less than Chromium).
 */
export type RawStatistics = {
  /** When the report was made, in milliseconds. */
  readonly atMs: number;
  readonly codec: string | null;
  readonly width: number | null;
  readonly height: number | null;
  readonly bytesReceived: number;
  readonly framesDecoded: number;
  readonly framesDropped: number | null;
  readonly packetsReceived: number;
  readonly packetsLost: number;
  /** Packets that were lost and came again on request. */
  readonly packetsRepaired: number | null;
  /** Everything that came over the connection, reports included; pictures or not. */
  readonly connectionBytes: number | null;
  /** Sum over all emitted frames, in seconds. */
  readonly jitterBufferDelayS: number | null;
  readonly jitterBufferEmitted: number | null;
  /** Sum over all decoded frames, in seconds. */
  readonly decodeTimeS: number | null;
  readonly freezeCount: number | null;
  /** Last measured round trip to the gateway, in seconds. */
  readonly roundTripS: number | null;
  /** How the packets travel: `udp` or `tcp`, and over a relay or not. */
  readonly transport: string | null;
  /** From the gateway to the picture, where the way knows it by itself, in milliseconds. */
  readonly delayMs: number | null;
};

/** Figures of a way that tells little: what is not handed in is unknown, or does not exist there. */
export function plainStatistics(
  figures: Pick<RawStatistics, 'atMs' | 'bytesReceived' | 'framesDecoded'> & Partial<RawStatistics>,
): RawStatistics {
  return {
    codec: null,
    width: null,
    height: null,
    framesDropped: null,
    packetsReceived: 0,
    packetsLost: 0,
    packetsRepaired: null,
    connectionBytes: null,
    jitterBufferDelayS: null,
    jitterBufferEmitted: null,
    decodeTimeS: null,
    freezeCount: null,
    roundTripS: null,
    transport: null,
    delayMs: null,
    ...figures,
  };
}

type StatsEntry = Readonly<Record<string, unknown>>;

/** Picks the figures out of a report; undefined as long as it has no received video. */
export function readStatistics(report: RTCStatsReport): RawStatistics | undefined {
  const entries = new Map<string, StatsEntry>();
  // The report's values are `any` in the DOM's types; every field is checked when it is read.
  report.forEach((entry: StatsEntry, id) => entries.set(id, entry));
  const video = [...entries.values()].find(
    (entry) => entry['type'] === 'inbound-rtp' && entry['kind'] === 'video',
  );
  if (!video) {
    return undefined;
  }
  const pair = selectedPair(entries, video);
  const transport = entries.get(textOf(video, 'transportId') ?? '');
  return {
    atMs: numberOf(video, 'timestamp') ?? 0,
    codec: codecName(entries.get(textOf(video, 'codecId') ?? '')),
    width: numberOf(video, 'frameWidth'),
    height: numberOf(video, 'frameHeight'),
    bytesReceived: numberOf(video, 'bytesReceived') ?? 0,
    framesDecoded: numberOf(video, 'framesDecoded') ?? 0,
    framesDropped: numberOf(video, 'framesDropped'),
    packetsReceived: numberOf(video, 'packetsReceived') ?? 0,
    packetsLost: Math.max(0, numberOf(video, 'packetsLost') ?? 0),
    packetsRepaired: numberOf(video, 'retransmittedPacketsReceived'),
    connectionBytes:
      (transport && numberOf(transport, 'bytesReceived')) ??
      (pair ? numberOf(pair, 'bytesReceived') : null),
    jitterBufferDelayS: numberOf(video, 'jitterBufferDelay'),
    jitterBufferEmitted: numberOf(video, 'jitterBufferEmittedCount'),
    decodeTimeS: numberOf(video, 'totalDecodeTime'),
    freezeCount: numberOf(video, 'freezeCount'),
    roundTripS: pair ? numberOf(pair, 'currentRoundTripTime') : null,
    transport: transportName(entries, pair),
    delayMs: null,
  };
}

function selectedPair(entries: Map<string, StatsEntry>, video: StatsEntry): StatsEntry | undefined {
  const transport = entries.get(textOf(video, 'transportId') ?? '');
  const selected = entries.get((transport && textOf(transport, 'selectedCandidatePairId')) ?? '');
  return (
    selected ??
    [...entries.values()].find(
      (entry) =>
        entry['type'] === 'candidate-pair' &&
        entry['nominated'] === true &&
        entry['state'] === 'succeeded',
    )
  );
}

function transportName(
  entries: Map<string, StatsEntry>,
  pair: StatsEntry | undefined,
): string | null {
  const local = entries.get((pair && textOf(pair, 'localCandidateId')) ?? '');
  const protocol = local && (textOf(local, 'relayProtocol') ?? textOf(local, 'protocol'));
  if (!local || protocol === undefined || protocol === null) {
    return null;
  }
  return textOf(local, 'candidateType') === 'relay'
    ? `${protocol.toUpperCase()} over a relay`
    : protocol.toUpperCase();
}

function codecName(codec: StatsEntry | undefined): string | null {
  const mimeType = codec && textOf(codec, 'mimeType');
  return mimeType ? (mimeType.split('/')[1] ?? null) : null;
}

function numberOf(entry: StatsEntry, key: string): number | null {
  const value = entry[key];
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

function textOf(entry: StatsEntry, key: string): string | null {
  const value = entry[key];
  return typeof value === 'string' ? value : null;
}
