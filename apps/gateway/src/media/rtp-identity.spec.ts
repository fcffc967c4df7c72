import { serializeRtpPacket } from '@casement/media';
import { writeRecorderTlvs } from '@casement/protocol';
import fc from 'fast-check';
import { RtpIdentity } from './rtp-identity.js';

function packetOf(ssrc: number, camera?: number): Uint8Array {
  return serializeRtpPacket({
    payloadType: 98,
    marker: false,
    sequenceNumber: 1,
    timestamp: 0,
    ssrc,
    payload: Uint8Array.of(0x65, 0x88),
    ...(camera === undefined
      ? {}
      : { extension: { profile: 0, bytes: writeRecorderTlvs({ camera }) } }),
  });
}

/** Identity of camera 3; START is sent at 1,000. */
function started(): RtpIdentity {
  const identity = new RtpIdentity(3);
  identity.started(1_000);
  return identity;
}

describe('RtpIdentity', () => {
  it('admits the stream that claims the camera', () => {
    const identity = started();
    expect(identity.admits(packetOf(7, 3), 1_010)).toBe(true);
    expect(identity.admits(packetOf(7), 1_020)).toBe(true);
    expect(identity.refused).toBe(0);
  });

  it('refuses what comes before START, also afterwards', () => {
    const identity = new RtpIdentity(3);
    expect(identity.admits(packetOf(9), 990)).toBe(false);
    identity.started(1_000);
    expect(identity.admits(packetOf(9), 1_010)).toBe(false);
    expect(identity.admits(packetOf(7), 1_020)).toBe(true);
    expect(identity.refused).toBe(2);
  });

  it('admits an early stream as soon as it claims the camera: the recorder went on with it', () => {
    const identity = new RtpIdentity(3);
    identity.admits(packetOf(9, 3), 990);
    identity.started(1_000);
    expect(identity.admits(packetOf(9, 3), 1_010)).toBe(true);
  });

  it('refuses the stream of another camera, whichever comes first', () => {
    const identity = started();
    expect(identity.admits(packetOf(9, 4), 1_010)).toBe(false);
    expect(identity.admits(packetOf(7, 3), 1_020)).toBe(true);
    expect(identity.admits(packetOf(9), 1_030)).toBe(false);
    expect(identity.admits(packetOf(9, 4), 1_040)).toBe(false);
  });

  it('believes a recorder that says nothing, unless a better claim is there', () => {
    const identity = started();
    expect(identity.admits(packetOf(7), 1_010)).toBe(true);
    expect(identity.admits(packetOf(8, 3), 1_020)).toBe(true);
    expect(identity.admits(packetOf(7), 1_030)).toBe(false);
  });

  it('believes a recorder with numbers of its own after 5 s without anything better', () => {
    const identity = started();
    expect(identity.admits(packetOf(7, 103), 1_010)).toBe(false);
    expect(identity.admits(packetOf(7, 103), 5_999)).toBe(false);
    expect(identity.admits(packetOf(7, 103), 6_000)).toBe(true);
    expect(identity.admits(packetOf(8, 3), 6_010)).toBe(true);
    expect(identity.admits(packetOf(7, 103), 6_020)).toBe(false);
  });

  it('takes camera 0 for no claim', () => {
    expect(started().admits(packetOf(7, 0), 1_010)).toBe(true);
  });

  it('follows the recorder to a new source', () => {
    const identity = started();
    identity.admits(packetOf(7, 3), 1_010);
    expect(identity.admits(packetOf(8, 3), 1_020)).toBe(true);
  });

  it('remembers a bounded number of sources and survives any bytes', () => {
    const identity = started();
    for (let ssrc = 0; ssrc < 1_000; ssrc += 1) {
      expect(identity.admits(packetOf(ssrc, 4), 1_010)).toBe(false);
    }
    expect(identity.admits(packetOf(2_000, 3), 1_020)).toBe(true);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        expect(typeof started().admits(bytes, 1_010)).toBe('boolean');
      }),
    );
  });
});
