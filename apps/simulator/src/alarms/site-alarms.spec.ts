import { alarmCatalogue, AlarmFramer, parseAlarm } from '@casement/protocol';
import type { AlarmMessage } from '@casement/protocol';
import type { TestRecorderOptions } from '../testing/test-recorder.js';
import { AlarmTrap } from '../testing/alarm-trap.js';
import { closeTestRecorders, startTestRecorder } from '../testing/test-recorder.js';
import { waitFor } from '../testing/wait-for.js';
import { alarmRequestSchema } from './alarm-request.js';
import type { AlarmRequestInput } from './alarm-request.js';
import { computerMac, deviceMac } from './device-mac.js';
import { SiteAlarms } from './site-alarms.js';

const recorderMac = '00:80:45:0D:12:34';

let trap: AlarmTrap;
const sites: SiteAlarms[] = [];

beforeEach(async () => {
  trap = await AlarmTrap.open();
});
afterEach(async () => {
  sites.splice(0).forEach((site) => site.close());
  await closeTestRecorders();
  await trap.close();
});

/** A site whose alarms go to the trap, unless the test says otherwise. */
async function startSite(alarms: object = {}, scenario: TestRecorderOptions['scenario'] = {}) {
  const { recorder, server } = await startTestRecorder({
    scenario: {
      recorder: { timeZone: 'Asia/Tokyo' },
      ...scenario,
      alarms: { mac: recorderMac, destinations: [trap.destination], retryMs: 30, ...alarms },
    },
  });
  const site = new SiteAlarms(recorder, () => server.reachability === 'up');
  sites.push(site);
  const send = (input: AlarmRequestInput) => site.raise(alarmRequestSchema.parse(input));
  return { site, recorder, server, send };
}

function only(messages: readonly AlarmMessage[]): AlarmMessage {
  expect(messages).toHaveLength(1);
  return messages[0]!;
}

