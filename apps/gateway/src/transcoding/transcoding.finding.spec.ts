import type { Transcodings } from '@casement/contract';
import { transcodingFinding } from './transcoding.finding.js';

const ffmpeg = { path: 'ffmpeg', version: '5.1.9', missing: [] };
const none: Transcodings = { jobs: [], budget: { maxJobs: 2, maxCores: 1.6 } };

describe('transcodingFinding', () => {
  it('is fine with nothing to do', () => {
    expect(transcodingFinding(ffmpeg, none, true)).toEqual({
      name: 'conversions',
      state: 'ok',
      detail: '0 running; at most 2 of pictures, 1.6 cores.',
      advice: null,
    });
    expect(transcodingFinding(new Error('gone'), none, false).state).toBe('ok');
  });

  it('says what is missing and what for', () => {
    expect(transcodingFinding(new Error('ffmpeg was not found'), none, true)).toMatchObject({
      state: 'warning',
      detail: 'None can be made: ffmpeg was not found.',
    });
    expect(transcodingFinding({ ...ffmpeg, missing: ['hevc'] }, none, true)).toMatchObject({
      state: 'warning',
      detail: 'ffmpeg 5.1.9 lacks hevc: without hevc, H.265 cannot be converted.',
    });
  });

  it('tells what was refused', () => {
    const job = {
      recorder: 'hq',
      camera: 3,
      target: 'h264',
      source: 'h265',
      state: 'refused',
      reason: '2 of 2 conversions are running.',
      cpu: null,
      users: 1,
      restarts: 0,
      since: '2026-11-21T07:08:09.000Z',
    } as const;
    expect(transcodingFinding(ffmpeg, { ...none, jobs: [job] }, true)).toMatchObject({
      state: 'warning',
      detail: expect.stringContaining('camera 3 of hq: 2 of 2 conversions are running.') as string,
    });
  });
});
