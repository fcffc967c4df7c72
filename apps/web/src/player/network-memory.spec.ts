import fc from 'fast-check';
import { FakeMemoryStorage } from '../testing/fake-memory-storage.js';
import { NetworkMemory, networkOf } from './network-memory.js';

function memory(storage: Pick<Storage, 'getItem' | 'setItem'> = new FakeMemoryStorage()) {
  const world = { nowMs: 1_000, place: 'https://gateway wifi' };
  const made = new NetworkMemory({
    storage,
    nowMs: () => world.nowMs,
    place: () => world.place,
  });
  return { world, made, again: () => memoryOf(storage, world) };
}

function memoryOf(
  storage: Pick<Storage, 'getItem' | 'setItem'>,
  world: { nowMs: number; place: string },
): NetworkMemory {
  return new NetworkMemory({ storage, nowMs: () => world.nowMs, place: () => world.place });
}

describe('NetworkMemory', () => {
  it('remembers over visits what works and what does not, and why', () => {
    const { made, again } = memory();
    made.noteWorks('websocket-frames');
    made.noteFailed('webrtc', 'UDP is blocked');
    expect(again().works('websocket-frames')).toBe(true);
    expect(again().works('webrtc')).toBe(false);
    expect([...again().failed]).toEqual([['webrtc', 'UDP is blocked']]);
  });

  it('lets the newest finding count', () => {
    const { made } = memory();
    made.noteWorks('webrtc');
    made.noteFailed('webrtc', 'UDP is blocked');
    expect(made.works('webrtc')).toBe(false);
    made.noteWorks('webrtc');
    expect(made.failed.size).toBe(0);
  });

  it('forgets after a day, and when the network is another one', () => {
    const { made, world } = memory();
    made.noteFailed('webrtc', 'UDP is blocked');
    world.place = 'https://gateway cellular';
    expect(made.failed.size).toBe(0);
    world.place = 'https://gateway wifi';
    expect(made.failed.size).toBe(1);
    world.nowMs += 24 * 60 * 60 * 1000;
    expect(made.failed.size).toBe(0);
    made.noteFailed('webrtc', 'UDP is blocked');
    made.forget();
    expect(made.failed.size).toBe(0);
  });

  it('takes an address of another network for another network, and learns the first', () => {
    const { made } = memory();
    made.noteWorks('webrtc');
    made.sawAddress('192.0.2.77');
    made.sawAddress('192.0.2.78');
    expect(made.works('webrtc')).toBe(true);
    made.sawAddress('198.51.100.1');
    expect(made.works('webrtc')).toBe(false);
  });

  it('tells who listens', () => {
    const { made } = memory();
    let told = 0;
    const end = made.onChange(() => {
      told += 1;
    });
    made.noteWorks('webrtc');
    made.noteWorks('webrtc');
    end();
    made.noteFailed('webrtc', 'x');
    expect(told).toBe(1);
  });

  it('goes on without storage', () => {
    const refuse = (): never => {
      throw new DOMException('forbidden', 'SecurityError');
    };
    const { made } = memory({ getItem: refuse, setItem: refuse });
    made.noteFailed('webrtc', 'UDP is blocked');
    expect(made.failed.size).toBe(1);
  });

  it('keeps few networks, the newest', () => {
    const { made, world } = memory();
    for (let index = 0; index < 40; index += 1) {
      world.nowMs += 1;
      world.place = `place ${index}`;
      made.noteWorks('webrtc');
    }
    expect(made.works('webrtc')).toBe(true);
    world.place = 'place 3';
    expect(made.works('webrtc')).toBe(false);
  });

  it('starts anew whatever lies in storage', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        const storage = new FakeMemoryStorage();
        storage.setItem('casement.networks', text);
        expect(memory(storage).made.failed.size).toBe(0);
      }),
    );
  });
});

describe('networkOf', () => {
  it.each([
    ['192.0.2.77', '192.0.2'],
    ['::ffff:192.0.2.77', '192.0.2'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
  ])('%s lies in %s', (address, network) => {
    expect(networkOf(address)).toBe(network);
  });
});