describe('ways of an alarm', () => {
  it('a camera of version 1 sends its 20 bytes', async () => {
    const { send } = await startSite();
    send({ class: 'motion', terminal: 1, camera: 3, via: 'camera-v1' });
    const { bytes, basic, extension, senders } = only(await trap.messages(1));
    expect(bytes).toHaveLength(20);
    expect(basic).toMatchObject({
      ...{ senderAddress: '198.18.0.3', logNumber: 1, class: 'motion', terminal: 1, camera: 1 },
      time: { written: 'bcd' },
    });
    expect([extension, senders]).toEqual([null, []]);
  });

  it('the recorder makes 56 bytes of them', async () => {
    const { send } = await startSite();
    send({ class: 'motion', camera: 3 });
    const { bytes, basic, extension, senders } = only(await trap.messages(1));
    expect(bytes).toHaveLength(56);
    expect(basic).toMatchObject({ senderAddress: '198.18.0.3', class: 'motion', camera: 1 });
    expect(extension).toMatchObject({ category: 2, messageId: 0, text: '' });
    expect(senders).toMatchObject([
      { mac: recorderMac, camera: 3, zone: { offsetMinutes: 540, summerTime: false } },
    ]);
  });

  it('a camera of version 2 adds its sender info, the recorder and a computer theirs', async () => {
    const { send } = await startSite({}, { name: 'site' });
    const alarm = { category: 1, messageId: 1, camera: 2 };
    send({ ...alarm, via: 'camera-v2' });
    send({ ...alarm, via: 'recorder' });
    send({ ...alarm, via: 'recorder-and-pc' });
    const messages = await trap.messages(3);
    const camera = { mac: deviceMac('site/2'), camera: 1 };
    const recorder = { mac: recorderMac, camera: 2 };
    const computer = { mac: computerMac('site'), camera: 2 };
    const chains = messages.map(({ senders }) =>
      senders.map(({ mac, camera: number }) => ({ mac, camera: number })),
    );
    expect(chains).toHaveLength(3);
    for (const chain of [[camera], [camera, recorder], [camera, recorder, computer]]) {
      expect(chains).toContainEqual(chain);
    }
    expect(messages.map(({ extension }) => extension?.text)).toEqual(
      Array(3).fill('SD-MEMORY FULL'),
    );
  });

  it('the recorder sends its own', async () => {
    const { send } = await startSite();
    send({ category: 2, messageId: 0x41, camera: 3 });
    const { basic, extension, senders, bytes, defects } = only(await trap.messages(1));
    expect(bytes).toHaveLength(84);
    expect(basic).toMatchObject({ senderAddress: '127.0.0.1', class: 'notification', camera: 3 });
    expect(extension).toMatchObject({ messageId: 0x41, text: 'CAM 03 COMMUNICATION RECOVERD' });
    expect(senders).toMatchObject([{ mac: recorderMac, camera: 3 }]);
    expect(defects).toEqual([]);
  });

  it('knows emergency recording, IPv6 cameras, binary times, other texts', async () => {
    const { send } = await startSite();
    send({ category: 2, messageId: 4, cameras: [1, 10, 20, 30] });
    expect((await trap.messages(1))[0]).toMatchObject({
      extension: { text: '20080201', cameras: [1, 10, 20, 30] },
      basic: { camera: null },
    });
    send({ category: 1, messageId: 2, via: 'camera-v2', ipv6: true, camera: 16 });
    expect((await trap.messages(2))[1]).toMatchObject({
      ...{ basic: { senderAddress: null }, ipv6: ['2001:db8::10'] },
    });
    send({ category: 2, messageId: 0x30, written: 'binary' });
    const [first, , third] = await trap.messages(3);
    expect(third?.bytes[6]).toBe(Number(first?.basic.time?.text.slice(2, 4)));
    send({ category: 1, messageId: 9, via: 'camera-v2', text: '<b>\u001b[2J\r\n' });
    const { bytes } = (await trap.ended(4))[3]!;
    expect(bytes.subarray(28, 40).toString('latin1')).toBe('<b>\u001b[2J\r\n\0\0\0');
    expect(parseAlarm(bytes).extension?.text).toBe('<b>\ufffd[2J\ufffd\ufffd');
  });

  it('writes every message of the tables, with numbers in its text', async () => {
    const { send, site } = await startSite();
    const rows = alarmCatalogue.filter(({ messageId }) => messageId !== 0);
    rows.forEach(({ category, messageId }) => send({ category, messageId, camera: 2 }));
    expect(site.sent).toHaveLength(rows.length);
    for (const [index, { category, messageId }] of rows.entries()) {
      const message = parseAlarm(Buffer.from(site.sent[index]!.bytes, 'hex'));
      expect(message).toMatchObject({ extension: { category, messageId }, defects: [] });
      expect(message.extension?.text).not.toMatch(
        /\*|\b[xy]\b|[a-z]{2}(?<!ch)$|HDD[xy]|PORTx|EXTx/,
      );
    }
    await waitFor('all of them', () => site.state.sent === rows.length);
  });

  it('chooses cameras only for what is about one', async () => {
    const { send, site } = await startSite();
    send({ category: 2, messageId: 0x62, camera: 'any' });
    send({ category: 2, messageId: 4, camera: 'each' });
    send({ category: 2, messageId: 4, camera: 'each' });
    send({ category: 2, messageId: 0x34, camera: 'each' });
    expect(site.sent.map(({ camera, text }) => [camera, text])).toEqual([
      [null, 'MAIN RAID6 2 DOWN'],
      [null, '00000001'],
      [null, '00000002'],
      [3, 'VIDEO-LOSS 03'],
    ]);
  });

  it('passes on what no table knows', async () => {
    const { send } = await startSite();
    send({ category: 9, messageId: 0x77 });
    expect(only(await trap.messages(1))).toMatchObject({
      ...{ extension: { category: 9, messageId: 0x77, text: 'MESSAGE 77' }, defects: [] },
    });
  });
});

