import { type Principal, principalOf } from '../access/principal.js';
import { ProblemError } from '../errors/problem-error.js';
import { LiveCameras } from '../viewing/live-cameras.js';
import { asOwner, mayUse } from './download-owners.js';
import { type DownloadPlan, piecesOf } from './download-plan.js';
import { DownloadRequests } from './download-requests.js';
import { RecorderDownloads } from './recorder-downloads.js';

const hourMs = 3_600_000;
const fromMs = Date.UTC(2026, 0, 1);
const ann = principalOf({
  username: 'ann',
  role: 'operator',
  via: 'session',
  credentialId: 'a',
  mustChangePassword: false,
});

class NoRecorders extends RecorderDownloads {
  override find(): undefined {
    return undefined;
  }
}
class NoCameras extends LiveCameras {
  override find(): 'unknown-recorder' {
    return 'unknown-recorder';
  }
}

const planOf = (hours: number): DownloadPlan => ({
  recorder: 'hq',
  cameras: [1],
  fromMs,
  toMs: fromMs + hours * hourMs,
  format: 'mp4',
  source: 'recorder',
});

describe('the room for downloads', () => {
  const requests = new DownloadRequests(new NoRecorders(), new NoCameras());
  const refusal = (count: number, hours: number, wanted: number): unknown => {
    const pieces = piecesOf(planOf(hours));
    try {
      requests.requireRoom(
        Array.from({ length: count }, () => ({ pieces })),
        planOf(wanted),
      );
      return undefined;
    } catch (error) {
      return error instanceof ProblemError ? error.status : error;
    }
  };

  it('is for so many of them, and for so many hours altogether, that all can be kept in mind', () => {
    expect(refusal(999, 1, 1)).toBeUndefined();
    expect(refusal(1_000, 1, 1)).toBe(429);
    expect(refusal(12, 8_000, 4_000)).toBeUndefined();
    expect(refusal(12, 8_000, 4_001)).toBe(429);
  });
});

describe('who may use a download', () => {
  const record = { recorder: 'hq', cameras: [1, 2], owners: [asOwner(ann)] };
  const seeing = (principal: Principal, ...cameras: readonly number[]): Principal => ({
    ...principal,
    mayView: (recorder, camera) => recorder === 'hq' && cameras.includes(camera),
  });

  it('is its owner, as long as he may see every camera of it', () => {
    expect(mayUse(record, seeing(ann, 1, 2, 3))).toBe(true);
    expect(mayUse(record, seeing(ann, 1))).toBe(false);
    expect(mayUse(record, seeing({ ...ann, username: 'bob' }, 1, 2))).toBe(false);
    expect(mayUse(record, seeing({ ...ann, role: 'administrator', username: 'root' }, 1, 2))).toBe(
      true,
    );
  });
});
