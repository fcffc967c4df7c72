import { fromHex, toHex } from '@casement/bytes';
import {
  der,
  derBitString,
  derObjectIdentifier,
  derPositiveInteger,
  derSequence,
  derTag,
  derText,
  derTime,
} from './der.js';

describe('der', () => {
  it.each([
    ['zero', '00', '020100'],
    ['leading zeros dropped', '00007f', '02017f'],
    ['a set top bit', '80', '02020080'],
    ['eight bytes', '8102030405060708', '0209008102030405060708'],
  ])('integer: %s', (_name, magnitude, expected) => {
    expect(toHex(derPositiveInteger(fromHex(magnitude)))).toBe(expected);
  });

  it.each([
    ['1.2.840.10045.4.3.2', '06082a8648ce3d040302'],
    ['2.5.29.17', '0603551d11'],
  ])('object identifier %s', (dotted, expected) => {
    expect(toHex(derObjectIdentifier(dotted))).toBe(expected);
  });

  it.each([
    [0, '0400'],
    [127, '047f'],
    [128, '048180'],
    [255, '0481ff'],
    [256, '04820100'],
  ])('length of %d bytes', (length, expected) => {
    expect(
      toHex(der(derTag.octetString, new Uint8Array(length)).subarray(0, expected.length / 2)),
    ).toBe(expected);
  });

  it('sequences, texts, bit strings and times', () => {
    expect(toHex(derSequence(derText(derTag.utf8String, 'ab'), derBitString(fromHex('ff'))))).toBe(
      '30080c026162030200ff',
    );
    expect(Buffer.from(derTime(new Date('2026-11-21T07:08:09.9Z'))).toString('latin1', 2)).toBe(
      '261121070809Z',
    );
    expect(Buffer.from(derTime(new Date('2050-01-01T00:00:00Z'))).toString('latin1', 2)).toBe(
      '20500101000000Z',
    );
  });
});
