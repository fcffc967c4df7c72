import { frameHeaderBytes } from '@casement/contract';
import fc from 'fast-check';
import { frameBody, headerBytes, readFrameHeader } from './frame-header.js';

function message(kind: number, flags: number, timeMs: number, body: Uint8Array): ArrayBuffer {
  const bytes = new Uint8Array(headerBytes + body.length);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, kind);
  view.setUint8(1, flags);
  view.setFloat64(4, timeMs);
  bytes.set(body, headerBytes);
  return bytes.buffer;
}

describe('readFrameHeader', () => {
  it('is as long as the contract says', () => {
    expect(headerBytes).toBe(frameHeaderBytes);
  });

  it('reads what was written', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(1, 2, 3),
        fc.boolean(),
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        fc.uint8Array(),
        (kind, gap, timeMs, body) => {
          const data = message(kind, gap ? 1 : 0, timeMs, body);
          expect(readFrameHeader(data)).toEqual({
            kind: ['key', 'delta', 'sound'][kind - 1],
            gap,
            timeMs,
          });
          expect([...frameBody(data)]).toEqual([...body]);
        },
      ),
    );
  });

  it('takes any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        const header = readFrameHeader(Uint8Array.from(bytes).buffer);
        expect(header === undefined || Number.isFinite(header.timeMs)).toBe(true);
      }),
    );
  });
});
