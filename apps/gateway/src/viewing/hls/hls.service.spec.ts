import { EventEmitter } from 'node:events';
import { CommonClock, Fmp4Muxer } from '@casement/media';
import type { Response } from 'express';
import { Registry } from 'prom-client';
import { principalOf } from '../../access/principal.js';
import { SessionEvents } from '../../access/session-events.js';
import { ProblemError } from '../../errors/problem-error.js';
import { ManualClock } from '../../net/testing/manual-clock.js';
import { until } from '../../recorders/testing/until.js';
import { Audience } from '../audience.js';
import { FakeCameras, FakeConversions, formats } from '../testing/fake-camera.js';
import { h264Unit } from '../testing/units.js';
import { WayMetrics } from '../way-metrics.js';
import { HlsService } from './hls.service.js';

const principal = principalOf({
  username: 'anna',
  role: 'viewer',
  via: 'session',
  credentialId: 'anna-session',
  mustChangePassword: false,
});

/** An answer that nobody reads. */
class FakeResponse extends EventEmitter {
  readonly req = { method: 'GET', headers: {} as Record<string, string> };
  readonly headers: Record<string, string> = {};
  body = '';
  destroyed = false;

  status(): this {
    return this;
  }

  set(headers: Record<string, string>): this {
    Object.assign(this.headers, headers);
    return this;
  }

  end(body: Uint8Array): void {
    this.body = Buffer.from(body).toString('latin1');
  }

  destroy(): void {
    this.destroyed = true;
    this.emit('close');
  }
}

