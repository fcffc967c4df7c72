import {
  type Alarm,
  type AlarmFilter,
  type AlarmKind,
  type AlarmSeverity,
  recorderIdSchema,
} from '@casement/contract';
import { alarmKinds, alarmSeverities } from './alarm-words.js';

/** What the list shows; null and empty: everything. Instants in milliseconds since 1970. */
export type ListFilter = {
  readonly recorder: string | null;
  readonly camera: number | null;
  readonly kind: AlarmKind | null;
  readonly severity: AlarmSeverity | null;
  readonly openOnly: boolean;
  readonly fromMs: number | null;
  readonly toMs: number | null;
  readonly search: string;
};

export const everything: ListFilter = {
  recorder: null,
  camera: null,
  kind: null,
  severity: null,
  openOnly: false,
  fromMs: null,
  toMs: null,
  search: '',
};

/** A query as the router gives it. */
type LinkQuery = Readonly<Record<string, string | null | undefined | readonly (string | null)[]>>;

/** Longer searches are slips of the clipboard. */
const maxSearch = 100;

/** Whether an alarm belongs into the list: the gateway's own rules, for those that come while it is shown. */
export function isListed(filter: ListFilter, alarm: Alarm): boolean {
  const receivedMs = Date.parse(alarm.receivedAt);
  return (
    (filter.recorder === null || alarm.recorder === filter.recorder) &&
    (filter.camera === null || alarm.camera === filter.camera) &&
    (filter.kind === null || alarm.kind === filter.kind) &&
    (filter.severity === null || alarm.severity === filter.severity) &&
    (!filter.openOnly || alarm.open) &&
    (filter.fromMs === null || receivedMs >= filter.fromMs) &&
    (filter.toMs === null || receivedMs <= filter.toMs) &&
    isFound(filter.search, alarm)
  );
}

/** The filter as the gateway takes it. */
export function gatewayFilter(filter: ListFilter): AlarmFilter {
  const search = filter.search.trim();
  return {
    recorder: filter.recorder ?? undefined,
    camera: filter.camera ?? undefined,
    kind: filter.kind ?? undefined,
    severity: filter.severity ?? undefined,
    open: filter.openOnly ? true : undefined,
    from: filter.fromMs === null ? undefined : new Date(filter.fromMs).toISOString(),
    to: filter.toMs === null ? undefined : new Date(filter.toMs).toISOString(),
    search: search === '' ? undefined : search,
  };
}

/** The filter of a link; what it says wrongly is left out. */
export function filterFromQuery(query: LinkQuery): ListFilter {
  const recorder = recorderIdSchema.safeParse(first(query['recorder']));
  const camera = Number(first(query['camera']) ?? Number.NaN);
  const kind = first(query['kind']);
  const severity = first(query['severity']);
  return {
    recorder: recorder.success ? recorder.data : null,
    camera: recorder.success && Number.isInteger(camera) && camera > 0 ? camera : null,
    kind: alarmKinds.find((one) => one === kind) ?? null,
    severity: alarmSeverities.find((one) => one === severity) ?? null,
    openOnly: first(query['open']) === '1',
    fromMs: instant(first(query['from'])),
    toMs: instant(first(query['to'])),
    search: (first(query['search']) ?? '').slice(0, maxSearch),
  };
}

/** The alarm that a link opens; null: none. */
export function alarmFromQuery(query: LinkQuery): number | null {
  const id = Number(first(query['alarm']) ?? Number.NaN);
  return Number.isSafeInteger(id) && id > 0 ? id : null;
}

/** The link to a list, with an alarm of it open. */
export function queryOfList(filter: ListFilter, alarm: number | null): Record<string, string> {
  return {
    ...(filter.recorder === null ? {} : { recorder: filter.recorder }),
    ...(filter.camera === null ? {} : { camera: String(filter.camera) }),
    ...(filter.kind === null ? {} : { kind: filter.kind }),
    ...(filter.severity === null ? {} : { severity: filter.severity }),
    ...(filter.openOnly ? { open: '1' } : {}),
    ...(filter.fromMs === null ? {} : { from: new Date(filter.fromMs).toISOString() }),
    ...(filter.toMs === null ? {} : { to: new Date(filter.toMs).toISOString() }),
    ...(filter.search.trim() === '' ? {} : { search: filter.search.trim() }),
    ...(alarm === null ? {} : { alarm: String(alarm) }),
  };
}

/** Part of title, text or MAC, in any case. */
function isFound(search: string, { title, text, source }: Alarm): boolean {
  const wanted = search.trim().toLowerCase();
  return (
    wanted === '' ||
    [title, text, source.mac ?? ''].some((words) => words.toLowerCase().includes(wanted))
  );
}

function instant(text: string | undefined): number | null {
  const ms = text !== undefined && /^\d{4}-\d\d-\d\dT/.test(text) ? Date.parse(text) : Number.NaN;
  return ms >= 0 ? ms : null;
}

function first(value: LinkQuery[string]): string | undefined {
  const found = Array.isArray(value) ? (value as readonly (string | null)[])[0] : value;
  return typeof found === 'string' ? found : undefined;
}
