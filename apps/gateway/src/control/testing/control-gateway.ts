import type { FakeRecorder } from '../../recorders/testing/fake-recorder.js';
import { startTestGateway, type TestGateway } from '../../testing/test-gateway.js';

/** A gateway that listens, with one recorder `hq` whose cameras are to be steered; in a pace that tests can wait for. */
export async function startControlGateway(fake: FakeRecorder): Promise<TestGateway> {
  const gateway = await startTestGateway({
    config: {
      live: { rtpPorts: '23610-23690', lingerS: 0 },
      recorders: [
        {
          id: 'hq',
          url: fake.url.origin,
          username: 'admin',
          password: 'secret',
          pacing: { controlMs: 0, ptzMs: 20 },
        },
      ],
    },
  });
  await new Promise<void>((resolve) => {
    gateway.server.listen(0, '127.0.0.1', () => resolve());
  });
  return gateway;
}
