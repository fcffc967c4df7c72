import { Inject, Injectable, Logger } from '@nestjs/common';
import { CASEMENT_CONFIG, type CasementConfig } from '../../config/config.js';
import { ListenerSet } from '../../recorders/listener-set.js';
import { type DirectoryChange, RecorderDirectory } from '../../recorders/recorder-directory.js';
import type { RecorderZone } from '../../recorders/recorder-zone.js';
import {
  KnownRecorders,
  type KnownRecorder,
  type KnownRecordersChange,
} from './known-recorders.js';

/** Those of the directory; before it has been filled, those of the configuration file. */
@Injectable()
export class DirectoryRecorders extends KnownRecorders {
  readonly #logger = new Logger('AlarmRecorders');
  readonly #listeners = new ListenerSet<KnownRecordersChange>((error) =>
    this.#logger.error({ err: error, msg: 'an unexpected error' }),
  );
  readonly #online = new Set<string>();
  #all: readonly KnownRecorder[];

  constructor(
    @Inject(CASEMENT_CONFIG) private readonly config: CasementConfig,
    private readonly directory: RecorderDirectory,
  ) {
    super();
    this.#all = this.#read();
    directory.onChange((change) => this.#changed(change));
  }

  override get all(): readonly KnownRecorder[] {
    return this.#all;
  }

  override onChange(listener: (change: KnownRecordersChange) => void): () => void {
    return this.#listeners.add(listener);
  }

  override zoneOf(id: string): RecorderZone | undefined {
    const zone = this.directory.find(id)?.playback.zone;
    const name = this.config.recorders.find((recorder) => recorder.id === id)?.timeZone;
    return zone ?? (name === undefined ? undefined : { kind: 'named', name });
  }

  override cameraName(id: string, camera: number): string | undefined {
    const found = this.directory.find(id)?.cameras.find(({ number }) => number === camera);
    return found === undefined || found.name === `Camera ${camera}` ? undefined : found.name;
  }

  #changed({ what, id }: DirectoryChange): void {
    if (what === 'recorder') {
      this.#stateChanged(id);
    } else if (what !== 'cameras') {
      this.#online.delete(id);
      this.#all = this.#read();
      this.#listeners.tell({ what: 'list' });
    }
  }

  #stateChanged(id: string): void {
    if (this.directory.view(id)?.state !== 'online') {
      this.#online.delete(id);
    } else if (!this.#online.has(id)) {
      this.#online.add(id);
      this.#listeners.tell({ what: 'online', id });
    }
  }

  #read(): readonly KnownRecorder[] {
    const known = new Map<string, KnownRecorder>(
      this.config.recorders.map((recorder) => [recorder.id, recorder]),
    );
    for (const { id, url } of this.directory.views) {
      const added = { id, url: new URL(url) };
      known.set(id, this.directory.find(id)?.config ?? known.get(id) ?? added);
    }
    return [...known.values()];
  }
}
