import { recorderInputSchema, recorderPatchSchema } from './recorder.js';

const minimal = { id: 'hq', url: 'https://192.0.2.10', username: 'admin', password: 'x' };

describe('recorderInputSchema', () => {
  it('fills the documented defaults', () => {
    expect(recorderInputSchema.parse(minimal)).toEqual({
      ...minimal,
      kind: 'nvr',
      transport: 'auto',
      timeZone: 'UTC',
      cameras: 'auto',
      pacing: { controlMs: 3000, ptzMs: 200 },
      uidLimit: 12,
    });
  });

  it.each([
    ['an id with capitals', { id: 'HQ' }, 'id'],
    ['an address that is not http', { url: 'ftp://192.0.2.10' }, 'url'],
    ['a fingerprint that is too short', { tls: { fingerprint256: 'AB:CD' } }, 'tls.fingerprint256'],
    ['a camera number past 128', { cameras: [{ number: 129 }] }, 'cameras.0.number'],
    ['an unknown key', { adress: 'x' }, ''],
    ['a law that G.711 does not have', { audioLaw: 'b' }, 'audioLaw'],
    ['a codec of sound that is none', { audio: 'mp3' }, 'audio'],
  ])('refuses %s and says where', (_name, change, path) => {
    const result = recorderInputSchema.safeParse({ ...minimal, ...change });
    expect(result.success).toBe(false);
    expect(result.error?.issues[0]?.path.join('.')).toBe(path);
  });
});

describe('recorderPatchSchema', () => {
  it('leaves what is not mentioned alone: no default appears in a patch', () => {
    expect(recorderPatchSchema.parse({ name: 'Gate house' })).toEqual({ name: 'Gate house' });
  });
});
