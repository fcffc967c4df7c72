import fc from 'fast-check';
import { FakeMemoryStorage } from '../testing/fake-memory-storage.js';
import {
  alarmSounds,
  defaultPreferences,
  isAtLeast,
  loadPreferences,
  savePreferences,
} from './alarm-preferences.js';

describe('alarm preferences', () => {
  it('come back as they went', () => {
    const sound = fc.constantFrom(...alarmSounds);
    const severity = fc.constantFrom('critical' as const, 'warning' as const, 'info' as const);
    const preferences = fc.record({
      sounds: fc.record({ critical: sound, warning: sound, info: sound }),
      volume: fc.double({ min: 0, max: 1, noNaN: true }).map(Math.abs),
      notify: fc.boolean(),
      notifyFrom: severity,
    });
    fc.assert(
      fc.property(preferences, (chosen) => {
        const storage = new FakeMemoryStorage();
        savePreferences(storage, chosen);
        expect(loadPreferences(storage)).toEqual(chosen);
      }),
    );
  });

  it('are those of the beginning where they cannot be read', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        const storage = new FakeMemoryStorage();
        storage.setItem('casement.alarms', text);
        const { volume, sounds } = loadPreferences(storage);
        expect(volume).toBeGreaterThanOrEqual(0);
        expect(alarmSounds).toContain(sounds.critical);
      }),
    );
    const storage = new FakeMemoryStorage();
    expect(loadPreferences(storage)).toEqual(defaultPreferences);
    storage.setItem('casement.alarms', '{"volume":7,"notify":"yes","sounds":{"info":"beep"}}');
    expect(loadPreferences(storage)).toEqual({
      ...defaultPreferences,
      sounds: { ...defaultPreferences.sounds, info: 'beep' },
    });
  });

  it('live without storage', () => {
    const forbidden = {
      getItem: () => {
        throw new Error('forbidden');
      },
      setItem: () => {
        throw new Error('full');
      },
    };
    expect(loadPreferences(forbidden)).toEqual(defaultPreferences);
    expect(() => savePreferences(forbidden, defaultPreferences)).not.toThrow();
  });
});

describe('isAtLeast', () => {
  it.each([
    ['critical', 'warning', true],
    ['warning', 'warning', true],
    ['info', 'warning', false],
  ] as const)('%s is at least %s: %j', (severity, least, expected) => {
    expect(isAtLeast(severity, least)).toBe(expected);
  });
});
