import { defineStore } from 'pinia';
import { shallowRef } from 'vue';
import { z } from 'zod';
import { parseRecorderZone, type RecorderZone } from './recorder-zone.js';

const key = 'casement.zones';
/** So many recorders are remembered; nobody has more. */
const maxZones = 256;
const stored = z.record(z.string().max(32), z.string().max(64));

/** The zones of recorders as playback last told them, for pages that show times of recordings without a playback. */
export const useKnownZonesStore = defineStore('known-zones', () => {
  const zones = shallowRef<ReadonlyMap<string, RecorderZone>>(load());

  /** Undefined: it was never played back in this browser. */
  function zoneOf(recorder: string): RecorderZone | undefined {
    return zones.value.get(recorder);
  }

  function learn(recorder: string, zone: RecorderZone): void {
    if (zones.value.get(recorder)?.name === zone.name) {
      return;
    }
    const others = [...zones.value].filter(([id]) => id !== recorder).slice(1 - maxZones);
    zones.value = new Map([...others, [recorder, zone]]);
    save(zones.value);
  }

  return { zoneOf, learn };
});

function load(): ReadonlyMap<string, RecorderZone> {
  try {
    const found = stored.parse(JSON.parse(localStorage.getItem(key) ?? '{}'));
    const zones = Object.entries(found).flatMap(([recorder, name]) => {
      const zone = parseRecorderZone(name);
      return zone ? [[recorder, zone] as const] : [];
    });
    return new Map(zones.slice(-maxZones));
  } catch {
    // Forbidden, or not written by this page: as on the first visit.
    return new Map();
  }
}

function save(zones: ReadonlyMap<string, RecorderZone>): void {
  try {
    const names = [...zones].map(([recorder, { name }]) => [recorder, name]);
    localStorage.setItem(key, JSON.stringify(Object.fromEntries(names)));
  } catch {
    // Full or forbidden: known until the page is left.
  }
}