describe('HlsService', () => {
  let cameras: FakeCameras;
  let conversions: FakeConversions;
  let clock: ManualClock;
  let audience: Audience;
  let service: HlsService;
  const responses: FakeResponse[] = [];

  beforeEach(() => {
    cameras = new FakeCameras();
    cameras.cameras.forEach(({ video }) => (video.format = formats.h264));
    conversions = new FakeConversions();
    clock = new ManualClock();
    const events = new SessionEvents();
    audience = new Audience(events, { total: 100, perPrincipal: 50 });
    audience.onApplicationBootstrap();
    const metrics = new WayMetrics(new Registry(), audience);
    service = new HlsService(cameras, conversions, audience, metrics, clock);
  });

  afterEach(() => {
    responses.splice(0).forEach((response) => response.destroy());
    service.beforeApplicationShutdown();
    expect(cameras.cameras.map(({ watches }) => watches)).toEqual([0, 0]);
  });

  const respond = (): FakeResponse & Response => {
    const response = new FakeResponse();
    responses.push(response);
    return response as unknown as FakeResponse & Response;
  };
  const playlist = async (query = ''): Promise<FakeResponse> => {
    const response = respond();
    const request = { recorder: 'hq', camera: 1, principal };
    await service.playlist(request, new URLSearchParams(query), response);
    return response;
  };
  const failure = async (work: Promise<unknown>): Promise<string> => {
    const error: unknown = await work.then(
      () => 'no error',
      (reason: unknown) => reason,
    );
    return error instanceof ProblemError ? `${error.status} ${error.message}` : String(error);
  };
  /** Ten pictures a second, a key picture every half. */
  const pictures = (from: number, to: number): void => {
    const muxer = new Fmp4Muxer({ video: true, audio: false });
    const times = new CommonClock();
    for (let index = from; index < to; index += 1) {
      const unit = h264Unit(index);
      for (const piece of muxer.push(unit, times.place(unit))) {
        conversions.remuxed?.listener.piece(piece);
      }
    }
  };

  it('waits for the first pictures, and has one output for all readers', async () => {
    const [one, other] = [playlist(), playlist()];
    expect(service.outputs).toBe(1);
    pictures(0, 40);
    const [first, second] = await Promise.all([one, other]);
    expect(first.body).toContain('#EXTM3U');
    expect(first.body).toBe(second.body);
    expect(first.headers['Cache-Control']).toBe('no-store');
    expect(cameras.cameras[0]?.watches).toBe(1);
    const silent = playlist('audio=0');
    expect(service.outputs).toBe(2);
    pictures(0, 40);
    await silent;
  });

  it('cuts off who waits for an answer and may not see the camera any more', async () => {
    const waiting = respond();
    const request = { recorder: 'hq', camera: 1, principal };
    const answered = service.playlist(request, new URLSearchParams(), waiting);
    expect(audience.count('hls')).toBe(1);
    await audience.recheck((now) => Promise.resolve({ ...now, mayView: () => false }));
    expect([waiting.destroyed, audience.count('hls')]).toEqual([true, 0]);
    pictures(0, 40);
    await answered;
    const refused = { ...request, principal: { ...principal, mayView: () => false } };
    expect(await failure(service.playlist(refused, new URLSearchParams(), respond()))).toContain(
      '403',
    );
  });

  it('lets a player that asks with a range wait for three segments', async () => {
    const response = respond();
    response.req.headers.range = 'bytes=0-';
    const request = { recorder: 'hq', camera: 1, principal };
    const answered = service.playlist(request, new URLSearchParams(), response);
    pictures(0, 22);
    expect((await playlist()).body.match(/#EXTINF/g)).toHaveLength(2);
    expect(response.body).toBe('');
    pictures(22, 45);
    await answered;
    expect(response.body.match(/#EXTINF/g)?.length).toBeGreaterThanOrEqual(3);
  });

  it('ends an output that nobody has read for 20 s, and not while somebody waits', async () => {
    const first = playlist();
    pictures(0, 40);
    const [, msn] = /MEDIA-SEQUENCE:(\d+)/.exec((await first).body) ?? [];
    await clock.advance(19_000);
    service.endIdle();
    expect(service.outputs).toBe(1);
    const waiting = failure(playlist(`_HLS_msn=${Number(msn) + 4}`));
    await clock.advance(30_000);
    service.endIdle();
    expect(service.outputs).toBe(1);
    pictures(40, 80);
    await waiting;
    await clock.advance(21_000);
    service.endIdle();
    expect([service.outputs, cameras.cameras[0]?.watches]).toEqual([0, 0]);
  });

  it('says why there is nothing', async () => {
    const camera = cameras.cameras[0];
    const waiting = failure(playlist());
    conversions.full = '1 of 1 conversions are running.';
    if (camera) {
      camera.video.format = formats.jpeg;
    }
    expect(await waiting).toMatch(/^503 .*1 of 1 conversions are running/);
    expect(await failure(playlist('_HLS_part=3'))).toMatch(/^400 /);
  });

  it('tells who waits that the camera is gone, and starts again for the next', async () => {
    const waiting = failure(playlist());
    await cameras.cameras[0]?.end('the camera is no longer there');
    expect(await waiting).toBe('503 the camera is no longer there');
    const next = playlist();
    pictures(0, 40);
    expect((await next).body).toContain('#EXTM3U');
  });

  it('lets nobody wait more than his share, and forgets who has gone', async () => {
    const waiting = Array.from({ length: 50 }, () => failure(playlist()));
    expect(await failure(playlist())).toMatch(/^503 You have 50 pictures open/);
    expect(audience.count('hls')).toBe(50);
    // Slow or gone: the connection ends, and with it the seat.
    responses.splice(0).forEach((response) => response.destroy());
    expect(audience.count('hls')).toBe(0);
    pictures(0, 40);
    await Promise.all(waiting);
    expect((await playlist()).body).toContain('#EXTM3U');
  });

  it('keeps no seat for a client that went before it was known who it is', async () => {
    const first = playlist();
    pictures(0, 40);
    await first;
    const response = respond();
    response.destroy();
    const request = { recorder: 'hq', camera: 1, principal };
    const before = audience.count('hls');
    await service.playlist(request, new URLSearchParams(), response);
    expect(audience.count('hls')).toBe(before);
  });

  it('serves what the playlist names, and nothing of another output', async () => {
    const first = playlist();
    pictures(0, 40);
    const { body } = await first;
    const [, name = '', mark = ''] = /URI="(init-[^"?]+)\?([^"]+)"/.exec(body) ?? [];
    const resource = async (file: string, query: string, camera = 1): Promise<FakeResponse> => {
      const response = respond();
      const request = { recorder: 'hq', camera, principal };
      const asked = { name: file, query: new URLSearchParams(query) };
      await service.resource(request, asked, response);
      return response;
    };
    const init = await resource(name, mark);
    expect(init.body.slice(4, 8)).toBe('ftyp');
    expect(init.headers['Content-Type']).toBe('video/mp4');
    expect(await failure(resource(name, 'o=other'))).toMatch(/^404 /);
    expect(await failure(resource(name, mark, 2))).toMatch(/^404 /);
    expect(await failure(resource('seg-1.m4s', mark))).toMatch(/^404 /);
    expect(await failure(resource('../secret', mark))).toMatch(/^404 /);
    await until(() => service.outputs === 1);
  });
});