describe('faults of an alarm', () => {
  /** The bytes of the only connection. */
  async function bytesOf(input: AlarmRequestInput): Promise<Buffer> {
    const { send } = await startSite();
    send(input);
    return (await trap.ended(1))[0]!.bytes;
  }

  it('split: arrives whole', async () => {
    const bytes = await bytesOf({ category: 2, messageId: 0x34, fault: 'split' });
    expect(parseAlarm(bytes)).toMatchObject({ extension: { messageId: 0x34 }, defects: [] });
  });

  it('coalesced: several messages on one connection', async () => {
    const bytes = await bytesOf({ class: 'motion', fault: 'coalesced', count: 3 });
    const messages: AlarmMessage[] = [];
    const framer = new AlarmFramer({ message: (message) => messages.push(message) });
    framer.push(bytes);
    framer.end();
    expect(messages.map(({ basic }) => basic.logNumber)).toEqual([1, 2, 3]);
    expect(bytes).toHaveLength(3 * 56);
  });

  it('duplicate: the same bytes again on another connection', async () => {
    const { send } = await startSite();
    const { bytes } = send({ class: 'terminal', fault: 'duplicate' });
    const lines = await trap.ended(2);
    expect(lines.map((line) => line.bytes.toString('hex'))).toEqual([bytes, bytes]);
  });

  it('truncated: less than the message', async () => {
    const bytes = await bytesOf({
      class: 'motion',
      via: 'camera-v1',
      fault: 'truncated',
      keepBytes: 19,
    });
    expect(bytes).toHaveLength(19);
    const site = await startSite();
    const { bytes: whole } = site.send({ category: 2, messageId: 0x34, fault: 'truncated' });
    const [, second] = await trap.ended(2);
    expect(whole.startsWith(second!.bytes.toString('hex'))).toBe(true);
    expect(second!.bytes.length * 2).toBeLessThan(whole.length);
  });

  it('oversized: more than a receiver may keep', async () => {
    const bytes = await bytesOf({ class: 'motion', fault: 'oversized' });
    expect(bytes.length).toBeGreaterThan(65_536);
    expect(bytes[15]).toBe(0x80);
  });

  it('garbage: noise, the same in every run', async () => {
    const first = await bytesOf({ class: 'motion', fault: 'garbage' });
    const second = await startSite();
    second.send({ class: 'motion', fault: 'garbage' });
    expect((await trap.ended(2))[1]!.bytes.equals(first)).toBe(true);
    expect(first.length).toBeGreaterThanOrEqual(20);
  });

  it('half-open: half of it, and then nothing', async () => {
    const { send, site } = await startSite();
    send({ class: 'motion', via: 'camera-v1', fault: 'half-open' });
    await waitFor('ten bytes', () => trap.lines[0]?.bytes.length === 10);
    expect(trap.lines[0]).toMatchObject({ ended: false });
    expect(site.state).toMatchObject({ openConnections: 1, sent: 1, answeredBytes: 0 });
    trap.say('hello');
    await waitFor('the answer that must not be', () => site.state.answeredBytes === 5);
  });
});

describe('sending', () => {
  it('tries a destination that refuses again, then serves the next one (AL32)', async () => {
    const refusing = await AlarmTrap.open();
    const { destination } = refusing;
    await refusing.close();
    const { send, site } = await startSite({ destinations: [destination, trap.destination] });
    send({ class: 'motion' });
    await trap.ended(1);
    await waitFor('the outcomes', () => site.state.sent === 1);
    expect(site.sent[0]?.outcomes).toMatchObject([
      { tries: 3, error: expect.stringContaining('ECONNREFUSED') },
      { tries: 1, error: null },
    ]);
    expect(site.state).toMatchObject({ failed: 1, retried: 2, waiting: 0 });
    expect(site.state.byDestination[`127.0.0.1:${destination.port}`]).toMatchObject({ failed: 1 });
  });

  it('reaches a destination that comes back meanwhile', async () => {
    const { destination } = trap;
    await trap.close();
    const { send, site } = await startSite({ retries: 30 });
    send({ class: 'motion' });
    await waitFor('the first failure', () => site.state.waiting === 1);
    trap = await AlarmTrap.open(destination.port);
    await trap.ended(1);
    await waitFor('the outcome', () => site.sent[0]?.outcomes.length === 1);
    expect(site.sent[0]?.outcomes).toMatchObject([{ error: null }]);
  });

  it('numbers from 1 to 65535 and around, each device by itself', async () => {
    const { send } = await startSite();
    const numbers = [
      send({ category: 2, messageId: 0x30 }).logNumber,
      send({ category: 2, messageId: 0x31 }).logNumber,
      send({ class: 'motion', camera: 1, logNumber: 0xffff }).logNumber,
      send({ class: 'motion', camera: 1 }).logNumber,
      send({ class: 'motion', camera: 2 }).logNumber,
    ];
    expect(numbers).toEqual([1, 2, 0xffff, 1, 1]);
    const received = await trap.messages(5);
    expect(received.map(({ basic }) => basic.logNumber)).toEqual(numbers);
  });

  it('sends storms, from other addresses too, and ends them', async () => {
    const { send, site } = await startSite();
    send({ class: 'motion', camera: 'each', count: 30, perSecond: 1_000, from: '127.0.0.9' });
    const lines = await trap.ended(30);
    expect(new Set(lines.map(({ remoteAddress }) => remoteAddress))).toEqual(
      new Set(['127.0.0.9']),
    );
    const cameras = lines.map(({ bytes }) => parseAlarm(bytes).senders[0]?.camera);
    expect(cameras.slice(0, 4)).toEqual([1, 2, 3, 1]);
    await waitFor('the end', () => site.state.storms === 0);
    send({ class: 'motion', count: 600_000, perSecond: 1 });
    expect(site.state.storms).toBe(1);
    expect(site.calm()).toBe(1);
    expect(site.state.storms).toBe(0);
  });

  it('has nobody to send to', async () => {
    const { send, site, recorder } = await startSite({ destinations: [] });
    expect(() => send({ class: 'motion' })).toThrow(RangeError);
    recorder.cameras.get(1)!.connection = 'error';
    expect(site.state.raised).toBe(0);
    site.set({ destinations: [trap.destination] });
    send({ class: 'motion' });
    await trap.ended(1);
  });

  it('is silent while its network is cut; cameras are not', async () => {
    const { send, site, recorder } = await startSite({ retries: 0 });
    recorder.faults.add({ kind: 'network-cut', mode: 'refuse' });
    send({ class: 'motion' });
    send({ class: 'motion', via: 'camera-v1' });
    await waitFor('both', () => site.state.sent + site.state.failed === 2);
    expect(site.sent[0]?.outcomes[0]?.error).toContain('cut');
    expect((await trap.ended(1))[0]?.bytes).toHaveLength(20);
  });
});

