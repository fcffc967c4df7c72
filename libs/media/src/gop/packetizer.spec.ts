import { H264Depacketizer } from '../codec/h264/depacketizer.js';
import { MediaError } from '../errors/media-error.js';
import { h264AccessUnits } from '../fixtures/h264-streams.js';
import { packetsOf, sequencedPacket } from '../fixtures/rtp-packets.js';
import type { AccessUnit } from '../ingest/access-unit.js';
import { VideoReceiver } from '../ingest/video-receiver.js';
import { Packetizer } from './packetizer.js';

function receivedUnits(): AccessUnit[] {
  const receiver = new VideoReceiver();
  return packetsOf(h264AccessUnits('high-aud-sei'))
    .flat()
    .flatMap((bytes) => {
      receiver.push(bytes, 0);
      return receiver.pull() ?? [];
    });
}

describe('Packetizer', () => {
  it('cuts every access unit into payloads that give the same access unit again', () => {
    const packetizer = new Packetizer();
    const depacketizer = new H264Depacketizer();
    for (const unit of receivedUnits()) {
      const before = unit.nalUnits.map((nalUnit) => nalUnit.slice());
      const { payloads, timestamp90k, bytes } = packetizer.packetize(unit);
      payloads.forEach((payload, at) => {
        expect(payload.length).toBeLessThanOrEqual(1200);
        const marker = at === payloads.length - 1;
        depacketizer.push(sequencedPacket({ payload, marker, timestamp: timestamp90k }));
      });
      expect(depacketizer.pull()?.nalUnits).toEqual(before);
      expect(unit.nalUnits).toEqual(before);
      expect(bytes).toBe(payloads.reduce((sum, { length }) => sum + length, 0));
    }
  });

  it('takes over time, arrival, random access and discontinuity', () => {
    const [unit] = receivedUnits();
    const moved: AccessUnit = {
      ...unit!,
      time: { ticks: 48_000, clockRateHz: 48_000 },
      arrivalMs: 7,
      discontinuity: true,
    };
    expect(new Packetizer().packetize(moved)).toMatchObject({
      timestamp90k: 90_000,
      arrivalMs: 7,
      randomAccess: true,
      discontinuity: true,
    });
  });

  it('obeys maxPayloadBytes', () => {
    const [unit] = receivedUnits();
    const { payloads } = new Packetizer({ maxPayloadBytes: 500 }).packetize(unit!);
    expect(Math.max(...payloads.map(({ length }) => length))).toBe(500);
    expect(() => new Packetizer({ maxPayloadBytes: 2 }).packetize(unit!)).toThrow(MediaError);
  });
});
