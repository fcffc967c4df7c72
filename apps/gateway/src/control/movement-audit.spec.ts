import { jest } from '@jest/globals';
import { AuditLog, type AuditRecord } from '../access/audit-log.js';
import { FakeRecorder } from '../recorders/testing/fake-recorder.js';
import { until } from '../recorders/testing/until.js';
import { startTestGateway } from '../testing/test-gateway.js';
import { MovementAudit } from './movement-audit.js';

const entry = (action: string): AuditRecord => ({
  username: 'ann',
  via: 'session',
  address: '127.0.0.1',
  action,
  outcome: 'done',
});

describe('MovementAudit', () => {
  let written: string[];
  let audit: MovementAudit;

  beforeEach(() => {
    written = [];
    audit = new MovementAudit(({ action }) => {
      written.push(action);
      return Promise.resolve();
    });
  });

  const immediate = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

  it('writes nothing while a command is on its way, and then everything in its order', async () => {
    audit.put(entry('begin'));
    await immediate();
    expect(written).toEqual([]);
    audit.put(entry('end'));
    audit.flush();
    audit.put(entry('begin again'));
    await immediate();
    await immediate();
    expect(written).toEqual(['begin', 'end']);
    await audit.close();
    expect(written).toEqual(['begin', 'end', 'begin again']);
  });

  it('lets the turn that flushes tell its news first', async () => {
    audit.put(entry('begin'));
    audit.flush();
    await Promise.resolve().then(() => written.push('news'));
    await audit.close();
    expect(written).toEqual(['news', 'begin']);
  });

  it('does not keep more and more for a recorder that never answers', async () => {
    for (let count = 0; count < 5; count += 1) {
      audit.put(entry(String(count)));
    }
    await immediate();
    await immediate();
    expect(written).toEqual(['0', '1', '2', '3', '4']);
  });

  it('has neither begin nor end written before the recorder has its command', async () => {
    const fake = await FakeRecorder.start();
    const pacing = { controlMs: 0, ptzMs: 20 };
    const recorder = { username: 'admin', password: 'secret', url: fake.url.origin, pacing };
    const gateway = await startTestGateway({
      config: { live: { rtpPorts: '23810-23850' }, recorders: [{ id: 'hq', ...recorder }] },
    });
    try {
      const cookie = await gateway.signIn();
      await until(() => fake.count('cameraConnections') >= 1);
      const told: (readonly [string, number])[] = [];
      const log = gateway.app.get(AuditLog, { strict: false });
      jest.spyOn(log, 'record').mockImplementation(({ action }) => {
        told.push([action, fake.count('moveCamera')]);
        return Promise.resolve();
      });
      for (const pan of [1, 0]) {
        const body = { pan, tilt: 0, zoom: 0 };
        const path = '/api/v1/recorders/hq/cameras/1/ptz';
        await gateway.http().post(path).set('Cookie', cookie).send(body).expect(200);
      }
      await until(() => told.length === 2);
      expect(told).toEqual([
        ['camera-move', 1],
        ['camera-stop', 2],
      ]);
    } finally {
      await gateway.close();
      await fake.dispose();
    }
  });
});