describe('alarms that come by themselves', () => {
  async function texts(count: number): Promise<readonly (string | undefined)[]> {
    return (await trap.messages(count)).map(({ extension }) => extension?.text);
  }

  it('a cable is pulled and plugged in', async () => {
    const { recorder } = await startSite();
    const camera = recorder.cameras.get(2)!;
    camera.connection = 'error';
    camera.connection = 'error';
    camera.connection = 'ok';
    expect(await texts(2)).toEqual(['CAM 02 COMMUNICATION ERROR', 'CAM 02 COMMUNICATION RECOVERD']);
    camera.connection = 'unregistered';
    expect(trap.lines).toHaveLength(2);
  });

  it('the mains fail', async () => {
    const { site } = await startSite();
    const wentDown = new Promise<void>((resolve) =>
      site.loseMains({ batteryMs: 20, downMs: 20 }, resolve),
    );
    await wentDown;
    expect(await texts(2)).toEqual(['POWER LOSS', 'POWER RECOVERD']);
  });

  it('what one began ends after a while', async () => {
    const { send } = await startSite();
    send({ category: 2, messageId: 0x34, camera: 'any', recoverAfter: '0s' });
    const [lost, back] = await trap.messages(2);
    expect(lost?.extension?.text).toMatch(/^VIDEO-LOSS 0[123]$/);
    expect(back?.extension?.messageId).toBe(0x35);
    expect(back?.senders[0]?.camera).toBe(lost?.senders[0]?.camera);
  });

  it('a schedule sends again and again, and at its moments', async () => {
    const schedule = [
      { every: '1s', spread: 0.5, class: 'motion' },
      { at: ['-5s', '+0s', '2001-01-01T00:00:00Z'], category: 2, messageId: 0x56 },
    ];
    const { site } = await startSite({ schedule });
    const messages = await trap.messages(3);
    expect(messages.filter(({ basic }) => basic.class === 'motion').length).toBeGreaterThanOrEqual(
      2,
    );
    site.set({ schedule: [] });
    expect(site.sent.filter(({ messageId }) => messageId === 0x56).length).toBeLessThanOrEqual(1);
  });
});

describe('alarms as somebody asks for them', () => {
  it.each([
    ['neither message nor class', {}, true],
    ['half a message', { category: 2 }, false],
    ['version 1 with a message', { category: 2, messageId: 1, via: 'camera-v1' }, false],
    ['IPv6 of a recorder', { category: 2, messageId: 1, ipv6: true }, false],
    ['a recovery of what has none', { category: 2, messageId: 0x20, recoverAfter: '5s' }, false],
    ['a recovery of a class', { class: 'motion', recoverAfter: '5s' }, false],
    ['a text with NUL', { category: 2, messageId: 1, text: 'a\0b' }, false],
  ])('%s', (_name, input, expected) => {
    expect(alarmRequestSchema.safeParse(input).success).toBe(expected);
  });
});
