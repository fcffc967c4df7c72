import { defineStore } from 'pinia';
import { shallowRef } from 'vue';
import {
  loadPictureSettings,
  type PictureSettings,
  savePictureSettings,
} from './picture-settings.js';

/** What alarms do to the pictures, as it is chosen in this browser. */
export const usePictureSettingsStore = defineStore('alarm-pictures', () => {
  const settings = shallowRef<PictureSettings>(loadPictureSettings(localStorage));

  function change(patch: Partial<PictureSettings>): void {
    settings.value = { ...settings.value, ...patch };
    savePictureSettings(localStorage, settings.value);
  }

  // Another window of this browser chose something.
  window.addEventListener('storage', () => {
    settings.value = loadPictureSettings(localStorage);
  });

  return { settings, change };
});
