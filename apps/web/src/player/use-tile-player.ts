import { onMounted, onScopeDispose, type Ref, shallowRef, type ShallowRef, watch } from 'vue';
import { useGatewayStore } from '../api/gateway-store.js';
import { apiKey, injectRequired } from '../api/keys.js';
import type { CameraId } from '../recorders/camera-id.js';
import { useRecordersStore } from '../recorders/recorders-store.js';
import { useSessionStore } from '../session/session-store.js';
import { dropLastPicture, keepLastPicture } from './last-picture.js';
import { type NetworkView, NetworkWatch } from './network-watch.js';
import type { PictureElement } from './player.js';
import type { RawStatistics } from './raw-statistics.js';
import type { TileModel, TilePhaseName } from './tile-model.js';
import { TilePlayer } from './tile-player.js';
import { remember, summarise, type TileStatistics } from './tile-statistics.js';
import { type ContestUse, useContest } from './use-contest.js';
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
  /** The way in use; null before the first picture. */
  readonly view: ContestUse['view'];
  /** Why nothing comes, in the gateway's words. */
  readonly note: ContestUse['note'];
  readonly possible: ContestUse['possible'];
  /** The way that somebody chose for this camera; null: automatic. */
  readonly forced: ContestUse['forced'];
  /** How loud it is right now, 0 to 1; null when that is not known. */
  readonly soundLevel: () => number | null;
  readonly force: ContestUse['force'];
  readonly retry: () => void;
};

export type TileElements = {
  /** Where the players put what shows their pictures. */
  readonly screen: Readonly<Ref<HTMLElement | null>>;
  readonly lastPicture: Readonly<Ref<HTMLCanvasElement | null>>;
};

export type TileOptions = {
  /** Whether somebody looks at the tile's figures. */
  readonly showsFigures: () => boolean;
  /** What the camera is called. */
  readonly name: () => string;
};

const sampleEveryMs = 1_000;

/**
 * Plays one camera in one tile for as long as the component lives: wires the player to the screen
 * element, to what the gateway tells about the camera, and to whether anybody can see the tile.
 */
export function useTilePlayer(
  camera: CameraId,
  elements: TileElements,
  options: TileOptions,
): TileView {
  const api = injectRequired(apiKey);
  const recorders = useRecordersStore();
  const gateway = useGatewayStore();
  const session = useSessionStore();
  const sight = useInSight(elements.screen);
  const contests = useContest(camera, elements.screen, options.name);

  const hasLastPicture = shallowRef(false);
  const figures = shallowRef<TileFigures | null>(null);
  let lastSample: RawStatistics | undefined;
  /** What the last sample is of: another one counts from zero. */
  let lastElement: PictureElement | undefined;
  let freezesBefore = 0;
  let fps: readonly number[] = [];
  let bitsPerSecond: readonly number[] = [];
  let sampling: ReturnType<typeof setInterval> | undefined;

  const player: TilePlayer = new TilePlayer({
    open: (handlers) =>
      contests.open(
        {
          ...handlers,
          onPicture: (intervalMs) => {
            dropKept();
            handlers.onPicture(intervalMs);
          },
        },
        player.model.lastPictureMs === null,
      ),
    nowMs: () => performance.now(),
    setTimeout: (callback, delayMs) => window.setTimeout(callback, delayMs),
    clearTimeout: (timer) => window.clearTimeout(timer),
    random: Math.random,
    onModel: (next) => {
      model.value = next;
    },
    onClosing,
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

  function onClosing(during: TilePhaseName): void {
    const contest = contests.current();
    const { element, choice } = contest ?? {};
    const kept = elements.lastPicture.value;
    if (element && kept && model.value.lastPictureMs !== null && keepLastPicture(element, kept)) {
      hasLastPicture.value = true;
    }
    const { gatewayReachable, camera: noted } = model.value;
    if (choice && during === 'frozen' && gatewayReachable && noted?.state === 'playing') {
      contests.ledger.broke(choice.way, 'the picture stopped');
    }
    contests.ended();
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

  async function sample(): Promise<void> {
    const raw = await player.statistics();
    if (!raw) {
      return;
    }
    const { choice, element } = contests.current() ?? {};
    const before = element === lastElement ? lastSample : undefined;
    lastElement = element;
    const now = summarise(before, raw);
    lastSample = raw;
    if (raw.bytesReceived > (before?.bytesReceived ?? 0)) {
      player.send({ kind: 'arriving' });
    }
    // Only of ways that say something every second, pictures or not: of the others silence means nothing.
    if (raw.connectionBytes !== null && raw.connectionBytes > (before?.connectionBytes ?? 0)) {
      player.send({ kind: 'heard' });
    }
    contests.current()?.decoded(raw.framesDecoded, sight.drawn());
    // While nothing is drawn a browser decodes as it likes: that says nothing about the network.
    const isWhole = choice?.way !== 'mjpeg' && choice?.way !== 'snapshot';
    const cameraFps = isWhole
      ? (recorders.camera(camera).value?.live.statistics.fps ?? null)
      : null;
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
  });

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
    player.close();
    dropKept();
  });

  return {
    model,
    figures,
    hasLastPicture,
    network,
    view: contests.view,
    note: contests.note,
    possible: contests.possible,
    forced: contests.forced,
    soundLevel: () => contests.current()?.soundLevel() ?? null,
    force: (way) => {
      contests.force(way);
      player.send({ kind: 'another-way' });
    },
    retry: () => {
      contests.ledger.forgive();
      player.send({ kind: 'retry' });
    },
  };
}
