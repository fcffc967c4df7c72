import { createServer } from 'node:http';
import { connect } from 'node:net';
import { alarmStatusSchema } from '@casement/contract';
import { parseAlarm, serializeAlarm } from '@casement/protocol';
import { until } from '../../recorders/testing/until.js';
import { temporaryFolder } from '../../testing/temporary-folder.js';
import { startTestGateway, type TestGateway } from '../../testing/test-gateway.js';
import { AlarmPassOn } from '../alarm-model.js';
import { AlarmListener } from '../receive/alarm-listener.js';
import { brokerUser, TestBroker } from './testing/mosquitto.js';
import { Subscriber } from './testing/subscriber.js';
import { TestReceiver, testServers } from './testing/test-server.js';

const secret = 'the secret of the tests';
const recorderMac = '00:80:45:0D:12:34';

/** A whole gateway: bytes in at the alarm port, out at a receiver, a web server and a broker. */
describe('passing on', () => {
  const { listen, stop } = testServers();
  const folder = temporaryFolder('casement-passing-on-');
  let broker: TestBroker;
  let gateway: TestGateway | undefined;

  beforeAll(async () => {
    broker = await TestBroker.start();
  });
  afterEach(async () => {
    await gateway?.close();
    gateway = undefined;
    folder.empty();
  });
  afterAll(() => broker.remove());

  const start = async (receiverPort: number, webPort: number): Promise<TestGateway> => {
    const started = await startTestGateway({
      folder: folder.path,
      config: {
        alarms: {
          listen: { host: '127.0.0.1', port: 0 },
          allow: ['127.0.0.0/8'],
          forward: [{ host: '127.0.0.1', port: receiverPort }],
          webhooks: [{ url: `http://user:hunter2@127.0.0.1:${webPort}/?token=hush`, secret }],
          mqtt: { url: `mqtt://127.0.0.1:${broker.port}`, ...brokerUser, topic: 'site/alarms' },
        },
      },
    });
    gateway = started;
    const { destinations } = started.app.get(AlarmPassOn);
    expect(destinations).toHaveLength(3);
    await until(() => started.app.get(AlarmListener).address !== undefined);
    return started;
  };

  /** One connection with so many notifications of a recorder. */
  const send = async ({ app }: TestGateway, from: number, to: number): Promise<void> => {
    const bytes = Array.from({ length: to - from + 1 }, (_, index) =>
      serializeAlarm({
        basic: {
          senderAddress: '192.0.2.100',
          logNumber: from + index,
          time: { text: '2026-11-21T07:08:09' },
          class: 'notification',
        },
        extension: { category: 2, messageId: 0x34, text: 'VIDEO-LOSS 07' },
        senders: [
          {
            mac: recorderMac,
            camera: 7,
            time: { text: '2026-11-21T16:08:09' },
            zone: { offsetMinutes: 540, summerTime: false },
          },
        ],
      }),
    );
    await new Promise<void>((resolve, reject) => {
      const socket = connect(app.get(AlarmListener).address?.port ?? 0, '127.0.0.1');
      socket.once('error', reject).once('close', () => resolve());
      socket.resume().end(Buffer.concat(bytes));
    });
  };

  it('gives every alarm to everybody, in order, and forgets none over a restart', async () => {
    const receiver = new TestReceiver();
    const receiverPort = await listen(receiver.server);
    const bodies: string[] = [];
    const web = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        bodies.push(Buffer.concat(chunks).toString());
        response.end();
      });
    });
    const webPort = await listen(web);
    const subscriber = await Subscriber.of(broker.port, 'site/alarms');
    const logNumbers = () =>
      receiver.frames.map(
        (hex) => parseAlarm(Buffer.from(hex, 'hex'), { receivedMs: 0 }).basic.logNumber,
      );
    const posted = () =>
      bodies.map((body) => (JSON.parse(body) as { alarm: { id: number } }).alarm.id);
    const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

    const first = await start(receiverPort, webPort);
    await send(first, 1, 20);
    await until(() => receiver.frames.length === 20 && bodies.length === 20);
    await until(() => subscriber.ids.length === 20);
    const [frame = ''] = receiver.frames;
    const message = parseAlarm(Buffer.from(frame, 'hex'), { receivedMs: 0 });
    expect(message.senders.map(({ mac }) => mac)).toEqual([
      recorderMac,
      expect.stringMatching(/^02:/),
    ]);
    expect(subscriber.heard.at(-1)?.topic).toBe('site/alarms/unknown/fault');

    await stop(web);
    await broker.kill();
    await send(first, 21, 30);
    await until(() => receiver.frames.length === 30);
    await until(() => first.app.get(AlarmPassOn).destinations[1]?.state === 'retrying');
    const status = alarmStatusSchema.parse(
      (
        await first
          .http()
          .get('/api/v1/alarms/status')
          .set('Cookie', await first.signIn())
          .expect(200)
      ).body,
    );
    expect(status.destinations).toMatchObject([
      { kind: 'forward', sent: 30, waiting: 0, reason: null },
      { kind: 'webhook', sent: 20, waiting: 10, state: 'retrying' },
      { kind: 'mqtt', sent: 20, waiting: 10 },
    ]);
    expect(JSON.stringify(status)).not.toMatch(/hunter2|hush|correct horse/);
    await first.close();
    expect(first.logged()).not.toMatch(/hunter2|hush|the secret of|correct horse/);

    await listen(web, webPort);
    await broker.start();
    const late = await Subscriber.of(broker.port, 'site/alarms');
    const second = await start(receiverPort, webPort);
    await send(second, 31, 35);
    await until(() => receiver.frames.length === 35 && bodies.length === 35);
    await until(() => late.ids.length === 15);
    expect(logNumbers()).toEqual(upTo(35));
    expect(posted()).toEqual(upTo(35));
    expect([...subscriber.ids, ...late.ids]).toEqual(upTo(35));
    await late.end();
    await subscriber.end();
    // Two gateways one after the other, on machines that are busy with other tests.
  }, 60_000);
});
