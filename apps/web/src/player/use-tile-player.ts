import { paths } from '@casement/contract';
import { onMounted, onScopeDispose, type Ref, shallowRef, type ShallowRef, watch } from 'vue';
import { useGatewayStore } from '../api/gateway-store.js';
import { apiKey, injectRequired } from '../api/keys.js';
import { type CameraId, numberOf, recorderOf } from '../recorders/camera-id.js';
import { useRecordersStore } from '../recorders/recorders-store.js';
import { useSessionStore } from '../session/session-store.js';
import { dropLastPicture, keepLastPicture } from './last-picture.js';
import { type NetworkView, NetworkWatch } from './network-watch.js';
import { openViewingKey } from './open-viewing.js';
import { PictureWatch } from './picture-watch.js';
import type { RawStatistics } from './raw-statistics.js';
import type { TileModel } from './tile-model.js';
import { TilePlayer } from './tile-player.js';
import { remember, summarise, type TileStatistics } from './tile-statistics.js';
import { useInSight } from './use-in-sight.js';

/** Figures of a tile over the last minute. */
export type TileFigures = {
  readonly now: TileStatistics;
  readonly fps: readonly number[];
  readonly bitsPerSecond: readonly number[];
  /** Freezes of this and all earlier connections of the tile. */
  readonly freezes: number;
  /** How many connections the tile has had. */
  readonly connections: number;
};

export type TileView = {
  readonly model: Readonly<ShallowRef<TileModel>>;
  /** Null until the first second of a connection has passed. */
  readonly figures: Readonly<ShallowRef<TileFigures | null>>;
  /** The canvas holds the last picture of a connection that is gone. */
  readonly hasLastPicture: Readonly<ShallowRef<boolean>>;
  /** What is wrong with the way from the gateway, and what the gateway knows of it. */
  readonly network: Readonly<ShallowRef<NetworkView>>;
  readonly retry: () => void;
};

export type TileElements = {
  readonly video: Readonly<Ref<HTMLVideoElement | null>>;
  readonly lastPicture: Readonly<Ref<HTMLCanvasElement | null>>;
};

export type TileOptions = {
  /** Whether somebody looks at the tile's figures. */
  readonly showsFigures: () => boolean;
};

const sampleEveryMs = 1_000;

/** After a loss, pictures have to go on for this long before the tile calls itself live, in milliseconds. */
const confirmMs = 1_000;

/**
 * Plays one camera in one tile for as long as the component lives: wires the player to the video
 * element, to what the gateway tells about the camera, and to whether anybody can see the tile.
 */
