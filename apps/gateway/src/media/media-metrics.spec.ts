import { Registry } from 'prom-client';
import { startTestGateway } from '../testing/test-gateway.js';
import { MediaMetrics } from './media-metrics.js';
import { MediaPlane } from './media-plane.js';
import type { RunningThread } from './media-plane.js';
import { RecordingPlane } from './testing/recording-plane.js';

describe('MediaMetrics', () => {
  it('shows what each thread sends with, its figures, and how often one was replaced', async () => {
    const plane = new RecordingPlane();
    const thread: RunningThread = {
      thread: 1,
      status: plane.status,
      report: { cameras: [], plane: plane.statistics, delayMs: 12, viewers: [] },
      cameras: 2,
      viewers: 3,
    };
    const fresh: RunningThread = { ...thread, thread: 2, report: undefined };
    const registry = new Registry();
    const media = { running: [thread, fresh], restarts: 4 };
    expect(new MediaMetrics(registry, media)).toBeInstanceOf(MediaMetrics);
    const lines = (await registry.metrics()).split('\n').filter((line) => /^\w/.test(line));
    expect(lines).toEqual(
      expect.arrayContaining([
        'casement_media_backend{thread="1",backend="node",sender="single"} 1',
        'casement_media_backend{thread="2",backend="node",sender="single"} 1',
        'casement_media_cameras{thread="1"} 2',
        'casement_media_viewers{thread="1"} 3',
        'casement_media_thread_delay_seconds{thread="1"} 0.012',
        'casement_media_packets_sent_total{thread="1"} 7',
        'casement_media_dropped_datagrams_total{thread="1",reason="unknown"} 3',
        'casement_media_thread_restarts_total 4',
      ]),
    );
    expect(
      lines.some((line) => line.startsWith('casement_media_packets_sent_total{thread="2"')),
    ).toBe(false);
  });

  it('has one thread with a real plane in a gateway that nobody told how to start threads', async () => {
    const gateway = await startTestGateway({ config: { webrtc: { workers: 1, backend: 'node' } } });
    const [status] = gateway.app.get(MediaPlane).status();
    await gateway.close();
    expect(status).toMatchObject({ thread: 0, backend: 'node', udpPort: expect.any(Number) });
    expect(gateway.app.get(MediaPlane).status()).toEqual([]);
  });
});
