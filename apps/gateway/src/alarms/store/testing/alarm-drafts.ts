import type { AlarmDraft } from '../../alarm-model.js';

const PARTS = { log: 2, at: 4, camera: 8 } as const;

/** The time at which the tests of alarms happen. */
export const TEST_NOW_MS = Date.UTC(2026, 10, 21, 7, 8, 9);

/**
 * A draft as the reader makes them, motion on a camera. Its bytes tell its log number and time, unless others are given:
 * the same log number at the same time is a retry.
 */
export const draftOf = (given: Partial<AlarmDraft> = {}): AlarmDraft => {
  const receivedMs = given.receivedMs ?? TEST_NOW_MS;
  const draft: AlarmDraft = {
    receivedMs,
    receivedAt: new Date(receivedMs).toISOString(),
    occurredAt: new Date(receivedMs).toISOString(),
    recorder: 'gate',
    camera: 1,
    kind: 'alarm',
    severity: 'warning',
    class: 'motion',
    terminal: null,
    category: null,
    messageId: null,
    text: '',
    title: 'Motion on camera 1',
    cameras: [],
    source: { address: '192.0.2.10', mac: '00:80:45:0D:12:34' },
    chain: [{ mac: '00:80:45:0D:12:34', camera: 1, time: null }],
    logNumber: 1,
    defects: [],
    bytes: new Uint8Array(20),
    originator: '00:80:45:0D:12:34',
    fault: null,
    closes: null,
    ...given,
  };
  return given.bytes === undefined ? { ...draft, bytes: bytesOf(draft) } : draft;
};

/** `count` drafts with log numbers from `first` on, a millisecond apart. */
export const draftsOf = (
  count: number,
  { first = 1, ...given }: Partial<AlarmDraft> & { readonly first?: number } = {},
): readonly AlarmDraft[] =>
  Array.from({ length: count }, (_each, index) =>
    draftOf({
      receivedMs: TEST_NOW_MS + index,
      ...given,
      logNumber: ((first + index - 1) % 0xffff) + 1,
    }),
  );

function bytesOf({ logNumber, receivedMs, camera }: AlarmDraft): Uint8Array {
  const bytes = Buffer.alloc(20);
  bytes.writeUInt16BE(logNumber, PARTS.log);
  bytes.writeUInt32BE(Math.floor(receivedMs / 1_000), PARTS.at);
  bytes.writeUInt16BE(camera ?? 0, PARTS.camera);
  return new Uint8Array(bytes);
}
