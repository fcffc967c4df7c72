import fc from 'fast-check';
import { parseDtlsRecords } from './dtls-records.js';

function record(contentType: number, epoch: number, content: Uint8Array): Uint8Array {
  const header = [contentType, 0xfe, 0xfd, epoch >> 8, epoch & 0xff, 0, 0, 0, 0, 0, 1];
  return Uint8Array.from([...header, content.length >> 8, content.length & 0xff, ...content]);
}

const content = fc.uint8Array({ maxLength: 40 });
const known = fc.tuple(fc.integer({ min: 20, max: 22 }), fc.nat(0xffff), content);

describe('parseDtlsRecords', () => {
  it('gives back what was put together', () => {
    fc.assert(
      fc.property(fc.array(known, { maxLength: 16 }), (list) => {
        const records = list.map(([type, epoch, bytes]) => record(type, epoch, bytes));
        expect(parseDtlsRecords(Uint8Array.from(records.flatMap((each) => [...each])))).toEqual(
          list.map(([contentType, epoch], at) => ({ contentType, epoch, bytes: records[at] })),
        );
      }),
    );
  });

  it('takes anything without throwing, and never more than there is', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const total = parseDtlsRecords(bytes).reduce((sum, each) => sum + each.bytes.length, 0);
        expect(total).toBeLessThanOrEqual(bytes.length);
      }),
    );
  });

  it('leaves out application data, what is cut short and what is no DTLS', () => {
    const data = record(23, 1, Uint8Array.of(1));
    const alert = record(21, 1, Uint8Array.of(1, 0));
    expect(parseDtlsRecords(Uint8Array.from([...data, ...alert]))).toHaveLength(1);
    expect(parseDtlsRecords(alert.subarray(0, -1))).toEqual([]);
    expect(parseDtlsRecords(Uint8Array.from([22, 3, 3, ...alert.subarray(3)]))).toEqual([]);
  });

  it('stops after sixteen', () => {
    const one = [...record(22, 0, Uint8Array.of(0))];
    const many = Uint8Array.from(Array.from({ length: 40 }, () => one).flat());
    expect(parseDtlsRecords(many)).toHaveLength(16);
  });
});
