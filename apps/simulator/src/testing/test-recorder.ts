import type { Clock } from '../clock.js';
import { systemClock } from '../clock.js';
import { FaultBoard } from '../faults/fault-board.js';
import { createSelfSigned } from '../net/self-signed-certificate.js';
import type { TlsIdentity } from '../net/self-signed-certificate.js';
import { NvrServer } from '../nvr/nvr-server.js';
import type { PictureSource } from '../nvr/live/camera-source.js';
import type { CameraPictures } from '../nvr/recorder-camera.js';
import { Recorder } from '../nvr/recorder.js';
import { createRandom } from '../random.js';
import { parseScenario } from '../load-scenario.js';
import type { ScenarioInput } from '../scenario.js';
import { createFakePictures } from './fake-pictures.js';
import type { FakePictures } from './fake-pictures.js';
import { RecorderClient } from './recorder-client.js';

/** A recorder on real sockets with fake cameras, and a client for it. */
export type TestRecorder = {
  readonly recorder: Recorder;
  readonly server: NvrServer;
  readonly client: RecorderClient;
  readonly identity: TlsIdentity;
  readonly url: string;
  /** The pictures of all cameras, unless the test brought its own. */
  readonly pictures: FakePictures;
};

/** What may differ from a recorder with three cameras of 25 pictures per second. */
export type TestRecorderOptions = {
  readonly scenario?: Partial<ScenarioInput>;
  readonly pictures?: CameraPictures;
  /** What it shows of every camera while it sleeps. */
  readonly blackPictures?: PictureSource;
  readonly clock?: Clock;
};

const opened: NvrServer[] = [];

const identity = createSelfSigned(['localhost', '127.0.0.1'], new Date());

/** Starts a recorder; {@link closeTestRecorders} ends it. */
export async function startTestRecorder(options: TestRecorderOptions = {}): Promise<TestRecorder> {
  const scenario = parseScenario({
    users: [{ username: 'admin', password: 'secret' }],
    cameras: [{ number: 1 }, { number: 2 }, { number: 3 }],
    ...options.scenario,
  });
  const fake = createFakePictures();
  const pictures = options.pictures ?? {
    main: fake,
    other: createFakePictures({ width: 96 }),
  };
  const clock = options.clock ?? systemClock;
  const faults = new FaultBoard(clock);
  faults.replace(scenario.faults);
  const recorder = new Recorder({
    scenario,
    pictures: new Map(scenario.cameras.map(({ number }) => [number, pictures])),
    faults,
    clock,
    random: createRandom(scenario.seed),
    blackPictures: () => options.blackPictures,
  });
  const server = await NvrServer.open({
    recorder,
    http: scenario.http,
    https: scenario.https,
    identity,
    onDefect: (error) => {
      throw error;
    },
  });
  opened.push(server);
  const url = server.httpUrl ?? server.httpsUrl ?? '';
  return {
    recorder,
    server,
    client: new RecorderClient(url, { ca: identity.certificatePem }),
    identity,
    url,
    pictures: fake,
  };
}

/** Ends every recorder a test started. */
export async function closeTestRecorders(): Promise<void> {
  await Promise.all(opened.splice(0).map((server) => server.close()));
}
