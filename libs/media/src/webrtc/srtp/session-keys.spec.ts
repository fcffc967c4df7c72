import { MediaError } from '../../errors/media-error.js';
import { packetIv } from './packet-iv.js';
import { deriveKey, deriveSessionKeys } from './session-keys.js';
import { createCipheriv } from 'node:crypto';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex').toUpperCase();
const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'hex'));

describe('SRTP key derivation', () => {
  const master = {
    key: bytes('E1F97A0D3E018BE0D64FA32C06DE4139'),
    salt: bytes('0EC675AD498AFEEBB6960B3AABE6'),
  };

  it('gives the keys of RFC 3711 appendix B.3', () => {
    const { srtp } = deriveSessionKeys(master);

    expect(hex(srtp.cipherKey)).toBe('C61E7A93744F39EE10734AFE3FF7A087');
    expect(hex(srtp.salt)).toBe('30CBBC08863D8C85D49DB34A9AE1');
    expect(hex(deriveKey(master, 1, 94))).toBe(
      'CEBE321F6FF7716B6FD4AB49AF256A156D38BAA48F0A0ACF3C34E2359E6CDBCE' +
        'E049646C43D9327AD175578EF72270986371C10C9A369AC2F94A8C5FBCDDDC25' +
        '6D6E919A48B610EF17C2041E474035766B68642C59BBFC2F34DB60DBDFB2',
    );
    expect(hex(srtp.authenticationKey)).toBe('CEBE321F6FF7716B6FD4AB49AF256A156D38BAA4');
  });

  it('gives SRTCP keys of its own', () => {
    const { srtp, srtcp } = deriveSessionKeys(master);

    expect(hex(srtcp.cipherKey)).toBe(hex(deriveKey(master, 3, 16)));
    expect(hex(srtcp.authenticationKey)).toBe(hex(deriveKey(master, 4, 20)));
    expect(hex(srtcp.salt)).toBe(hex(deriveKey(master, 5, 14)));
    expect(hex(srtcp.cipherKey)).not.toBe(hex(srtp.cipherKey));
  });

  it('refuses keys of another length', () => {
    expect(() => deriveSessionKeys({ ...master, salt: new Uint8Array(12) })).toThrow(
      new MediaError('option', 'SRTP master key has 16 bytes and its salt 12; expected 16 and 14'),
    );
  });
});

describe('packetIv', () => {
  const salt = bytes('F0F1F2F3F4F5F6F7F8F9FAFBFCFD');

  it('begins the key stream of RFC 3711 appendix B.2', () => {
    const key = bytes('2B7E151628AED2A6ABF7158809CF4F3C');
    const cipher = createCipheriv('aes-128-ctr', key, packetIv(salt, 0, 0));

    expect(hex(cipher.update(new Uint8Array(48)))).toBe(
      'E03EAD0935C95E80E166B16DD92B4EB4' +
        'D23513162B02D0F72A43A2FE4A5F97AB' +
        '41E95B3BB0A2E8DD477901E4FCA894C0',
    );
  });

  it('puts SSRC and index where section 4.1.1 says', () => {
    const zeros = new Uint8Array(14);

    expect(hex(packetIv(zeros, 0xcafebabe, 0xffff_1234_5678))).toBe(
      '00000000CAFEBABEFFFF123456780000',
    );
    expect(hex(packetIv(salt, 0xffffffff, 0xffff_ffff_ffff))).toBe(
      'F0F1F2F30B0A09080706050403020000',
    );
  });
});
