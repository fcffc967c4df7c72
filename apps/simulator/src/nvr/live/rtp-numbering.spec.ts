import { H264Payloader, parseRtpPacket } from '@casement/media';
import { createRandom } from '../../random.js';
import { createFakePictures } from '../../testing/fake-pictures.js';
import { packetizePicture } from './rtp-picture.js';
import type { RtpPicture } from './rtp-picture.js';
import { randomRtpStart, RtpNumbering, wrappingRtpStart } from './rtp-numbering.js';

function picture(number: number): RtpPicture {
  return packetizePicture(
    {
      number,
      ticks: number * 3_600,
      randomAccess: number % 5 === 0,
      nalUnits: createFakePictures().picture(number % 10, 0, number),
      extension: new Uint8Array(28),
      extensionPolicy: 'every-packet',
    },
    new H264Payloader(),
  );
}

describe('RTP numbering', () => {
  it('numbers each stream for itself and leaves the shared picture alone', () => {
    const shared = picture(7);
    const before = Buffer.from(shared.bytes);
    const first = new RtpNumbering({ sequenceNumber: 10, timestamp: 100, ssrc: 1 });
    const second = new RtpNumbering({ sequenceNumber: 65_535, timestamp: 2 ** 32 - 1, ssrc: 2 });
    const packets = [first.stamp(shared), second.stamp(shared)].map((list) =>
      list.map(parseRtpPacket),
    );
    expect(packets.map((list) => list.map(({ sequenceNumber }) => sequenceNumber))).toEqual([
      [10, 11],
      [65_535, 0],
    ]);
    expect(packets.map(([packet]) => [packet!.timestamp, packet!.ssrc])).toEqual([
      [100, 1],
      [2 ** 32 - 1, 2],
    ]);
    expect(second.stamp(picture(8)).map((packet) => parseRtpPacket(packet).timestamp)[0]).toBe(
      3_599,
    );
    expect(Buffer.compare(before, shared.bytes)).toBe(0);
  });

  it('starts by chance, or so that both counters wrap soon', () => {
    const random = createRandom(5);
    expect(randomRtpStart(random)).not.toEqual(randomRtpStart(random));
    expect(wrappingRtpStart(random, 3, 2)).toMatchObject({
      sequenceNumber: 65_533,
      timestamp: 2 ** 32 - 180_000,
    });
  });
});
