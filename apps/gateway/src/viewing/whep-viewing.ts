import { audioCodecSchema, videoCodecSchema } from '@casement/contract';
import type { AudioCodec, Viewing, ViewingMode } from '@casement/contract';
import type { WhepViewer } from '@casement/media';
import { waysFor } from './choose-delivery.js';
import type { LiveCamera, LiveWatch } from './live-cameras.js';
import { PictureRoute } from './picture-route.js';
import { SoundRoute } from './sound-route.js';
import type { ViewConversions } from './view-conversions.js';

/** A viewer as far as a viewing needs it. */
export type WhepPlayer = Pick<
  WhepViewer,
  'id' | 'accepts' | 'play' | 'playAudio' | 'statistics' | 'addRemoteCandidate' | 'close'
>;

/** What a {@link WhepViewing} is made of. */
export type WhepViewingParts = {
  readonly viewer: WhepPlayer;
  readonly camera: LiveCamera;
  readonly watch: LiveWatch;
  readonly conversions: ViewConversions;
  /** Who opened it: nobody else can look at it, change or end it. */
  readonly owner: string;
};

/**
 * One WHEP viewing: a viewer that gets what its camera sends, untouched where its browser takes that and converted
 * otherwise, through every change of codec and without negotiating again.
 */
export class WhepViewing {
  readonly owner: string;
  readonly #parts: WhepViewingParts;
  readonly #pictures: PictureRoute;
  readonly #sound: SoundRoute | undefined;
  readonly #stops: (() => void)[] = [];

  constructor(parts: WhepViewingParts) {
    const { viewer, camera, watch, conversions, owner } = parts;
    this.owner = owner;
    this.#parts = parts;
    this.#pictures = new PictureRoute({
      camera,
      source: watch.video,
      taker: { codecs: viewer.accepts.video, reorders: false },
      conversions,
    });
    // A browser that offers to receive sound listens: nothing else tells.
    this.#sound =
      viewer.accepts.audio.size === 0
        ? undefined
        : new SoundRoute({
            camera,
            source: watch.audio,
            codecs: [...viewer.accepts.audio],
            conversions,
          });
  }

  get id(): string {
    return this.#parts.viewer.id;
  }

  get statistics(): WhepViewer['statistics'] {
    return this.#parts.viewer.statistics;
  }

  /** Media may flow from now on. */
  connected(): void {
    const { viewer, watch } = this.#parts;
    watch.start({
      id: viewer.id,
      // Which ring it plays is the route's decision.
      play: () => undefined,
      close: (reason) => viewer.close(reason),
    });
    this.#stops.push(
      this.#pictures.supply.ring((ring, catchUp) => {
        if (ring) {
          viewer.play(ring, catchUp);
        }
      }),
    );
    if (this.#sound) {
      this.#stops.push(this.#sound.supply.ring((ring) => viewer.playAudio(ring)));
    }
  }

  /** The viewer is closed; lets go of everything. Idempotent. */
  ended(): void {
    this.#stops.splice(0).forEach((stop) => stop());
    this.#pictures.close();
    this.#sound?.close();
    this.#parts.watch.leave();
  }

  /** @throws {MediaError} kind `negotiation` */
  addCandidates(fragment: string): void {
    this.#parts.viewer.addRemoteCandidate(fragment);
  }

  close(reason: string): Promise<void> {
    return this.#parts.viewer.close(reason);
  }

  /** Why there will be no pictures, in words; `undefined` when there will. */
  get refusal(): string | undefined {
    const { camera, conversions } = this.#parts;
    return (
      this.#pictures.refusal ??
      (this.#pictures.converted === null ? undefined : conversions.refusal(camera, 'h264'))
    );
  }

  /** What it gets. */
  get mode(): ViewingMode {
    const { mode } = this.statistics;
    if (this.#pictures.refusal !== undefined) {
      return 'unsupported';
    }
    // The plane sees a new codec before a conversion of it has begun.
    return mode === 'unsupported' ? 'waiting' : mode;
  }

  /** As its owner may see it. */
  view(): Viewing {
    const { camera, conversions, watch } = this.#parts;
    const figures = this.statistics;
    const sent = watch.video.format ?? camera.lastVideo;
    return {
      id: this.id,
      state: figures.state,
      mode: this.mode,
      reason: this.#pictures.reason ?? null,
      video: videoCodecSchema.safeParse(figures.video).data ?? null,
      audio: playedSound(figures.audio),
      hasSound: knownSound[camera.hasAudio],
      converted: this.#pictures.converted,
      ways: waysFor(sent, {
        canConvert: conversions.refusal(camera, 'h264') === undefined,
        except: 'webrtc',
      }),
      transport: figures.transport ?? null,
      remoteAddress: figures.remoteAddress ?? null,
      packetsSent: figures.packetsSent,
      packetsLost: figures.packetsLost ?? null,
      fractionLost: figures.fractionLost ?? null,
      roundTripMs: figures.roundTripMs ?? null,
      jitterMs: figures.jitterMs ?? null,
      retransmitted: figures.retransmitted,
      keyFrameRequests: figures.keyFrameRequests,
      skippedAccessUnits: figures.skippedAccessUnits,
    };
  }
}

const knownSound = { yes: true, no: false, unknown: null } as const;

function playedSound(codec: string | undefined): AudioCodec | null {
  return audioCodecSchema.safeParse(codec).data ?? null;
}
