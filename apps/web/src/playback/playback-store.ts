import { type Playback, type PlaybackCommand, playbackSchema } from '@casement/contract';
import { defineStore } from 'pinia';
import { computed, shallowRef } from 'vue';
import { ApiProblem, wordsOf } from '../api/api-problem.js';
import { apiKey, injectRequired, socketKey } from '../api/keys.js';
import { type CameraId, numberOf, recorderOf } from '../recorders/camera-id.js';
import { useRecordersStore } from '../recorders/recorders-store.js';
import { CommandQueue } from './command-queue.js';
import { PlaybackApi } from './playback-api.js';
import { PlaybackHead } from './playback-head.js';
import { type LineProblem, PlaybackLine } from './playback-line.js';
import {
  isoInstant,
  maxCameras,
  type PlaybackLayout,
  playbackLayoutFor,
  type PlaybackLink,
} from './playback-link.js';
import { nextSpeed } from './playback-speed.js';

/** Without a time in the link: so long before now, in milliseconds. Recorders write with a delay. */
const beginBeforeNowMs = 30_000;

/** The playback of this window: which cameras, where on the clock, and what the gateway says of it. */
export const usePlaybackStore = defineStore('playback', () => {
  const api = new PlaybackApi(injectRequired(apiKey));
  const socket = injectRequired(socketKey);
  const recorders = useRecordersStore();

  const cameras = shallowRef<readonly CameraId[]>([]);
  /** Null: as many as there are cameras. */
  const chosenLayout = shallowRef<PlaybackLayout | null>(null);
  /** The camera that buttons and keys mean. */
  const selected = shallowRef<CameraId | null>(null);
  const playbacks = shallowRef<ReadonlyMap<string, Playback>>(new Map());
  const problems = shallowRef<ReadonlyMap<string, LineProblem>>(new Map());
  /** What a command was answered with, until the next one. */
  const refusal = shallowRef<string | null>(null);
  const headMs = shallowRef(0);
  const inMs = shallowRef<number | null>(null);
  const outMs = shallowRef<number | null>(null);
  /** Of the next `play`, while nothing runs. */
  const pausedSpeed = shallowRef(1);

  let head = new PlaybackHead(0);
  let line: PlaybackLine | undefined;
  const queue = new CommandQueue({ send, onFailure });

  const layout = computed(() => chosenLayout.value ?? playbackLayoutFor(cameras.value.length));
  /** As many as the layout has places for, with the selected one among them. */
  const shown = computed<readonly CameraId[]>(() => {
    const at = Math.max(0, cameras.value.indexOf(selected.value ?? 'none:0'));
    const first = Math.floor(at / layout.value) * layout.value;
    return cameras.value.slice(first, first + layout.value);
  });
  /** The one that gets the commands; all others follow its clock. */
  const first = computed<Playback | null>(() => [...playbacks.value.values()][0] ?? null);
  const running = computed(
    () => first.value?.state === 'playing' || first.value?.state === 'waiting',
  );
  const direction = computed(() => first.value?.direction ?? 1);
  const speed = computed(() => (running.value ? (first.value?.speed ?? 1) : pausedSpeed.value));
  /** Whose pictures move the playhead: the first that has something to show. */
  const leader = computed<CameraId | null>(() => {
    const able = shown.value.find((camera) => {
      const state = cameraOf(camera)?.state;
      return state !== undefined && state !== 'gap' && state !== 'failed';
    });
    return able ?? shown.value[0] ?? null;
  });
  /** What is wrong with all of it, in words. */
  const trouble = computed<string | null>(() => {
    const refused = [...problems.value.entries()].map(
      ([id, { words }]) => `${recorders.recorder(id)?.name ?? id}: ${words}`,
    );
    const told = [...playbacks.value.values()]
      .filter(({ state, reason }) => reason !== null && state !== 'playing')
      .map(
        ({ recorder, reason }) =>
          `${recorders.recorder(recorder)?.name ?? recorder}: ${reason ?? ''}`,
      );
    const words = [...refused, ...told, ...(refusal.value === null ? [] : [refusal.value])];
    return words.length > 0 ? words.join(' · ') : null;
  });

  socket.on('playback-position', (event) => hear(playbackSchema.parse(event)));
  socket.onState((state) => {
    if (state === 'connected') {
      void lookAgain();
    }
  });

  function hear(next: Playback): void {
    if (line?.heard(next) === true) {
      playbacks.value = new Map(line.playbacks);
      if (next.id === first.value?.id) {
        head.clock(next);
        headMs.value = head.atMs;
      }
    }
  }

  /** Opens what a link asks for. */
  function begin(link: PlaybackLink): void {
    line?.close(false);
    queue.clear();
    head = new PlaybackHead(link.atMs ?? Date.now() - beginBeforeNowMs);
    headMs.value = head.atMs;
    chosenLayout.value = link.layout;
    inMs.value = link.inMs;
    outMs.value = link.outMs;
    refusal.value = null;
    playbacks.value = new Map();
    problems.value = new Map();
    line = new PlaybackLine({ api, positionMs: () => head.atMs, onChange });
    setCameras(link.cameras);
  }

  /** Ends it all. @param leaving the page itself goes away */
  function end(leaving = false): void {
    line?.close(leaving);
    line = undefined;
    queue.clear();
    playbacks.value = new Map();
    problems.value = new Map();
  }

  function setCameras(next: readonly CameraId[]): void {
    cameras.value = next.slice(0, maxCameras);
    if (selected.value === null || !cameras.value.includes(selected.value)) {
      selected.value = cameras.value[0] ?? null;
    }
    line?.want(cameras.value);
  }

  /** False: there are nine already. */
  function add(camera: CameraId): boolean {
    if (cameras.value.includes(camera)) {
      selected.value = camera;
      return true;
    }
    if (cameras.value.length >= maxCameras) {
      return false;
    }
    setCameras([...cameras.value, camera]);
    return true;
  }

  function remove(camera: CameraId): void {
    setCameras(cameras.value.filter((one) => one !== camera));
  }

  function setLayout(next: PlaybackLayout): void {
    chosenLayout.value = next;
  }

  /** The playback in which a camera is; null while it is not open. */
  function playbackOf(camera: CameraId): Playback | null {
    const found = playbacks.value.get(recorderOf(camera));
    return found?.cameras.some(({ number }) => number === numberOf(camera)) === true ? found : null;
  }

  function cameraOf(camera: CameraId): Playback['cameras'][number] | undefined {
    return playbackOf(camera)?.cameras.find(({ number }) => number === numberOf(camera));
  }

  /** Why the playback of a camera's recorder cannot be opened; null: it can, or nobody tried yet. */
  function problemOf(camera: CameraId): string | null {
    return problems.value.get(recorderOf(camera))?.words ?? null;
  }

  /** A tile shows another picture. */
  function onPicture(camera: CameraId, atMs: number): void {
    if (camera === leader.value) {
      head.picture(atMs);
      headMs.value = head.atMs;
    }
  }

  function seek(atMs: number): void {
    const arrived = head.seek(atMs);
    headMs.value = head.atMs;
    void push({ command: 'seek', at: isoInstant(atMs) }).then(arrived);
  }

  /** From where the playhead is, or is going to be. */
  function jump(byMs: number): void {
    seek(head.atMs + byMs);
  }

  function run(way: 'play' | 'reverse', atSpeed: number): void {
    pausedSpeed.value = atSpeed;
    void push({ command: way, speed: atSpeed });
  }

  function pause(): void {
    void push({ command: 'pause' });
  }

  function toggle(): void {
    if (running.value) {
      pause();
    } else {
      run('play', pausedSpeed.value);
    }
  }

  /** Plays that way; already playing that way: faster. */
  function shuttle(way: 'play' | 'reverse'): void {
    const same = running.value && direction.value === (way === 'play' ? 1 : -1);
    run(way, same ? nextSpeed(speed.value, 1) : 1);
  }

  function changeSpeed(by: 1 | -1): void {
    const next = nextSpeed(speed.value, by);
    if (running.value) {
      run(direction.value === 1 ? 'play' : 'reverse', next);
    } else {
      pausedSpeed.value = next;
    }
  }

  function command(name: 'next' | 'previous' | 'forward' | 'rewind'): void {
    void push({ command: name });
  }

  /** The points for downloads; the later one gives way when they cross. */
  function setPoint(which: 'in' | 'out'): void {
    if (which === 'in') {
      inMs.value = headMs.value;
      outMs.value = outMs.value !== null && outMs.value <= headMs.value ? null : outMs.value;
    } else {
      outMs.value = headMs.value;
      inMs.value = inMs.value !== null && inMs.value >= headMs.value ? null : inMs.value;
    }
  }

  function clearPoints(): void {
    inMs.value = null;
    outMs.value = null;
  }

  function retry(): void {
    refusal.value = null;
    line?.retry();
    onChange();
  }

  function onChange(): void {
    playbacks.value = new Map(line?.playbacks);
    problems.value = new Map(line?.problems);
  }

  function push(next: PlaybackCommand): Promise<void> {
    return queue.push(next);
  }

  async function send(next: PlaybackCommand): Promise<void> {
    const target = first.value;
    // Not open yet: it opens at the place of the playhead.
    if (target) {
      hear(await api.command(target.id, next));
      refusal.value = null;
    }
  }

  function onFailure(error: unknown): void {
    if (error instanceof ApiProblem && error.status === 404 && first.value) {
      line?.lost(first.value.id);
    } else {
      refusal.value = wordsOf(error);
    }
  }

  /** After a break of the line: what the gateway still knows of it. */
  async function lookAgain(): Promise<void> {
    for (const { id } of [...playbacks.value.values()]) {
      try {
        hear(await api.get(id));
      } catch (error) {
        if (error instanceof ApiProblem && error.status === 404) {
          line?.lost(id);
        }
      }
    }
    if (line) {
      onChange();
    }
  }

  return {
    cameras,
    selected,
    layout,
    chosenLayout,
    shown,
    playbacks,
    first,
    running,
    direction,
    speed,
    leader,
    trouble,
    headMs,
    inMs,
    outMs,
    begin,
    end,
    setCameras,
    add,
    remove,
    setLayout,
    playbackOf,
    cameraOf,
    problemOf,
    onPicture,
    seek,
    jump,
    run,
    pause,
    toggle,
    shuttle,
    changeSpeed,
    command,
    setPoint,
    clearPoints,
    retry,
    recordings: (camera: CameraId, view: { fromMs: number; toMs: number }) =>
      api.recordings(camera, view),
    preview: (camera: CameraId, atMs: number, signal: AbortSignal) => {
      const playback = playbackOf(camera);
      return playback
        ? api.preview(playback.id, numberOf(camera), atMs, signal)
        : Promise.reject(new Error('The playback is not open yet.'));
    },
  };
});
