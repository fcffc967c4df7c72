import { AlarmSource, type AlarmDraft } from '../alarm-model.js';
import { FakeRecorder } from '../../recorders/testing/fake-recorder.js';
import { until } from '../../recorders/testing/until.js';
import { startTestGateway, type TestGateway } from '../../testing/test-gateway.js';
import { AlarmListener } from '../receive/alarm-listener.js';
import { alarmVector } from '../receive/testing/alarm-vectors.js';
import { Sender } from '../receive/testing/listener-rig.js';
import { AlarmInterpreter } from './alarm-interpreter.js';
import { askProductInfo } from './product-info-client.js';
import { SenderTable } from './sender-table.js';

describe('recorders behind one address, as the whole gateway sees them', () => {
  const ids = ['first', 'second'];
  let fakes: FakeRecorder[];
  let gateway: TestGateway;
  let port: number;
  const drafts: AlarmDraft[] = [];

  beforeAll(async () => {
    fakes = await Promise.all(ids.map(() => FakeRecorder.start()));
    gateway = await startTestGateway({
      config: {
        alarms: { listen: '127.0.0.1:0' },
        recorders: fakes.map(({ url }, index) => ({
          id: ids[index],
          url: url.origin,
          username: 'admin',
          password: 'secret',
          pacing: { controlMs: 0 },
        })),
      },
    });
    const interpreter = gateway.app.get(AlarmInterpreter, { strict: false });
    const source = gateway.app.get<AlarmSource>(AlarmSource, { strict: false });
    source.onArrival((arrival) => drafts.push(interpreter.read(arrival)));
    const listener = gateway.app.get(AlarmListener, { strict: false });
    await until(() => listener.address !== undefined);
    port = listener.address!.port;
  });
  afterAll(async () => {
    await gateway.close();
    await Promise.all(fakes.map((fake) => fake.dispose()));
  });

  async function macOf({ url }: FakeRecorder): Promise<string> {
    const info = await askProductInfo({ id: 'x', url }, new AbortController().signal);
    return info?.mac ?? '';
  }

  async function send(mac: string): Promise<AlarmDraft> {
    const bytes = Buffer.from(
      alarmVector('AL02')
        .toString('hex')
        .replace('0080450d1234', mac.replaceAll(':', '').toLowerCase()),
      'hex',
    );
    const before = drafts.length;
    await new Sender(port, '127.0.0.1').end(bytes);
    await until(() => drafts.length > before);
    return drafts.at(-1)!;
  }

  it('tells them apart by what they say of themselves', async () => {
    const macs = await Promise.all(fakes.map(macOf));
    expect(new Set(macs).size).toBe(2);
    const senders = gateway.app.get(SenderTable, { strict: false });
    await until(() => macs.every((mac) => senders.find(mac) !== undefined));
    for (const [index, mac] of macs.entries()) {
      const draft = await send(mac);
      expect(draft).toMatchObject({ recorder: ids[index], camera: 7, source: { mac } });
    }
  });

  it('gives nobody what is of neither of them', async () => {
    const draft = await send('00:80:45:0D:99:99');
    expect(draft).toMatchObject({ recorder: null, source: { address: '127.0.0.1' } });
  });
});
