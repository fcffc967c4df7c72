import { HandshakeQueue } from './handshake-queue.js';
import type { HandshakeTicket } from './handshake-queue.js';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) {
    await turn();
  }
}

describe('HandshakeQueue', () => {
  it('does one piece of work per turn of the event loop, each viewer in its turn', async () => {
    const queue = new HandshakeQueue();
    const done: string[] = [];
    const [a, b] = [queue.ticket(), queue.ticket()];
    a.run(() => done.push('a1'));
    a.run(() => done.push('a2'));
    b.run(() => done.push('b1'));
    expect(done).toEqual([]);
    const lengths: number[] = [];
    for (let at = 0; at < 4; at += 1) {
      await turn();
      lengths.push(done.length);
    }
    expect(done).toEqual(['a1', 'b1', 'a2']);
    expect(Math.max(...lengths.map((length, at) => length - (lengths[at - 1] ?? 0)))).toBe(1);
  });

  it('lets four run, and the others wait with their newest datagrams only', async () => {
    const queue = new HandshakeQueue();
    const done: string[] = [];
    const tickets = Array.from({ length: 6 }, () => queue.ticket());
    // A hello of two datagrams, sent three times.
    const datagrams = [0, 1, 2].flatMap((time) => [`${time} begin`, `${time} end`]);
    for (const [at, ticket] of tickets.entries()) {
      datagrams.forEach((datagram) => ticket.run(() => done.push(`${at}: ${datagram}`)));
    }
    expect(queue.counts).toEqual({ running: 4, waiting: 2 });
    await until(() => done.length === 4 * 6);
    expect(done.filter((text) => /^[45]/.test(text))).toEqual([]);
    tickets[2]?.leave();
    await until(() => done.length === 4 * 6 + 4);
    expect(done.slice(-4)).toEqual(['4: 1 begin', '4: 1 end', '4: 2 begin', '4: 2 end']);
    expect(queue.counts).toEqual({ running: 4, waiting: 1 });
  });

  it('does nothing any more for one that has left, waiting or running', async () => {
    const queue = new HandshakeQueue({ atOnce: 1 });
    const done: string[] = [];
    const [a, b, c] = [queue.ticket(), queue.ticket(), queue.ticket()];
    a.run(() => done.push('a'));
    b.run(() => done.push('b'));
    c.run(() => done.push('c'));
    b.leave();
    a.leave();
    a.leave();
    a.run(() => done.push('a again'));
    await until(() => done.length > 0);
    await turn();
    expect(done).toEqual(['c']);
  });

  it('gives a free place to whoever has the fewest, and to one after the other', async () => {
    const queue = new HandshakeQueue({ atOnce: 2 });
    const done: string[] = [];
    const join = (owner: string, name: string): HandshakeTicket => {
      const ticket = queue.ticket(owner);
      ticket.run(() => done.push(name));
      return ticket;
    };
    const hanging = Array.from({ length: 20 }, (_, at) => join('mallory', `m${at}`));
    join('alice', 'a0');
    join('alice', 'a1');
    await until(() => done.length === 2);
    hanging[0]?.leave();
    await until(() => done.length === 3);
    hanging[1]?.leave();
    await until(() => done.length === 4);
    expect(done).toEqual(['m0', 'm1', 'a0', 'm2']);
    hanging[2]?.leave();
    await until(() => done.length === 5);
    expect(done.at(-1)).toBe('m3');
  });

  it('takes the place, but not the handshake, of one that hangs', async () => {
    const queue = new HandshakeQueue({ atOnce: 1, placeMs: 1 });
    const done: string[] = [];
    const [a, b] = [queue.ticket(), queue.ticket()];
    a.run(() => done.push('a'));
    b.run(() => done.push('b'));
    await until(() => done.includes('b'));
    a.run(() => done.push('a later'));
    await until(() => done.includes('a later'));
    expect(done).toEqual(['a', 'b', 'a later']);
  });

  it('bounds what one viewer may have waiting', async () => {
    const queue = new HandshakeQueue();
    let done = 0;
    const ticket = queue.ticket();
    for (let at = 0; at < 100; at += 1) {
      ticket.run(() => {
        done += 1;
      });
    }
    const last = queue.ticket();
    let isLast = false;
    last.run(() => {
      isLast = true;
    });
    for (let at = 0; at < 40; at += 1) {
      await turn();
    }
    expect(isLast).toBe(true);
    expect(done).toBe(16);
  });
});
