import { Logger } from '@nestjs/common';
import { Registry } from 'prom-client';
import { until } from '../../recorders/testing/until.js';
import { ReceiveMetrics } from './receive-metrics.js';
import { alarmVector } from './testing/alarm-vectors.js';
import { ListenerRig } from './testing/listener-rig.js';

describe('ReceiveMetrics', () => {
  beforeAll(() => {
    Logger.overrideLogger(false);
  });

  it('shows what the listener counted', async () => {
    const registry = new Registry();
    const rig = new ListenerRig({ allow: ['127.0.0.1'] });
    expect(new ReceiveMetrics(registry, rig.listener)).toBeDefined();
    await until(() => rig.listener.status.listening);
    await (await rig.sender()).end(alarmVector('AL14'));
    await (await rig.sender()).end(alarmVector('AL01').subarray(0, 7));
    await (
      await rig.sender('127.0.0.7')
    ).closed;
    await until(() => rig.counters['truncated'] === 1);
    const text = await registry.metrics();
    for (const line of [
      'casement_alarm_listening 1',
      'casement_alarm_connections 0',
      'casement_alarm_waiting_bytes 0',
      'casement_alarm_connections_total 2',
      'casement_alarm_connections_refused_total{reason="not-allowed"} 1',
      'casement_alarm_connections_closed_total{reason="silent"} 0',
      'casement_alarm_bytes_total 27',
      'casement_alarm_messages_total 1',
      'casement_alarm_truncated_total 1',
      'casement_alarm_defects_total{defect="time"} 1',
      'casement_alarm_delayed_total 0',
      'casement_alarm_dropped_total 0',
    ]) {
      expect(text).toContain(`${line}\n`);
    }
    await rig.close();
  });
});
