import { toHex } from '@casement/bytes';
import fc from 'fast-check';
import { readAlarmText, writeAlarmText } from './alarm-text.js';

const latin1 = (text: string): Uint8Array => Buffer.from(text, 'latin1');

describe('readAlarmText', () => {
  it.each([
    ['up to the first NUL', 'SLEEP\0\0\0', 'SLEEP'],
    ['nothing behind a NUL', 'A\0B', 'A'],
    ['all of it without NUL', 'SLEEP', 'SLEEP'],
    ['nothing', '', ''],
    ['controls as U+FFFD', '\r\nA\x1b\x7f\x85', '\ufffd\ufffdA\ufffd\ufffd\ufffd'],
    ['Latin-1', 'é', 'é'],
    ['tags as they are', '<script>', '<script>'],
  ])('A9, A10: %s', (_name, bytes, text) => {
    expect(readAlarmText(latin1(bytes))).toBe(text);
  });
});

describe('writeAlarmText', () => {
  it.each([
    ['', '00000000'],
    ['AB', '41420000'],
    ['ABC', '41424300'],
    ['ABCD', '4142434400000000'],
  ])('A9: %j has a NUL at its end and a multiple of 4 bytes', (text, hex) => {
    expect(toHex(writeAlarmText(text) ?? new Uint8Array(0))).toBe(hex);
  });

  it.each([
    ['a NUL', 'A\0B'],
    ['a line end', 'A\nB'],
    ['€', '€'],
    ['504 bytes', 'A'.repeat(504)],
  ])('refuses %s', (_name, text) => {
    expect(writeAlarmText(text)).toBeUndefined();
  });

  it('property: what is written is read', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[ -~\u00a0-\u00ff]{0,503}$/u), (text) => {
        const bytes = writeAlarmText(text);
        expect(bytes).toBeDefined();
        expect(readAlarmText(bytes ?? new Uint8Array(0))).toBe(text);
      }),
    );
  });
});
