import { paths, type Transcoding, type Transcodings, transcodingsSchema } from '@casement/contract';
import type { ApiClient } from '../api/api-client.js';
import type { MarkedWords } from '../ui/status-mark.js';

/** The gateway's conversions now. @throws ApiProblem */
export async function askConversions(api: ApiClient): Promise<Transcodings> {
  return api.get(paths.transcodings, transcodingsSchema);
}

const marks: Readonly<Record<Transcoding['state'], MarkedWords>> = {
  starting: { mark: 'busy', words: 'starting' },
  running: { mark: 'ok', words: 'running' },
  restarting: { mark: 'warn', words: 'restarting' },
  refused: { mark: 'bad', words: 'refused' },
};

/** How a conversion is, in a word. */
export function conversionMark({ state }: Transcoding): MarkedWords {
  return marks[state];
}

const codecNames: Readonly<Record<string, string>> = {
  h264: 'H.264',
  h265: 'H.265',
  jpeg: 'JPEG',
  mjpeg: 'motion JPEG',
  hls: 'HLS',
  opus: 'Opus',
  aac: 'AAC',
  g726: 'G.726',
  g711: 'G.711',
  pcmu: 'G.711 µ-law',
  pcma: 'G.711 A-law',
  snapshot: 'single pictures',
};

/** What is made of what: "H.265 to H.264, 360 lines". */
export function conversionWords({ source, target }: Transcoding): string {
  const [codec = target, height] = target.split('-');
  const name = (one: string): string => codecNames[one] ?? one;
  return `${name(source)} to ${name(codec)}${height ? `, ${height} lines` : ''}`;
}

/** Share of the budget that is used, 0 to 1; conversions whose load is unknown count as nothing. */
export function budgetUsed({ jobs, budget }: Transcodings): number {
  const cores = jobs.reduce((sum, { cpu }) => sum + (cpu ?? 0), 0);
  return budget.maxCores > 0 ? Math.min(1, cores / budget.maxCores) : 0;
}

/** All conversions in a sentence. */
export function conversionSummary({ jobs, budget }: Transcodings): string {
  const running = jobs.filter(({ state }) => state !== 'refused');
  const cores = running.reduce((sum, { cpu }) => sum + (cpu ?? 0), 0);
  return running.length === 0
    ? `Nothing is converted. At most ${budget.maxJobs} at a time, on ${budget.maxCores} cores.`
    : `${running.length} of ${budget.maxJobs} running, ${cores.toFixed(1)} of ${budget.maxCores} cores.`;
}
