import { onScopeDispose, readonly, shallowRef, type ShallowRef } from 'vue';
import type { PtzMove } from '@casement/contract';
import { type PadCommand, type PadHand, pressedOn, readPad, unseenPad } from './gamepad-hand.js';

export type GamepadUse = {
  /** What it calls itself; null: there is none, or its arrangement is unknown. */
  readonly name: Readonly<ShallowRef<string | null>>;
};

/** Reads the first gamepad, picture by picture, only while this window has the focus. Browsers show one after its first press. */
export function useGamepad(
  onMove: (move: PtzMove) => void,
  onCommand: (command: PadCommand) => void,
): GamepadUse {
  const name = shallowRef<string | null>(null);
  let pad: PadHand = unseenPad;
  let frame: number | undefined;

  function read(): void {
    frame = undefined;
    const found = firstPad();
    name.value = found?.id ?? null;
    if (!found || !document.hasFocus()) {
      rest();
      return;
    }
    const before = pad;
    pad = readPad(before, found);
    onMove(pad.move);
    pressedOn(before, pad).forEach(onCommand);
    begin();
  }

  function begin(): void {
    frame ??= requestAnimationFrame(read);
  }

  function rest(): void {
    if (frame !== undefined) {
      cancelAnimationFrame(frame);
      frame = undefined;
    }
    pad = unseenPad;
    onMove(pad.move);
  }

  const events = [
    ['gamepadconnected', begin],
    ['gamepaddisconnected', begin],
    ['focus', begin],
    ['blur', rest],
  ] as const;
  events.forEach(([type, act]) => window.addEventListener(type, act));
  begin();
  onScopeDispose(() => {
    events.forEach(([type, act]) => window.removeEventListener(type, act));
    if (frame !== undefined) {
      cancelAnimationFrame(frame);
    }
  });
  return { name: readonly(name) };
}

/** Of others nobody knows which button is which. Absent where the page is not served securely. */
function firstPad(): Gamepad | undefined {
  const source: { readonly getGamepads?: () => readonly (Gamepad | null)[] } = navigator;
  return source
    .getGamepads?.()
    .find((one): one is Gamepad => one?.connected === true && one.mapping === 'standard');
}
