import { type MqttClient, connectAsync } from 'mqtt';
import { brokerUser } from './mosquitto.js';

/** Everything that a subscriber hears below a topic, in order. */
export class Subscriber {
  readonly heard: { topic: string; payload: string; retain: boolean }[] = [];
  readonly #client: MqttClient;

  private constructor(client: MqttClient) {
    this.#client = client;
    client.on('message', (name, payload, { retain }) => {
      this.heard.push({ topic: name, payload: payload.toString(), retain });
    });
  }

  static async of(port: number, topic: string): Promise<Subscriber> {
    const client = await connectAsync(`mqtt://127.0.0.1:${port}`, {
      ...brokerUser,
      reconnectPeriod: 0,
    });
    const subscriber = new Subscriber(client);
    await client.subscribeAsync(`${topic}/#`, { qos: 1 });
    return subscriber;
  }

  /** Numbers of the alarms. */
  get ids(): number[] {
    return this.heard
      .filter(({ topic: name }) => !name.endsWith('/status'))
      .map(({ payload }) => (JSON.parse(payload) as { alarm: { id: number } }).alarm.id);
  }

  /** What the gateway said of itself. */
  get states(): string[] {
    return this.heard
      .filter(({ topic: name }) => name.endsWith('/status'))
      .map(({ payload }) => payload);
  }

  async end(): Promise<void> {
    await this.#client.endAsync(true);
  }
}
