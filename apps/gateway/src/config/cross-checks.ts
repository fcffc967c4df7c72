import type { ConfigProblem } from './config-error.js';
import { transportsOf } from './recorder-schema.js';
import { MAX_WORKERS, integer, portRange } from './values.js';

type Entry = Readonly<Record<string, unknown>>;

const isEntry = (value: unknown): value is Entry =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const passwordProblem = ({ password, passwordFile }: Entry): string | undefined => {
  if (password === undefined && passwordFile === undefined) {
    return 'found nothing, expected a password or a passwordFile';
  }
  return password !== undefined && passwordFile !== undefined
    ? 'found password and passwordFile, expected one of them'
    : undefined;
};

const transportProblem = ({ kind, transport }: Entry): string | undefined => {
  const words = transportsOf(kind);
  const all = [...transportsOf('nvr'), ...transportsOf('povcam')];
  return typeof transport === 'string' && all.includes(transport) && !words.includes(transport)
    ? `found "${transport}", expected one of ${words.join(', ')} for kind ${kind === 'povcam' ? 'povcam' : 'nvr'}`
    : undefined;
};

/** Each media thread needs a port of its own. */
const workersProblem = (webrtc: Entry): string | undefined => {
  const workers = integer(1, MAX_WORKERS).safeParse(webrtc['workers']);
  const ports = portRange().safeParse(webrtc['udpPorts']);
  if (!workers.success || !ports.success) {
    return undefined;
  }
  const count = ports.data.to - ports.data.from + 1;
  return workers.data > count
    ? `found ${workers.data}, expected at most ${count}, because webrtc.udpPorts has no more ports`
    : undefined;
};

const webrtcProblems = (raw: unknown): readonly ConfigProblem[] => {
  const webrtc = isEntry(raw) ? raw['webrtc'] : undefined;
  const message = isEntry(webrtc) ? workersProblem(webrtc) : undefined;
  return message === undefined ? [] : [{ path: 'webrtc.workers', message }];
};

const recorderProblems = (raw: unknown): readonly ConfigProblem[] => {
  const recorders = isEntry(raw) && Array.isArray(raw['recorders']) ? raw['recorders'] : [];
  const ids = recorders.map((entry: unknown) => (isEntry(entry) ? entry['id'] : undefined));
  return recorders.flatMap((entry: unknown, index) => {
    if (!isEntry(entry)) {
      return [];
    }
    const first = ids.indexOf(entry['id']);
    const found: readonly (readonly [string, string | undefined])[] = [
      [
        'id',
        typeof entry['id'] === 'string' && first < index
          ? `found the id of recorders[${first}] again, expected every id once`
          : undefined,
      ],
      ['password', passwordProblem(entry)],
      ['transport', transportProblem(entry)],
    ];
    return found.flatMap(([key, message]) =>
      message === undefined ? [] : [{ path: `recorders[${index}].${key}`, message }],
    );
  });
};

/**
 * Mistakes that only show when several keys are seen together. They are looked for in the values as
 * written, so that they are reported together with the mistakes of single keys.
 */
export const crossChecks = (raw: unknown): readonly ConfigProblem[] => [
  ...webrtcProblems(raw),
  ...recorderProblems(raw),
];
