/** Polynomial of RFC 3533 section 6, not reflected. */
const polynomial = 0x04c11db7;

const table = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte << 24;
  for (let bit = 0; bit < 8; bit += 1) {
    value = (value & 0x80000000) === 0 ? value << 1 : (value << 1) ^ polynomial;
  }
  return value >>> 0;
});

/** The CRC of an Ogg page whose CRC field is zero (RFC 3533 section 6). */
export function oggCrc(page: Uint8Array): number {
  let crc = 0;
  for (const byte of page) {
    crc = (crc << 8) ^ (table[((crc >>> 24) ^ byte) & 0xff] ?? 0);
  }
  return crc >>> 0;
}
