import { lampGeometry } from '@casement/simulator/pictures';
import type { ReadingPage } from './strips.js';

/** When something began, in milliseconds of the page's clock (`performance.now`). */
export type Beep = {
  /** When its first samples are played by the audio device. */
  readonly at: number;
  /** Loudest sample, 0 to 1. */
  readonly peak: number;
  /** Of the tone, by its zero crossings. */
  readonly hz: number;
  /** From its first loud sample to its last, in milliseconds. */
  readonly lengthMs: number;
  /** Loudest sample of the half second before it, without the 50 ms next to it. */
  readonly quiet: number;
};

/** What was heard and seen of a tile. */
export type TileSound = {
  /** Beeps in the decoded sound. */
  readonly beeps: readonly Beep[];
  /** When the lamp was lit in a presented picture that follows one without, in milliseconds of the page's clock. */
  readonly flashes: readonly number[];
  /** Pictures looked at. */
  readonly pictures: number;
  /** Highest and lowest figure that the tile itself showed. */
  readonly shown: { readonly highest: number; readonly lowest: number };
};

/** Runs in the audio thread: every sample is looked at, on the clock of the samples. */
const tapModule = `
const loud = 0.1;
registerProcessor('sound-tap', class extends AudioWorkletProcessor {
  #beep; #lastLoud = -Infinity; #peaks = []; #peak = 0;
  process([[samples] = []]) {
    if (samples === undefined) {
      return true;
    }
    for (let index = 0; index < samples.length; index += 1) {
      const frame = currentFrame + index;
      const sample = samples[index];
      const level = Math.abs(sample);
      if (level > loud) {
        if (this.#beep === undefined) {
          const before = this.#peaks.slice(-25, -5);
          this.#beep = { frame, peak: 0, crossings: 0, last: sample, quiet: before.length ? Math.max(...before) : null };
        }
        this.#lastLoud = frame;
      }
      if (this.#beep !== undefined) {
        this.#beep.peak = Math.max(this.#beep.peak, level);
        if (frame - this.#beep.frame < sampleRate * 0.06) {
          this.#beep.crossings += (sample < 0) !== (this.#beep.last < 0) ? 1 : 0;
          this.#beep.last = sample;
        }
        if (frame - this.#lastLoud > sampleRate * 0.03) {
          const { frame: begin, peak, crossings, quiet } = this.#beep;
          this.port.postMessage({ begin, end: this.#lastLoud, peak, hz: crossings / 2 / 0.06, quiet });
          this.#beep = undefined;
        }
      }
      this.#peak = Math.max(this.#peak, level);
      if (frame % Math.round(sampleRate / 50) === 0) {
        this.#peaks = [...this.#peaks.slice(-30), this.#peak];
        this.#peak = 0;
      }
    }
    return true;
  }
});
`;

const lamps = Object.fromEntries(
  [
    [640, 360],
    [1280, 720],
    [1920, 1080],
  ].map(([width = 0, height = 0]) => [`${width}x${height}`, lampGeometry(width, height)]),
);

/**
 * Prepares a page: from now on each sound that a tile measures is looked at sample by sample, and the lamp of every
 * picture. Which sound belongs to which tile is told by `expectSoundOf`. The page's policy must be off.
 */
