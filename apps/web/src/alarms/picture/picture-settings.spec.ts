import fc from 'fast-check';
import { FakeMemoryStorage } from '../../testing/fake-memory-storage.js';
import {
  defaultPictureSettings,
  loadPictureSettings,
  type PictureSettings,
  savePictureSettings,
  secondsLimits,
  tileRules,
} from './picture-settings.js';

const key = 'casement.alarm-pictures';

describe('what alarms do to the pictures', () => {
  it('is as at the beginning on the first visit, and then as it was chosen', () => {
    const storage = new FakeMemoryStorage();
    expect(loadPictureSettings(storage)).toEqual(defaultPictureSettings);
    const chosen: PictureSettings = {
      rule: 'frame',
      tileSeconds: 12,
      tileSeverities: ['critical'],
      kiosk: true,
      kioskSeconds: 60,
      kioskSeverities: [],
      kioskCameras: ['hq:3'],
    };
    savePictureSettings(storage, chosen);
    expect(loadPictureSettings(storage)).toEqual(chosen);
  });

  it('keeps what it understands of what another version wrote', () => {
    const storage = new FakeMemoryStorage();
    storage.setItem(
      key,
      JSON.stringify({ rule: 'dance', tileSeconds: 1e9, kiosk: true, kioskCameras: ['hq:3', 'x'] }),
    );
    expect(loadPictureSettings(storage)).toEqual({
      ...defaultPictureSettings,
      kiosk: true,
      kioskCameras: ['hq:3'],
    });
  });

  it('does without storage', () => {
    const forbidden = (): never => {
      throw new DOMException('denied', 'SecurityError');
    };
    expect(loadPictureSettings({ getItem: forbidden })).toEqual(defaultPictureSettings);
    expect(() => savePictureSettings({ setItem: forbidden }, defaultPictureSettings)).not.toThrow();
  });

  it('is not led astray by any text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        const storage = new FakeMemoryStorage();
        storage.setItem(key, text);
        const { rule, tileSeconds, kioskSeconds } = loadPictureSettings(storage);
        expect(tileRules).toContain(rule);
        for (const seconds of [tileSeconds, kioskSeconds]) {
          expect(seconds).toBeGreaterThanOrEqual(secondsLimits.least);
          expect(seconds).toBeLessThanOrEqual(secondsLimits.most);
        }
      }),
    );
  });
});
