import { alarmSchema } from '@casement/contract';
import { parseAlarm, type ProductInfo } from '@casement/protocol';
import { Logger } from '@nestjs/common';
import fc from 'fast-check';
import type { CasementConfig } from '../../config/config.js';
import { ManualClock, settle } from '../../net/testing/manual-clock.js';
import type { AlarmDraft } from '../alarm-model.js';
import { RecorderHosts } from '../receive/recorder-hosts.js';
import { alarmVector, type AlarmVector } from '../receive/testing/alarm-vectors.js';
import { FixedRecorders } from '../receive/testing/fixed-recorders.js';
import { AlarmInterpreter } from './alarm-interpreter.js';
import { SenderTable } from './sender-table.js';
import { MemoryAdoptedSenders } from './testing/memory-adopted-senders.js';

const camera = '00:80:45:AA:BB:CC';
const recorderMac = '00:80:45:0D:12:34';
const receivedMs = Date.UTC(2026, 10, 21, 7, 8, 10);

describe('AlarmInterpreter', () => {
  const clock = new ManualClock();
  let recorders: FixedRecorders;
  let macs: Map<string, string>;
  let hosts: RecorderHosts;
  let senders: SenderTable;
  let interpreter: AlarmInterpreter;

  beforeAll(() => {
    Logger.overrideLogger(false);
  });
  beforeEach(async () => {
    // Two recorders behind a router that forwards ports, and one for itself.
    recorders = new FixedRecorders({
      first: 'http://198.51.100.1:81',
      second: 'http://198.51.100.1:82',
      third: 'http://203.0.113.3',
    });
    recorders.names.set('first 7', 'Gate');
    recorders.zones.set('third', { kind: 'named', name: 'Asia/Tokyo' });
    macs = new Map([['first', recorderMac]]);
    const ask = ({ id }: { readonly id: string }): Promise<ProductInfo | null> => {
      const mac = macs.get(id);
      return Promise.resolve(mac === undefined ? null : ({ mac } as ProductInfo));
    };
    hosts = new RecorderHosts(recorders, clock, (host) => Promise.resolve([host]));
    hosts.onModuleInit();
    senders = new SenderTable(recorders, new MemoryAdoptedSenders(), clock, ask);
    await senders.onApplicationBootstrap();
    await settle();
    const config = { alarms: { summerTimeIncluded: true } } as unknown as CasementConfig;
    interpreter = new AlarmInterpreter(config, recorders, hosts, senders);
  });
  afterEach(() => {
    hosts.onModuleDestroy();
    senders.onModuleDestroy();
  });

  const read = (bytes: Uint8Array, address = '198.51.100.1'): AlarmDraft =>
    interpreter.read({ receivedMs, address, message: parseAlarm(bytes, { receivedMs }) });
  const readVector = (name: AlarmVector, address?: string): AlarmDraft =>
    read(alarmVector(name), address);

  it('reads an alarm that came through a recorder (AL02)', () => {
    expect(readVector('AL02')).toMatchObject({
      receivedAt: '2026-11-21T07:08:10.000Z',
      occurredAt: '2026-11-21T16:08:09+09:00',
      recorder: 'first',
      camera: 7,
      kind: 'alarm',
      severity: 'warning',
      class: 'motion',
      terminal: 1,
      category: 2,
      messageId: 0,
      text: '',
      title: 'Motion at camera 7 (Gate)',
      cameras: [],
      source: { address: '198.51.100.1', mac: recorderMac },
      chain: [{ mac: recorderMac, camera: 7, time: '2026-11-21T16:08:09+09:00' }],
      logNumber: 1,
      defects: [],
      originator: '192.0.2.10',
      fault: null,
      closes: null,
    });
  });

  it('reads an alarm of version 1 in the zone of its recorder (AL01)', () => {
    expect(readVector('AL01', '203.0.113.3')).toMatchObject({
      occurredAt: '2026-11-21T07:08:09+09:00',
      recorder: 'third',
      camera: 1,
      category: null,
      messageId: null,
      title: 'Motion at camera 1',
      source: { address: '203.0.113.3', mac: null },
      chain: [],
      originator: '192.0.2.10',
    });
  });

  it('reads one that took a long way (AL06)', () => {
    const draft = readVector('AL06');
    expect(draft).toMatchObject({ recorder: 'first', camera: 7, originator: camera });
    expect(draft.source.mac).toBe('02:00:00:00:00:AA');
    expect(draft.chain.map(({ mac }) => mac)).toEqual([camera, recorderMac, '02:00:00:00:00:AA']);
  });

  it('reads an emergency recording (AL05), and says what was wrong (AL10)', () => {
    expect(readVector('AL05')).toMatchObject({ camera: null, cameras: [1, 10, 20, 30] });
    expect(readVector('AL10').defects).toEqual(['extension announced, none received']);
  });

  it('says nothing of the time that it does not know (AL14)', () => {
    expect(readVector('AL14')).toMatchObject({ occurredAt: null, defects: [expect.any(String)] });
  });

  it('belongs to nobody behind a shared address until its MAC is learnt, or adopted', async () => {
    const mac = '00:80:45:0D:56:78';
    const bytes = Buffer.from(
      alarmVector('AL02').toString('hex').replace('0080450d1234', '0080450d5678'),
      'hex',
    );
    expect(read(bytes)).toMatchObject({ recorder: null, source: { mac } });
    const learnt: unknown[] = [];
    interpreter.onLearnt((sender) => learnt.push(sender));
    macs.set('second', mac);
    await clock.advance(61_000);
    expect(learnt).toEqual([{ mac, recorder: 'second' }]);
    expect(read(bytes).recorder).toBe('second');
    await interpreter.adopt(mac, 'third');
    expect(read(bytes).recorder).toBe('third');
    expect(interpreter.adopted()).toEqual(new Map([[mac, 'third']]));
    await interpreter.adopt(mac, null);
    expect(read(bytes).recorder).toBe('second');
  });

  it('closes the fault of the same camera of the same recorder (AL04)', () => {
    const recovered = readVector('AL04');
    const error = Buffer.from(
      alarmVector('AL04')
        .toString('hex')
        .replace('0241', '0240')
        .replace('5245434f56455244', '4552524f52000000'),
      'hex',
    );
    const lost = read(error);
    expect(lost).toMatchObject({ kind: 'fault', text: 'CAM 03 COMMUNICATION ERROR', closes: null });
    expect(recovered).toMatchObject({ kind: 'recovery', fault: null });
    expect(lost.fault).toBe(recovered.closes);
    expect(lost.fault).not.toBeNull();
  });

  it('makes an alarm of the contract of any bytes', () => {
    const drafts = alarmSchema.pick({
      receivedAt: true,
      occurredAt: true,
      recorder: true,
      camera: true,
      kind: true,
      severity: true,
      class: true,
      terminal: true,
      category: true,
      messageId: true,
      text: true,
      title: true,
      cameras: true,
      source: true,
      chain: true,
      logNumber: true,
      defects: true,
    });
    const changes = fc.array(fc.tuple(fc.nat(115), fc.nat(255)), { maxLength: 20 });
    const bytes = fc.oneof(
      fc.uint8Array({ minLength: 20, maxLength: 600 }),
      fc
        .tuple(fc.constantFrom<AlarmVector>('AL02', 'AL04', 'AL05', 'AL06', 'AL08'), changes)
        .map(([name, at]) => {
          const vector = alarmVector(name);
          at.forEach(([index, value]) => (vector[index % vector.length] = value));
          return vector;
        }),
    );
    fc.assert(
      fc.property(bytes, (message) => {
        const draft = read(message);
        expect(drafts.parse(draft)).toBeDefined();
        expect(draft.occurredAt === null || !Number.isNaN(Date.parse(draft.occurredAt))).toBe(true);
        expect(draft.title.length).toBeLessThan(300);
      }),
      { numRuns: 500 },
    );
  });
});
