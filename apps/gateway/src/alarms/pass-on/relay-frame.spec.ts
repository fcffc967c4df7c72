import { parseAlarm } from '@casement/protocol';
import { relayFrame } from './relay-frame.js';
import { plainHex, relayedHex, storedAlarm } from './testing/stored-alarms.js';

const identity = { mac: '02:1B:7C:00:12:34', actAsRecorder: false, offsetAt: () => 60 };

/** Our sender info: camera 7, 08:08:09 at +01:00. */
const ownSender =
  '000200180200000000aa'.replace('0200000000aa', '021b7c001234') +
  '0007' +
  '261121080809' +
  '01010000' +
  '0000';

const hexOf = (frame: ReturnType<typeof relayFrame>): string =>
  'bytes' in frame ? Buffer.from(frame.bytes).toString('hex') : frame.skip;

describe('relayFrame', () => {
  it('adds our sender info at the end and leaves every other byte (E.8)', () => {
    expect(hexOf(relayFrame(storedAlarm(1), identity))).toBe(`${relayedHex}${ownSender}`);
  });

  it('gives the same bytes again for every attempt', () => {
    expect(relayFrame(storedAlarm(1), identity)).toEqual(relayFrame(storedAlarm(1), identity));
  });

  it('has no camera where there is none', () => {
    const frame = relayFrame(storedAlarm(1, { camera: null }), identity);
    const { senders } = parseAlarm(Buffer.from(hexOf(frame), 'hex'), { receivedMs: 0 });
    expect(senders.at(-1)).toMatchObject({ mac: identity.mac, camera: null });
  });

  it('passes version 1 on as it came, unless we act as a recorder', () => {
    const stored = storedAlarm(1, {}, plainHex);
    expect(hexOf(relayFrame(stored, identity))).toBe(plainHex);
    const recorder = hexOf(relayFrame(stored, { ...identity, actAsRecorder: true }));
    expect(recorder).toBe(
      `${plainHex.slice(0, 30)}80${plainHex.slice(32)}0001000c0200000000000000${ownSender}`,
    );
  });

  it('does not forward what has been here already (AL31)', () => {
    const once = relayFrame(storedAlarm(1), identity);
    expect(relayFrame(storedAlarm(2, {}, hexOf(once)), identity)).toEqual({ skip: 'loop' });
    expect(
      'bytes' in
        relayFrame(storedAlarm(2, {}, hexOf(once)), { ...identity, mac: '02:00:00:00:00:01' }),
    ).toBe(true);
  });

  it('stops after sixteen senders', () => {
    let hex = relayedHex;
    let frame = relayFrame(storedAlarm(1), identity);
    for (let hop = 2; 'bytes' in frame && hop < 40; hop += 1) {
      hex = hexOf(frame);
      const mac = `02:00:00:00:00:${hop.toString(16).padStart(2, '0').toUpperCase()}`;
      frame = relayFrame(storedAlarm(1, {}, hex), { ...identity, mac });
    }
    expect(frame).toEqual({ skip: 'too-many-senders' });
    expect(parseAlarm(Buffer.from(hex, 'hex'), { receivedMs: 0 }).senders).toHaveLength(16);
  });

  it('forwards nothing of its own, and is not held up by bytes that are no message', () => {
    expect(relayFrame(storedAlarm(1, {}, ''), identity)).toEqual({ skip: 'own' });
    expect(relayFrame(storedAlarm(1, {}, '0102'), identity)).toEqual({ skip: 'unreadable' });
  });
});