export async function tapSound(page: ReadingPage): Promise<void> {
  await page.evaluate(
    ({ module, lampBySize }) => {
      type Shown = HTMLVideoElement | HTMLCanvasElement;
      type Heard = {
        beeps: Beep[];
        flashes: number[];
        pictures: number;
        shown: { highest: number; lowest: number };
      };
      const heard = new Map<string, Heard>();
      const peers = new Set<RTCPeerConnection>();
      const tapped = { camera: '', heard, taps: new Set<string>(), peers };
      globalThis.RTCPeerConnection = class extends RTCPeerConnection {
        constructor(configuration?: RTCConfiguration) {
          super(configuration);
          peers.add(this);
        }
      };
      Object.assign(globalThis, { tappedSound: tapped });
      const of = (camera: string): Heard => {
        const known = heard.get(camera) ?? {
          beeps: [],
          flashes: [],
          pictures: 0,
          shown: { highest: 0, lowest: 1 },
        };
        heard.set(camera, known);
        return known;
      };

      const moduleUrl = URL.createObjectURL(new Blob([module], { type: 'text/javascript' }));
      const tap = async (source: AudioNode, expected: string) => {
        // A player may be replaced while the next one is awaited: where an element is known, its tile tells.
        const ownerOf = () =>
          (source instanceof MediaElementAudioSourceNode
            ? source.mediaElement.closest<HTMLElement>('[data-testid="tile"]')?.dataset['camera']
            : undefined) ?? expected;
        const context = source.context as AudioContext;
        await context.audioWorklet.addModule(moduleUrl);
        const node = new AudioWorkletNode(context, 'sound-tap', { numberOfOutputs: 0 });
        connect.call(source, node);
        tapped.taps.add(ownerOf());
        node.port.onmessage = ({
          data,
        }: MessageEvent<{
          begin: number;
          end: number;
          peak: number;
          hz: number;
          quiet: number | null;
        }>) => {
          const { contextTime = 0, performanceTime = 0 } = context.getOutputTimestamp();
          if (data.quiet !== null) {
            of(ownerOf()).beeps.push({
              at: performanceTime + (data.begin / context.sampleRate - contextTime) * 1000,
              peak: data.peak,
              hz: data.hz,
              lengthMs: ((data.end - data.begin) * 1000) / context.sampleRate,
              quiet: data.quiet,
            });
          }
        };
      };
      // The page connects what it plays of a camera with a meter of its own.
      const connect = Object.getOwnPropertyDescriptor(AudioNode.prototype, 'connect')!.value as (
        this: AudioNode,
        node: AudioNode,
      ) => AudioNode;
      AudioNode.prototype.connect = function (this: AudioNode, node: AudioNode) {
        if (node instanceof AnalyserNode) {
          void tap(this, tapped.camera);
        }
        return connect.call(this, node);
      } as AudioNode['connect'];

      const canvas = document.createElement('canvas');
      canvas.width = 4;
      canvas.height = 4;
      const pixels = canvas.getContext('2d', { willReadFrequently: true })!;
      const isLit = (shown: Shown): boolean | undefined => {
        const width = shown instanceof HTMLVideoElement ? shown.videoWidth : shown.width;
        const height = shown instanceof HTMLVideoElement ? shown.videoHeight : shown.height;
        const lamp = lampBySize[`${width}x${height}`];
        if (!lamp) {
          return undefined;
        }
        const left = (lamp.left + lamp.width / 4) * width;
        const top = (lamp.top + lamp.height / 4) * height;
        const [across, down] = [(lamp.width / 2) * width, (lamp.height / 2) * height];
        pixels.drawImage(shown, left, top, across, down, 0, 0, 4, 4);
        const { data } = pixels.getImageData(1, 1, 1, 1);
        return data[0]! + data[1]! + data[2]! > 3 * 110;
      };
      const follow = (camera: string, shown: Shown) => {
        let before: boolean | undefined;
        const look = (at: number) => {
          const lit = isLit(shown);
          if (lit !== undefined) {
            of(camera).pictures += 1;
            if (lit && before === false) {
              of(camera).flashes.push(at);
            }
            before = lit;
          }
        };
        if (shown instanceof HTMLVideoElement) {
          const onPicture: VideoFrameRequestCallback = (_now, { expectedDisplayTime }) => {
            look(expectedDisplayTime);
            shown.requestVideoFrameCallback(onPicture);
          };
          shown.requestVideoFrameCallback(onPicture);
        } else {
          // The page says when it has drawn one; the drawing itself is on the screen a turn later.
          shown.addEventListener('picture', () => requestAnimationFrame(look));
        }
      };
      const seen = new WeakSet<Shown>();
      setInterval(() => {
        for (const tile of document.querySelectorAll<HTMLElement>(
          '[data-testid="tile"][data-camera]',
        )) {
          const camera = tile.dataset['camera'] ?? '';
          const shown = tile.querySelector<Shown>('[data-testid="tile-picture"]');
          if (shown && !seen.has(shown)) {
            seen.add(shown);
            follow(camera, shown);
          }
          const level = tile.querySelector<HTMLElement>('[data-testid="tile-sound"]')?.dataset[
            'level'
          ];
          const { shown: range } = of(camera);
          if (level !== undefined && tapped.taps.has(camera)) {
            range.highest = Math.max(range.highest, Number(level));
            range.lowest = Math.min(range.lowest, Number(level));
          }
        }
      }, 40);
    },
    { module: tapModule, lampBySize: lamps },
  );
}

