import { createRandom } from '../random.js';
import { ManualClock } from '../testing/manual-clock.js';
import { NonceTable } from './nonce-table.js';

function createTable() {
  const clock = new ManualClock();
  return { clock, nonces: new NonceTable({ lifeMs: 1_000, clock, random: createRandom(1) }) };
}

describe('nonce table', () => {
  it('accepts growing counts and refuses a replay', () => {
    const { nonces } = createTable();
    const nonce = nonces.issue();
    expect(nonce).toMatch(/^[0-9a-f]{32}$/);
    expect(nonces.use(nonce, 1)).toBe('fresh');
    expect(nonces.use(nonce, 3)).toBe('fresh');
    expect(nonces.use(nonce, 3)).toBe('replayed');
    expect(nonces.use(nonce, 2)).toBe('replayed');
  });

  it('lets a nonce without count be used until it expires', () => {
    const { clock, nonces } = createTable();
    const nonce = nonces.issue();
    expect(nonces.use(nonce, undefined)).toBe('fresh');
    clock.advance(1_000);
    expect(nonces.use(nonce, undefined)).toBe('fresh');
    clock.advance(1);
    expect(nonces.use(nonce, undefined)).toBe('expired');
    expect(nonces.use(nonce, undefined)).toBe('unknown');
  });

  it('forgets the oldest when there are too many, and all at a reboot', () => {
    const { nonces } = createTable();
    const first = nonces.issue();
    for (let count = 0; count < 600; count += 1) {
      nonces.issue();
    }
    expect(nonces.size).toBe(512);
    expect(nonces.use(first, 1)).toBe('unknown');
    nonces.clear();
    expect(nonces.size).toBe(0);
  });
});
