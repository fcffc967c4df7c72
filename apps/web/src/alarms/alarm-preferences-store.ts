import { defineStore } from 'pinia';
import { shallowRef } from 'vue';
import { type AlarmPreferences, loadPreferences, savePreferences } from './alarm-preferences.js';

/** Sounds and notifications as they are chosen in this browser. */
export const useAlarmPreferencesStore = defineStore('alarm-preferences', () => {
  const preferences = shallowRef<AlarmPreferences>(loadPreferences(localStorage));

  function change(patch: Partial<AlarmPreferences>): void {
    preferences.value = { ...preferences.value, ...patch };
    savePreferences(localStorage, preferences.value);
  }

  // Another window of this browser chose something.
  window.addEventListener('storage', () => {
    preferences.value = loadPreferences(localStorage);
  });

  return { preferences, change };
});
