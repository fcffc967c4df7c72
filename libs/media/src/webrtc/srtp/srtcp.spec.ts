import fc from 'fast-check';
import { SrtcpSession } from 'werift';
import { SrtcpReceiver, maxSrtcpSources } from './srtcp-receiver.js';
import { SrtcpSender } from './srtcp-sender.js';
import { deriveSessionKeys } from './session-keys.js';
import { srtcpTag } from './srtcp-transform.js';

const master = { key: new Uint8Array(16).fill(0x21), salt: new Uint8Array(14).fill(0x43) };
const keys = deriveSessionKeys(master);
const profileCmSha1 = 1;

/** Header of a receiver report, the SSRC of its sender, and what follows. */
function rtcpPacket(ssrc: number, body: Uint8Array): Uint8Array {
  const packet = new Uint8Array(8 + body.length);
  packet.set([0x81, 201, 0, body.length >> 2]);
  new DataView(packet.buffer).setUint32(4, ssrc);
  packet.set(body, 8);
  return packet;
}

const anyPacket = fc
  .tuple(fc.nat(0xffff_ffff), fc.uint8Array({ maxLength: 200 }))
  .map(([ssrc, body]) => rtcpPacket(ssrc, body));

function weriftSession(): SrtcpSession {
  const key = Buffer.from(master.key);
  const salt = Buffer.from(master.salt);
  return new SrtcpSession({
    keys: {
      localMasterKey: key,
      localMasterSalt: salt,
      remoteMasterKey: key,
      remoteMasterSalt: salt,
    },
    profile: profileCmSha1,
  });
}

describe('SRTCP', () => {
  it('comes back as it was', () => {
    fc.assert(
      fc.property(fc.array(anyPacket, { minLength: 1, maxLength: 12 }), (packets) => {
        const sender = new SrtcpSender(keys);
        const receiver = new SrtcpReceiver(keys);
        for (const packet of packets) {
          const before = Uint8Array.from(packet);
          expect(receiver.unprotect(sender.protect(packet))).toEqual(packet);
          expect(packet).toEqual(before);
        }
        expect(receiver.rejected).toEqual({ short: 0, forged: 0, replayed: 0 });
      }),
    );
  });

  it('is understood by werift, and understands it', () => {
    const sender = new SrtcpSender(keys);
    const receiver = new SrtcpReceiver(keys);
    const [theirSender, theirReceiver] = [weriftSession(), weriftSession()];
    for (let nth = 0; nth < 5; nth += 1) {
      const packet = rtcpPacket(0xdead_0000 + nth, new Uint8Array(24).fill(nth));
      const opened = theirReceiver.decrypt(Buffer.from(sender.protect(packet)));

      expect(new Uint8Array(opened)).toEqual(packet);
      expect(receiver.unprotect(theirSender.encrypt(Buffer.from(packet)))).toEqual(packet);
    }
  });

  it('counts what comes twice', () => {
    const receiver = new SrtcpReceiver(keys);
    const protectedPacket = new SrtcpSender(keys).protect(rtcpPacket(1, new Uint8Array(4)));

    expect(receiver.unprotect(protectedPacket)).toBeDefined();
    expect(receiver.unprotect(protectedPacket)).toBeUndefined();
    expect(receiver.rejected).toEqual({ short: 0, forged: 0, replayed: 1 });
  });

  it('counts what was changed anywhere, and remembers nothing of it', () => {
    const original = new SrtcpSender(keys).protect(rtcpPacket(1, new Uint8Array(4)));
    const receiver = new SrtcpReceiver(keys);
    for (let bit = 0; bit < original.length * 8; bit += 1) {
      const changed = Uint8Array.from(original);
      changed[bit >> 3] = changed[bit >> 3]! ^ (1 << (bit & 7));
      expect(receiver.unprotect(changed)).toBeUndefined();
    }

    expect(receiver.rejected).toEqual({ short: 0, forged: original.length * 8, replayed: 0 });
    expect(receiver.unprotect(original)).toBeDefined();
  });

  it('takes arbitrary bytes for short or forged', () => {
    const receiver = new SrtcpReceiver(keys);
    let count = 0;
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 120 }), (bytes) => {
        count += 1;
        expect(receiver.unprotect(bytes)).toBeUndefined();
        const { short, forged } = receiver.rejected;
        expect(short + forged).toBe(count);
      }),
    );
    expect(receiver.unprotect(new Uint8Array(21))).toBeUndefined();
    expect(receiver.rejected.short).toBeGreaterThan(0);
  });

  it('takes authenticated packets that are not encrypted (E bit of zero)', () => {
    const packet = rtcpPacket(9, new Uint8Array(8).fill(5));
    const authenticated = new Uint8Array(packet.length + 4);
    authenticated.set(packet);
    authenticated[authenticated.length - 1] = 3;
    const srtcp = Buffer.concat([authenticated, srtcpTag(authenticated, keys.srtcp)]);

    expect(new SrtcpReceiver(keys).unprotect(srtcp)).toEqual(packet);
  });

  it('counts every source by itself, and keeps a bounded number of them', () => {
    const receiver = new SrtcpReceiver(keys);
    const first = new SrtcpSender(keys).protect(rtcpPacket(0, new Uint8Array(4)));
    receiver.unprotect(first);
    for (let ssrc = 1; ssrc < maxSrtcpSources; ssrc += 1) {
      const packet = new SrtcpSender(keys).protect(rtcpPacket(ssrc, new Uint8Array(4)));
      expect(receiver.unprotect(packet)).toBeDefined();
      expect(receiver.unprotect(packet)).toBeUndefined();
    }
    expect(receiver.unprotect(first)).toBeUndefined();
    expect(receiver.rejected.replayed).toBe(maxSrtcpSources);

    for (let ssrc = 100; ssrc < 100 + maxSrtcpSources; ssrc += 1) {
      receiver.unprotect(new SrtcpSender(keys).protect(rtcpPacket(ssrc, new Uint8Array(4))));
    }
    expect(receiver.unprotect(first)).toBeDefined();
  });

  it('protects nothing that has no room for its header', () => {
    expect(() => new SrtcpSender(keys).protect(new Uint8Array(7))).toThrow(
      'RTCP packet has 7 bytes; expected at least 8',
    );
  });
});