/** What begins to be heard next belongs to this tile. */
export async function expectSoundOf(page: ReadingPage, camera: string): Promise<void> {
  await page.evaluate((next) => {
    (globalThis as unknown as { tappedSound: { camera: string } }).tappedSound.camera = next;
  }, camera);
}

/** Whether the sound of this tile is looked at. */
export function isTapped(page: ReadingPage, camera: string): Promise<boolean> {
  return page.evaluate(
    (one) =>
      (globalThis as unknown as { tappedSound: { taps: Set<string> } }).tappedSound.taps.has(one),
    camera,
  );
}

/** What was heard and seen since the last call with `forget`. */
export function readSound(
  page: ReadingPage,
  { forget }: { forget: boolean },
): Promise<Record<string, TileSound>> {
  return page.evaluate((forgets) => {
    const { heard } = (globalThis as unknown as { tappedSound: { heard: Map<string, TileSound> } })
      .tappedSound;
    const all = Object.fromEntries(heard);
    if (forgets) {
      heard.clear();
    }
    return all;
  }, forget);
}

/**
 * What the browser says itself of its connections with sound, camera by camera: by how much the sample that is heard is
 * older than the picture that is seen, on the clock of the sender's reports, in milliseconds.
 */
export function playoutOffsets(page: ReadingPage): Promise<Record<string, number>> {
  return page.evaluate(async () => {
    type Inbound = { type: string; kind?: string; estimatedPlayoutTimestamp?: number };
    const { peers } = (globalThis as unknown as { tappedSound: { peers: Set<RTCPeerConnection> } })
      .tappedSound;
    const videos = [...document.querySelectorAll('video')];
    const found: Record<string, number> = {};
    for (const peer of peers) {
      const tracks = peer.getReceivers().map(({ track }) => track);
      const shown = videos.find(
        ({ srcObject }) =>
          srcObject instanceof MediaStream &&
          srcObject.getVideoTracks().some((track) => tracks.includes(track)),
      );
      const camera = shown?.closest<HTMLElement>('[data-testid="tile"]')?.dataset['camera'];
      const inbound: Inbound[] = [];
      (await peer.getStats()).forEach((one: Inbound) => inbound.push(one));
      const playedMs = (kind: string) =>
        inbound.find((one) => one.type === 'inbound-rtp' && one.kind === kind)
          ?.estimatedPlayoutTimestamp;
      const [seen, heard] = [playedMs('video'), playedMs('audio')];
      if (camera !== undefined && seen !== undefined && heard !== undefined) {
        found[camera] = seen - heard;
      }
    }
    return found;
  }, undefined);
}

/** Sound minus picture, in milliseconds, for each beep that has a flash within half a second. */
export function soundOffsets({ beeps, flashes }: TileSound): number[] {
  return beeps.flatMap(({ at }) => {
    const [nearest] = flashes
      .map((flash) => at - flash)
      .sort((one, other) => Math.abs(one) - Math.abs(other));
    return nearest !== undefined && Math.abs(nearest) < 500 ? [nearest] : [];
  });
}
