// A STUN binding request as a browser sends it every few seconds to show that it is still there (RFC 8489, RFC 7675).
import { createHmac, randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';

const cookie = 0x2112a442;
const fingerprintXor = 0x5354554e;

/** With MESSAGE-INTEGRITY and FINGERPRINT; the same bytes may be sent again and again. */
export function bindingRequest({ username, password, priority = 0x6e0001ff }) {
  const parts = [
    attribute(0x0006, Buffer.from(username)),
    attribute(0x0024, uint32(priority)),
    attribute(0x802a, randomBytes(8)),
  ];
  const transactionId = randomBytes(12);
  const head = (length) => {
    const bytes = Buffer.alloc(20);
    bytes.writeUInt16BE(0x0001, 0);
    bytes.writeUInt16BE(length, 2);
    bytes.writeUInt32BE(cookie, 4);
    transactionId.copy(bytes, 8);
    return bytes;
  };
  const body = Buffer.concat(parts);
  const signed = Buffer.concat([head(body.length + 24), body]);
  const integrity = attribute(0x0008, createHmac('sha1', password).update(signed).digest());
  const covered = Buffer.concat([head(body.length + 32), body, integrity]);
  const fingerprint = attribute(0x8028, uint32((crc32(covered) ^ fingerprintXor) >>> 0));
  return { bytes: Buffer.concat([covered, fingerprint]), transactionId };
}

function attribute(type, value) {
  const bytes = Buffer.alloc(4 + Math.ceil(value.length / 4) * 4);
  bytes.writeUInt16BE(type, 0);
  bytes.writeUInt16BE(value.length, 2);
  value.copy(bytes, 4);
  return bytes;
}

function uint32(value) {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}
