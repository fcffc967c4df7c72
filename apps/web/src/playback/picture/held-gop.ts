import type { GopHeader } from '@casement/contract';

/** One encoded picture of a {@link HeldGop}. */
export type HeldPicture = {
  /** Milliseconds since 1970 (UTC), recorder's time. */
  readonly timeMs: number;
  readonly key: boolean;
  readonly data: Uint8Array<ArrayBuffer>;
};

/** Two GOPs belong together when less than this lies between them, however fast the pictures follow, in milliseconds. */
const shortestSlackMs = 250;

/** The same for a GOP of a single picture, which does not say how fast pictures follow. */
const lonelySlackMs = 1_500;

/** One GOP as the worker holds it: encoded, with the order in which its pictures are shown. */
export class HeldGop {
  readonly startMs: number;
  /** Up to here its last picture is the right one, as far as is known without the next GOP. */
  readonly endMs: number;
  readonly codec: string;
  readonly width: number;
  readonly height: number;
  /** One of fast forward: what lies before and behind is not to come. */
  readonly alone: boolean;
  readonly bytes: number;
  /** In decoding order. */
  readonly pictures: readonly HeldPicture[];
  /** Indexes of the pictures that are shown, by time. */
  readonly order: readonly number[];
  /** Indexes of pictures that cannot be decoded. */
  readonly lost = new Set<number>();

  constructor(header: GopHeader, data: Uint8Array<ArrayBuffer>) {
    let offset = 0;
    this.pictures = header.pictures.map(({ timeMs, bytes, key }) => {
      const picture = { timeMs, key, data: data.subarray(offset, offset + bytes) };
      offset += bytes;
      return picture;
    });
    this.codec = header.codec;
    this.width = header.width;
    this.height = header.height;
    this.alone = header.alone;
    this.bytes = data.length;
    // A stable sort: pictures of the same time stay in decoding order.
    this.order = header.pictures
      .flatMap(({ show }, index) => (show ? [index] : []))
      .sort((a, b) => this.#timeOf(a) - this.#timeOf(b));
    const times = this.order.map((index) => this.#timeOf(index));
    const firstMs = times[0] ?? header.startMs;
    const lastMs = times.at(-1) ?? header.startMs;
    this.startMs = Math.min(header.startMs, firstMs);
    const intervalMs = times.length > 1 ? (lastMs - firstMs) / (times.length - 1) : null;
    const slackMs = intervalMs === null ? lonelySlackMs : Math.max(shortestSlackMs, 2 * intervalMs);
    this.endMs = Math.max(header.endMs + shortestSlackMs, lastMs + slackMs);
  }

  /** Mean time from picture to picture in milliseconds; null for less than two. */
  get intervalMs(): number | null {
    const places = this.order.length - 1;
    return places < 1 ? null : (this.timeAt(places) - this.timeAt(0)) / places;
  }

  /** The time of a place of the order, in milliseconds. */
  timeAt(place: number): number {
    return this.#timeOf(this.order[place] ?? 0);
  }

  /** Whether the bytes of another one are the same recording, at least as complete. */
  isAsGoodAs(other: HeldGop): boolean {
    return (
      this.codec === other.codec &&
      this.pictures.length >= other.pictures.length &&
      this.bytes >= other.bytes &&
      (other.alone || !this.alone || this.endMs >= other.endMs)
    );
  }

  #timeOf(index: number): number {
    return this.pictures[index]?.timeMs ?? 0;
  }
}