export function useTilePlayer(
  camera: CameraId,
  elements: TileElements,
  options: TileOptions,
): TileView {
  const api = injectRequired(apiKey);
  const openViewing = injectRequired(openViewingKey);
  const recorders = useRecordersStore();
  const gateway = useGatewayStore();
  const session = useSessionStore();
  const url = api.url(paths.whep(recorderOf(camera), numberOf(camera)));
  const sight = useInSight(elements.video);

  const hasLastPicture = shallowRef(false);
  const figures = shallowRef<TileFigures | null>(null);
  let pictures: PictureWatch | undefined;
  let lastSample: RawStatistics | undefined;
  let freezesBefore = 0;
  let fps: readonly number[] = [];
  let bitsPerSecond: readonly number[] = [];
  let sampling: ReturnType<typeof setInterval> | undefined;

  const player = new TilePlayer({
    open: (handlers) => openViewing(url, handlers),
    nowMs: () => performance.now(),
    setTimeout: (callback, delayMs) => window.setTimeout(callback, delayMs),
    clearTimeout: (timer) => window.clearTimeout(timer),
    random: Math.random,
    onModel: (next) => {
      model.value = next;
    },
    onStream: show,
    onSignedOut: () => api.signedOut(),
  });
  const model = shallowRef(player.model);
  const network = shallowRef<NetworkView>({ words: null, report: null });
  const networkWatch = new NetworkWatch({
    ask: () => player.report(),
    nowMs: () => performance.now(),
    onView: (view) => {
      network.value = view;
    },
  });

  function show(stream: MediaStream | null): void {
    const video = elements.video.value;
    if (!video) {
      return;
    }
    if (stream === null) {
      letGo(video);
      return;
    }
    pictures ??= new PictureWatch({
      video,
      nowMs: () => performance.now(),
      onPicture: (intervalMs) => {
        dropKept();
        player.send({ kind: 'picture', intervalMs });
      },
    });
    video.srcObject = stream;
    // A tile that lost its picture says so until it really moves again.
    pictures.start(model.value.lastPictureMs === null ? 0 : confirmMs);
    resume(video);
  }

  function letGo(video: HTMLVideoElement): void {
    const kept = elements.lastPicture.value;
    if (kept && model.value.lastPictureMs !== null && keepLastPicture(video, kept)) {
      hasLastPicture.value = true;
    }
    pictures?.stop();
    video.srcObject = null;
    freezesBefore += lastSample?.freezeCount ?? 0;
    lastSample = undefined;
    figures.value = null;
    networkWatch.reset();
  }

  function dropKept(): void {
    if (hasLastPicture.value && elements.lastPicture.value) {
      hasLastPicture.value = false;
      dropLastPicture(elements.lastPicture.value);
    }
  }

  /** Some browsers pause pictures to save power; muted pictures may always go on. */
  function resume(video: HTMLVideoElement): void {
    // A stream that is replaced meanwhile rejects; the next one calls again.
    video.play().catch(() => undefined);
  }

  async function sample(): Promise<void> {
    const raw = await player.statistics();
    if (!raw) {
      return;
    }
    const before = lastSample;
    const now = summarise(before, raw);
    lastSample = raw;
    if (raw.bytesReceived > (before?.bytesReceived ?? 0)) {
      player.send({ kind: 'arriving' });
    }
    if (connectionBytes(raw) > connectionBytes(before)) {
      player.send({ kind: 'heard' });
    }
    pictures?.decoded(raw.framesDecoded, sight.drawn());
    // While nothing is drawn a browser decodes as it likes: that says nothing about the network.
    const cameraFps = recorders.camera(camera).value?.live.statistics.fps ?? null;
    if (model.value.phase.name === 'playing') {
      networkWatch.sample(now, sight.drawn() ? cameraFps : null, options.showsFigures());
    }
    // The first sample of a connection has no rates yet; a zero there would look like a break.
    fps = now.fps === null ? fps : remember(fps, now.fps);
    bitsPerSecond =
      now.bitsPerSecond === null ? bitsPerSecond : remember(bitsPerSecond, now.bitsPerSecond);
    figures.value = {
      now,
      fps,
      bitsPerSecond,
      freezes: freezesBefore + (now.freezes ?? 0),
      connections: player.connections,
    };
  }

  onMounted(() => {
    player.send({ kind: 'gateway', reachable: gateway.reachable });
    noteCamera();
    sampling = setInterval(() => {
      if (sight.drawn() || model.value.phase.name === 'playing') {
        void sample();
      }
    }, sampleEveryMs);
    elements.video.value?.addEventListener('pause', onPause);
  });

  function onPause(): void {
    const video = elements.video.value;
    if (video?.srcObject && document.visibilityState === 'visible') {
      resume(video);
    }
  }

  function noteCamera(): void {
    const live = recorders.camera(camera).value?.live;
    if (live) {
      player.send({ kind: 'camera', note: { state: live.state, reason: live.reason } });
    }
  }

  watch(recorders.camera(camera), noteCamera);
  watch(
    () => gateway.reachable,
    (reachable) => player.send({ kind: 'gateway', reachable }),
  );
  watch(
    () => session.status,
    (status) => {
      if (status === 'signed-in') {
        player.send({ kind: 'signed-in' });
      }
    },
  );
  // At once: when the page is left there is no later.
  watch(sight.worthwhile, (visible) => player.send({ kind: 'visibility', visible }), {
    flush: 'sync',
  });

  // The cable is back, or it is another network: no reason to wait for the next turn.
  const onOnline = (): void => player.send({ kind: 'online' });
  window.addEventListener('online', onOnline);

  onScopeDispose(() => {
    window.removeEventListener('online', onOnline);
    clearInterval(sampling);
    elements.video.value?.removeEventListener('pause', onPause);
    player.close();
    pictures?.stop();
    dropKept();
  });

  return {
    model,
    figures,
    hasLastPicture,
    network,
    retry: () => player.send({ kind: 'retry' }),
  };
}

function connectionBytes(sample: RawStatistics | undefined): number {
  return sample?.connectionBytes ?? sample?.bytesReceived ?? 0;
}
