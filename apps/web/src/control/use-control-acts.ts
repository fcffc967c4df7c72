import type { PtzAbility, PtzMove } from '@casement/contract';
import {
  computed,
  type ComputedRef,
  onScopeDispose,
  shallowRef,
  type ShallowRef,
  watch,
} from 'vue';
import { ApiProblem, wordsOf } from '../api/api-problem.js';
import type { CameraId } from '../recorders/camera-id.js';
import { useSessionStore } from '../session/session-store.js';
import type { LensCommand } from './control-api.js';
import { useControlStore } from './control-store.js';
import { otherDriver, whyNot, whyNotYou } from './may-control.js';
import { StepRepeater } from './step-repeater.js';
import { type PresetsUse, usePresets } from './use-presets.js';

/** The kind of the gateway's answer when the camera does not do what it was asked. */
const cameraRefused = 'camera-refused';
/** For so long the second press of a key that stores over a preset counts, in milliseconds. */
const secondPressMs = 4_000;

export type ControlActs = {
  readonly presets: PresetsUse;
  /** Why this person may not drive at all; null: he may. */
  readonly barred: ComputedRef<string | null>;
  /** What was refused or did not work last. */
  readonly problem: ShallowRef<string | null>;
  /** What was done last, for what nobody sees at once. */
  readonly notice: ShallowRef<string | null>;
  /**
   * Why something cannot be asked of this camera; null: it may.
   *
   * @param number which one, of what a camera has several of
   */
  readonly off: (ability: PtzAbility, number?: number) => string | null;
  /** What of a move may be asked. */
  readonly allowed: (move: PtzMove) => PtzMove;
  readonly take: () => void;
  readonly centre: (at: { readonly x: number; readonly y: number }) => void;
  /** `steps`: again and again until it is released. */
  readonly pressLens: (command: LensCommand, steps: boolean) => void;
  readonly releaseLens: () => void;
  readonly goToPreset: (preset: number) => void;
  /** @param name empty or missing: the one that it has, else none */
  readonly storePreset: (preset: number, name?: string) => void;
  /** Stores by one key: at once where nothing is stored yet, else when it is pressed twice within some seconds. */
  readonly storeByKey: (preset: number) => void;
};

/**
 * What can be asked of one camera besides moving it, with what became of it in words.
 *
 * @param onLost somebody else drives now
 */
export function useControlActs(camera: CameraId, onLost: () => void): ControlActs {
  const control = useControlStore();
  const session = useSessionStore();
  const { api } = control;
  const state = control.stateOf(camera);
  const presets = usePresets(camera);
  const problem = shallowRef<string | null>(null);
  const notice = shallowRef<string | null>(null);

  /** Outputs and presets that the camera was found not to have, with its words; it may have others. */
  const lacking = shallowRef<ReadonlyMap<string, string>>(new Map());

  const off = (ability: PtzAbility, number?: number): string | null =>
    whyNot(ability, session.role, state.value) ?? lacking.value.get(`${ability} ${number}`) ?? null;
  const repeater = new StepRepeater<LensCommand>({
    step: (command) => api.lens(camera, command),
    onFailure: (error) => failed(error),
    setTimeout: (callback, delayMs) => window.setTimeout(callback, delayMs),
    clearTimeout: (timer) => window.clearTimeout(timer),
  });

  function failed(error: unknown): void {
    notice.value = null;
    problem.value = wordsOf(error);
  }

  type Ask = {
    readonly ability: PtzAbility;
    readonly number?: number;
    readonly act: () => Promise<void>;
    /** The words for a success that nobody sees. */
    readonly done?: () => string;
  };

  /** How often something was asked: the words for an older success come too late. */
  let asked = 0;

  /** Does it if it may be asked. */
  function ask({ ability, number, act, done }: Ask): void {
    problem.value = off(ability, number);
    notice.value = null;
    asked += 1;
    const mine = asked;
    if (problem.value === null) {
      act().then(
        () => {
          if (mine === asked) {
            notice.value = done?.() ?? notice.value;
          }
        },
        (error: unknown) => {
          failed(error);
          if (number !== undefined && error instanceof ApiProblem && error.kind === cameraRefused) {
            const words = `Refused: ${wordsOf(error)}`;
            lacking.value = new Map(lacking.value).set(`${ability} ${number}`, words);
          }
        },
      );
    }
  }

  function take(): void {
    problem.value = null;
    api.take(camera).then(() => control.refresh(camera), failed);
  }

  watch(state, (now, before) => {
    const other = otherDriver(now);
    if (other && before?.driver?.isYou === true) {
      onLost();
      releaseLens();
      notice.value = null;
      problem.value = `${other.username} took over`;
    }
  });

  function releaseLens(): void {
    repeater.release();
  }

  window.addEventListener('blur', releaseLens);
  document.addEventListener('visibilitychange', releaseLens);
  onScopeDispose(() => {
    window.removeEventListener('blur', releaseLens);
    document.removeEventListener('visibilitychange', releaseLens);
    releaseLens();
  });

  function storePreset(preset: number, name?: string): void {
    overwriting = null;
    ask({
      ability: 'presets',
      number: preset,
      act: () => presets.store(preset, name === '' ? undefined : name),
      done: () => `Stored as ${presets.nameOf(preset)}`,
    });
  }

  /** What the second press of a key stores over, and until when. */
  let overwriting: { readonly preset: number; readonly untilMs: number } | null = null;

  function storeByKey(preset: number): void {
    const isSecond = overwriting?.preset === preset && performance.now() < overwriting.untilMs;
    const stored = presets.presets.value;
    // One of which nothing is known may be stored: better asked once too often.
    if (isSecond || stored?.has(preset) === false || off('presets', preset) !== null) {
      storePreset(preset);
      return;
    }
    overwriting = { preset, untilMs: performance.now() + secondPressMs };
    asked += 1;
    problem.value = null;
    notice.value = `Shift+${preset} again stores over ${presets.nameOf(preset)}`;
  }

  return {
    presets,
    barred: computed(() => whyNotYou(session.role)),
    problem,
    notice,
    off,
    allowed: ({ pan, tilt, zoom }) => {
      const turns = off('move') === null;
      return {
        pan: turns ? pan : 0,
        tilt: turns ? tilt : 0,
        zoom: off('zoom') === null ? zoom : 0,
      };
    },
    take,
    centre: (at) => ask({ ability: 'centre', act: () => api.centre(camera, at) }),
    pressLens: (command, steps) => {
      if (steps) {
        problem.value = off(command.type);
        notice.value = null;
        if (problem.value === null) {
          repeater.press(command);
        }
      } else {
        const act = () => api.lens(camera, command);
        ask({
          ability: command.type,
          act,
          ...(command.type === 'aux' && { number: command.number }),
        });
      }
    },
    releaseLens,
    goToPreset: (preset) =>
      ask({ ability: 'presets', number: preset, act: () => presets.go(preset) }),
    storePreset,
    storeByKey,
  };
}
