import { Inject, Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import type { VideoCodec } from '@casement/media';

import { CLOCK, type Clock, type Timer } from '../net/clock.js';
import { Database } from '../database/database.js';
import {
  CameraMemoryEntity,
  type CameraMemoryRow,
} from '../database/entities/camera-memory.entity.js';
import type { ListedCamera } from '../recorders/camera-list.js';
import type { LiveCamera } from '../viewing/live-cameras.js';
import type { LiveTransport } from './live-model.js';

/** Codecs of sound as the contract names them; `none`: the recorder had no sound to give. */
export type RememberedAudio = 'aac' | 'g711' | 'g726' | 'none';

/** What is known of a camera from earlier streams. */
export type Remembered = {
  readonly video: VideoCodec | undefined;
  /** Pictures were shown in another order than they were sent. */
  readonly reorders: boolean;
  readonly transport: LiveTransport | undefined;
  readonly audio: RememberedAudio | undefined;
  /** When `audio` was found out, in milliseconds since 1970. */
  readonly audioAtMs: number | undefined;
};

/** The memory of one camera. */
export type CameraNotes = {
  readonly known: Remembered;
  /** Remembers what is new in it. */
  note(change: Partial<Omit<Remembered, 'audioAtMs'>>): void;
};

/** Nothing is known yet. */
export const nothingRemembered: Remembered = {
  video: undefined,
  reorders: false,
  transport: undefined,
  audio: undefined,
  audioAtMs: undefined,
};

/** Recorders have 128 cameras at most; nobody has more recorders than this many of them. */
const maxCameras = 16_384;

/**
 * What changes within this time is written together, and a camera once: one whose pictures change with every key
 * picture does not wear out a disk.
 */
const restMs = 5_000;

const videoCodecs = ['h264', 'h265', 'jpeg'] as const;
const transports = ['rtp', 'http'] as const;
const audios = ['aac', 'g711', 'g726', 'none'] as const;

/**
 * What was found out about cameras by trying: read once from the database, written behind what changes. A
 * database that fails costs only the memory.
 */
@Injectable()
export class CameraMemory implements OnModuleInit {
  readonly #logger = new Logger('CameraMemory');
  readonly #known = new Map<string, Remembered>();
  readonly #changed = new Set<string>();
  #writing: Promise<void> | undefined;
  #rest: Timer | undefined;

  constructor(
    private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async onModuleInit(): Promise<void> {
    const rows = await this.database
      .work()
      .find(CameraMemoryEntity, {}, { orderBy: { updatedAt: 'desc' }, limit: maxCameras });
    for (const row of rows) {
      this.#known.set(keyOf(row.recorder, row.camera), rememberedOf(row));
    }
  }

  /** The notes about one camera. */
  of(recorder: string, camera: number): CameraNotes {
    const key = keyOf(recorder, camera);
    const recall = (): Remembered => this.#known.get(key) ?? nothingRemembered;
    return {
      get known() {
        return recall();
      },
      note: (change) => this.#note(key, change),
    };
  }

  /** How pictures of a recorder came last, whatever the camera. */
  transportOf(recorder: string): LiveTransport | undefined {
    const start = `${recorder}/`;
    const ways = [...this.#known]
      .filter(([key]) => key.startsWith(start))
      // JPEG has no other way: it tells nothing.
      .flatMap(([, { transport, video }]) => (video === 'jpeg' ? [] : (transport ?? [])));
    return ways.includes('rtp') ? 'rtp' : ways[0];
  }

  /** The recorder was removed. */
  forget(recorder: string): void {
    const start = `${recorder}/`;
    for (const key of [...this.#known.keys()].filter((each) => each.startsWith(start))) {
      this.#known.delete(key);
      this.#changed.add(key);
    }
    this.#writeSoon();
  }

  /** Resolves when everything noted so far is in the database, or cannot be written. Never throws. */
  async settled(): Promise<void> {
    await this.#writing;
    this.#rest?.cancel();
    this.#rest = undefined;
    if (this.#changed.size > 0) {
      this.#writeSoon();
      await this.#writing;
    }
  }

  #note(key: string, change: Partial<Omit<Remembered, 'audioAtMs'>>): void {
    const before = this.#known.get(key);
    if (before === undefined && this.#known.size >= maxCameras) {
      return;
    }
    const { audio } = change;
    const merged: Remembered = {
      ...nothingRemembered,
      ...before,
      ...change,
      ...(audio === undefined ? {} : { audioAtMs: this.clock.wallMs() }),
    };
    const isNew =
      before === undefined ||
      // Every time that a recorder has no sound counts anew.
      audio === 'none' ||
      fields.some((field) => merged[field] !== before[field]);
    if (isNew) {
      this.#known.set(key, merged);
      this.#changed.add(key);
      this.#writeSoon();
    }
  }

  #writeSoon(): void {
    if (this.#rest === undefined) {
      this.#writing ??= this.#write().then((isDone) => {
        this.#writing = undefined;
        this.#rest = this.clock.after(restMs, () => this.#rested(isDone));
      });
    }
  }

  #rested(isDone: boolean): void {
    this.#rest = undefined;
    if (isDone && this.#changed.size > 0) {
      this.#writeSoon();
    }
  }

  /** Says whether it worked; what did not is tried again with the next change. */
  async #write(): Promise<boolean> {
    for (const key of [...this.#changed]) {
      this.#changed.delete(key);
      try {
        await this.#writeOne(key);
      } catch (error) {
        this.#changed.add(key);
        this.#logger.warn({
          err: error,
          msg: 'what was found out about a camera cannot be stored',
        });
        return false;
      }
    }
    return true;
  }

  async #writeOne(key: string): Promise<void> {
    const known = this.#known.get(key);
    const { recorder, camera } = fromKey(key);
    const work = this.database.work();
    if (known === undefined) {
      await work.nativeDelete(CameraMemoryEntity, { recorder, camera });
      return;
    }
    const { video = null, transport = null, audio = null, reorders, audioAtMs } = known;
    await work.upsert(CameraMemoryEntity, {
      recorder,
      camera,
      video,
      reorders,
      transport,
      audio,
      audioAt: audioAtMs === undefined ? null : new Date(audioAtMs),
      updatedAt: new Date(this.clock.wallMs()),
    });
  }
}

const fields = ['video', 'reorders', 'transport', 'audio'] as const;

function keyOf(recorder: string, camera: number): string {
  return `${recorder}/${camera}`;
}

function fromKey(key: string): { readonly recorder: string; readonly camera: number } {
  const slash = key.lastIndexOf('/');
  return { recorder: key.slice(0, slash), camera: Number(key.slice(slash + 1)) };
}

/** A column is only text: what is none of the words is as good as nothing. */
function rememberedOf(row: CameraMemoryRow): Remembered {
  return {
    video: videoCodecs.find((each) => each === row.video),
    reorders: row.reorders,
    transport: transports.find((each) => each === row.transport),
    audio: audios.find((each) => each === row.audio),
    audioAtMs: row.audioAt?.getTime(),
  };
}

/** What the pictures of a camera were last; what is configured when none came yet. */
export function lastVideo(
  { video, reorders }: Remembered,
  listed: Pick<ListedCamera, 'codec'> | undefined,
): LiveCamera['lastVideo'] {
  if (video !== undefined) {
    return { codec: video, reorders };
  }
  const codec = listed?.codec ?? 'auto';
  return codec === 'auto' ? undefined : { codec, reorders: false };
}
