import { Registry } from 'prom-client';
import { parseConfig } from '../config/load-config.js';
import { ManualClock } from '../net/testing/manual-clock.js';
import { FakeCamera } from '../viewing/testing/fake-camera.js';
import { Conversions } from './conversions.js';
import { TranscodingMetrics } from './transcoding-metrics.js';

describe('TranscodingMetrics', () => {
  it('counts the conversions by target and state', async () => {
    const registry = new Registry();
    const text = JSON.stringify({ transcoding: { maxCores: 1.5 } });
    const config = parseConfig({ text, baseDir: '/', env: {} });
    const conversions = new Conversions(config, new ManualClock());
    expect(new TranscodingMetrics(registry, conversions)).toBeDefined();
    const camera = new FakeCamera();
    conversions.h264(camera, camera.video, { height: 360 }).units({ unit: () => undefined });
    const page = await registry.metrics();
    expect(page).toContain('casement_transcoding_jobs{target="h264",state="starting"} 1');
    expect(page).toContain('casement_transcoding_jobs{target="opus",state="running"} 0');
    expect(page).toContain('casement_transcoding_cores{kind="limit"} 1.5');
    expect(page).toContain('casement_transcoding_restarts_total 0');
    expect(page).toContain('casement_transcoding_snapshots_total{outcome="refused"} 0');
    await conversions.beforeApplicationShutdown();
    expect(await registry.metrics()).toContain('state="starting"} 0');
  });
});
