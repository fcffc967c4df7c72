import { computed, onScopeDispose, shallowRef, type ShallowRef, watch } from 'vue';
import { Gathered } from '../gathered.js';
import type { AlarmedCamera } from './alarmed-camera.js';
import { calmKiosk, type KioskEvent, type KioskRule, stepKiosk } from './kiosk-alarm.js';
import { usePictureSettingsStore } from './picture-settings-store.js';
import { usePictureEvents } from './use-picture-events.js';

/** Least time between two drawings in a storm, in milliseconds. */
const drawEveryMs = 200;

/** Keys that walk to the buttons of what is shown. */
const walking = new Set(['Tab', 'Shift']);

/**
 * The kiosk rule of this browser: the alarmed camera that has the whole screen, and why; null: none. A key or a touch ends
 * it, except on an element with `data-kiosk-button`.
 */
export function useKioskAlarm(): Readonly<ShallowRef<AlarmedCamera | null>> {
  const store = usePictureSettingsStore();
  let kiosk = calmKiosk;
  const drawn = shallowRef<AlarmedCamera | null>(null);
  const drawing = new Gathered(drawEveryMs, () => {
    drawn.value = kiosk.showing;
  });

  const rule = computed<KioskRule>(() => {
    const { settings } = store;
    return {
      on: settings.kiosk,
      holdMs: settings.kioskSeconds * 1_000,
      severities: settings.kioskSeverities,
      cameras: settings.kioskCameras,
    };
  });
  const step = (event: KioskEvent): void => {
    const next = stepKiosk(kiosk, event, rule.value, performance.now());
    if (next !== kiosk) {
      kiosk = next;
      drawing.ask();
    }
  };
  const { look } = usePictureEvents(step, () => kiosk.showing !== null || kiosk.next !== null);
  watch(rule, look);

  /** Before anybody else hears of it: it means nothing but that the wall is wanted back. */
  const onInput = (event: Event): void => {
    const { target } = event;
    const onButton = target instanceof Element && target.closest('[data-kiosk-button]') !== null;
    const walks = event instanceof KeyboardEvent && walking.has(event.key);
    if (kiosk.showing !== null && !onButton && !walks) {
      event.preventDefault();
      event.stopPropagation();
      step({ type: 'end' });
      drawn.value = null;
    }
  };
  const inputs = ['keydown', 'pointerdown'] as const;
  inputs.forEach((name) => window.addEventListener(name, onInput, { capture: true }));
  onScopeDispose(() => {
    drawing.cancel();
    inputs.forEach((name) => window.removeEventListener(name, onInput, { capture: true }));
  });

  return drawn;
}
