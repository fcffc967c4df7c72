import { systemClock } from '../../net/clock.js';
import { until } from '../../recorders/testing/until.js';
import { MqttLink } from './mqtt-link.js';
import { mqttWords } from './mqtt-words.js';
import { brokerUser, TestBroker } from './testing/mosquitto.js';
import { Subscriber } from './testing/subscriber.js';

const topic = 'casement/alarms';

describe('MqttLink', () => {
  let broker: TestBroker;
  let subscriber: Subscriber;
  const links: MqttLink[] = [];

  beforeAll(async () => {
    broker = await TestBroker.start();
  });
  afterAll(() => broker.remove());

  beforeEach(async () => {
    subscriber = await Subscriber.of(broker.port, topic);
  });
  afterEach(async () => {
    await Promise.all(links.splice(0).map((link) => link.close()));
    await subscriber.end();
  });

  const open = async (signal = new AbortController().signal): Promise<MqttLink> => {
    const link = await MqttLink.open(
      {
        url: `mqtt://127.0.0.1:${broker.port}`,
        ...brokerUser,
        clientId: 'casement-021b7c001234',
        statusTopic: `${topic}/status`,
        clock: systemClock,
      },
      signal,
    );
    links.push(link);
    return link;
  };
  /** Without what was kept for us from before. */
  const news = () => subscriber.heard.filter(({ retain }) => !retain).map(({ payload }) => payload);

  it('is declared offline by the broker when it vanishes', async () => {
    const link = await open();
    await until(() => news().length === 1);
    link.drop('the machine lost its power');
    expect(link.isLost).toBe(true);
    await expect(link.lost).resolves.toBe('the machine lost its power');
    await until(() => news().length === 2);
    expect(news()).toEqual(['online', 'offline']);
    await expect(link.publish({ topic, payload: 'x', qos: 1 })).resolves.toBe(false);
  });

  it('answers what is under way when it is lost', async () => {
    const link = await open();
    broker.pause();
    const published = [1, 0].map((qos) =>
      link.publish({ topic: `${topic}/hq/alarm`, payload: 'x', qos: qos as 0 | 1 }),
    );
    link.drop('enough');
    await expect(published[0]).resolves.toBe(false);
    broker.resume();
    await expect(link.lost).resolves.toBe('enough');
  });

  it('takes the place of the connection before, which the broker then ends', async () => {
    const first = await open();
    const second = await open();
    await expect(first.lost).resolves.toBe('it closed the connection');
    await expect(second.publish({ topic, payload: 'x', qos: 1 })).resolves.toBe(true);
    await until(() => news().at(-1) === 'x');
    expect(
      news()
        .filter((word) => word !== 'x')
        .at(-1),
    ).toBe('online');
  });

  it('is not opened for a gateway that ends', async () => {
    await expect(open(AbortSignal.abort(new Error('the gateway ends')))).rejects.toThrow(
      'the gateway ends',
    );
    const ending = new AbortController();
    const opening = expect(open(ending.signal)).rejects.toThrow('the gateway ends');
    ending.abort(new Error('the gateway ends'));
    await opening;
  });
});

describe('mqttWords', () => {
  it.each([
    [1, 'it does not speak MQTT 3.1.1'],
    [4, 'it refuses the user name or the password'],
    [99, 'it refuses the connection (reason 99)'],
    ['ECONNREFUSED', 'it refuses connections on this port'],
  ])('says what %s means', (code, words) => {
    expect(mqttWords(Object.assign(new Error('hush'), { code }))).toBe(words);
  });
});
