import type { RecorderZone } from '../../../recorders/recorder-zone.js';
import {
  KnownRecorders,
  type KnownRecorder,
  type KnownRecordersChange,
} from '../known-recorders.js';

/** Configured devices that a test says. */
export class FixedRecorders extends KnownRecorders {
  readonly zones = new Map<string, RecorderZone>();
  readonly names = new Map<string, string>();
  readonly #listeners = new Set<(change: KnownRecordersChange) => void>();
  #all: readonly KnownRecorder[];

  /** @param urls by id */
  constructor(urls: Readonly<Record<string, string>> = {}) {
    super();
    this.#all = recordersOf(urls);
  }

  override get all(): readonly KnownRecorder[] {
    return this.#all;
  }

  override onChange(listener: (change: KnownRecordersChange) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  override zoneOf(id: string): RecorderZone | undefined {
    return this.zones.get(id);
  }

  override cameraName(id: string, camera: number): string | undefined {
    return this.names.get(`${id} ${camera}`);
  }

  /** Others are configured now; those of the same address stay the same. */
  set(urls: Readonly<Record<string, string>>): void {
    const before = this.#all;
    this.#all = recordersOf(urls).map(
      (recorder) =>
        before.find(({ id, url }) => id === recorder.id && url.href === recorder.url.href) ??
        recorder,
    );
    this.tell({ what: 'list' });
  }

  tell(change: KnownRecordersChange): void {
    this.#listeners.forEach((listener) => listener(change));
  }
}

function recordersOf(urls: Readonly<Record<string, string>>): readonly KnownRecorder[] {
  return Object.entries(urls).map(([id, url]) => ({ id, url: new URL(url) }));
}
