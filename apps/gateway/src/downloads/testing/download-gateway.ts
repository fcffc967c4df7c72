import { join } from 'node:path';
import {
  type Download,
  type DownloadInput,
  downloadPaths,
  downloadSchema,
} from '@casement/contract';
import { type FakeAnswer, FakeRecorder } from '../../recorders/testing/fake-recorder.js';
import { until } from '../../recorders/testing/until.js';
import { startTestGateway, type TestGateway } from '../../testing/test-gateway.js';

/** One piece, as the fake recorder was asked for it. */
export type AskedPiece = {
  readonly camera: number;
  readonly startMs: number;
  readonly endMs: number;
  readonly uid: string;
};

/** A gateway with a fake recorder `hq` that is online, and an administrator who downloads. */
export class DownloadGateway {
  readonly fake: FakeRecorder;
  readonly asked: AskedPiece[] = [];
  answer: (piece: AskedPiece) => FakeAnswer;
  gateway: TestGateway;
  #cookie: string;

  private constructor(
    fake: FakeRecorder,
    gateway: TestGateway,
    cookie: string,
    answer: (piece: AskedPiece) => FakeAnswer,
  ) {
    this.fake = fake;
    this.gateway = gateway;
    this.#cookie = cookie;
    this.answer = answer;
    fake.answer = (request) => {
      if (request.command !== 'download') {
        return undefined;
      }
      const { camera, startMs, endMs, uid } = request;
      this.asked.push({ camera, startMs, endMs, uid });
      return this.answer({ camera, startMs, endMs, uid });
    };
  }

  static async start(answer: (piece: AskedPiece) => FakeAnswer): Promise<DownloadGateway> {
    const fake = await FakeRecorder.start();
    const gateway = await startTestGateway({ config: configOf(fake) });
    const made = new DownloadGateway(fake, gateway, await gateway.signIn(), answer);
    await until(() => fake.count('cameraConnections') >= 1);
    return made;
  }

  /** The gateway ends, and begins again with the same data. */
  async restart(between: () => void = () => undefined): Promise<void> {
    const { folder } = this.gateway;
    await this.gateway.app.close();
    between();
    this.gateway = await startTestGateway({ config: configOf(this.fake), folder });
    this.#cookie = await this.gateway.signIn();
  }

  async create(input: Omit<DownloadInput, 'recorder'>): Promise<Download> {
    const { body } = await this.gateway
      .http()
      .post(`/${downloadPaths.downloads}`)
      .set('Cookie', this.#cookie)
      .send({ recorder: 'hq', ...input })
      .expect(202);
    return downloadSchema.parse(body);
  }

  async show(id: string): Promise<Download> {
    const { body } = await this.gateway
      .http()
      .get(`/${downloadPaths.download(id)}`)
      .set('Cookie', this.#cookie)
      .expect(200);
    return downloadSchema.parse(body);
  }

  async until(id: string, isSo: (download: Download) => boolean): Promise<Download> {
    let now = await this.show(id);
    await until(
      () => isSo(now),
      () => JSON.stringify(now),
      async () => {
        now = await this.show(id);
      },
    );
    return now;
  }

  settled(id: string): Promise<Download> {
    return this.until(id, ({ finishedAt }) => finishedAt !== null);
  }

  /** Where the files of a download are. */
  folderOf(id: string): string {
    return join(this.gateway.config.downloads.dir, id);
  }

  async dispose(): Promise<void> {
    await this.gateway.close();
    await this.fake.dispose();
  }
}

function configOf({ url }: FakeRecorder): object {
  return {
    live: { rtpPorts: '23900-23950' },
    recorders: [
      {
        id: 'hq',
        url: url.origin,
        username: 'admin',
        password: 'secret',
        pacing: { controlMs: 0, ptzMs: 0 },
      },
    ],
  };
}
