import { MAX_WAITING, PasswordHasher } from './password-hasher.js';

describe('PasswordHasher', () => {
  it('knows the right password, in either Unicode form', async () => {
    const hasher = new PasswordHasher();
    const stored = await hasher.hash('Schlüssel');
    expect(stored).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(await hasher.verify(stored, 'Schlüssel'.normalize('NFD'))).toBe(true);
    expect(await hasher.verify(stored, 'schlüssel')).toBe(false);
    expect(await hasher.verify(undefined, 'Schlüssel')).toBe(false);
  });

  it('refuses what is too much, and goes on with the rest', async () => {
    const hasher = new PasswordHasher();
    const results = await Promise.allSettled(
      Array.from({ length: MAX_WAITING + 10 }, () => hasher.hash('x')),
    );
    const refused = results.filter(({ status }) => status === 'rejected');
    expect(refused).toHaveLength(8);
    expect(refused[0]).toMatchObject({ reason: { status: 503, headers: { 'Retry-After': '1' } } });
    expect(await hasher.hash('x')).toMatch(/^\$argon2id/);
  });
});
