import { DiskFullError, DiskGuard, freeBytesOfDisk } from './disk-guard.js';

const guard = (free: number, used: number): DiskGuard =>
  new DiskGuard({
    folder: '/',
    freeBytes: () => Promise.resolve(free),
    reserveBytes: 100,
    maxBytes: 1_000,
    usedBytes: () => used,
  });

describe('DiskGuard', () => {
  it.each([
    { free: 500, used: 0, room: 400 },
    { free: 5_000, used: 300, room: 700 },
    { free: 50, used: 0, room: -50 },
    { free: 5_000, used: 1_200, room: -200 },
  ])('$free free and $used used leave $room', async ({ free, used, room }) => {
    expect(await guard(free, used).roomBytes()).toBe(room);
    const asked = guard(free, used).requireRoom(0);
    await (room >= 0
      ? expect(asked).resolves.toBeUndefined()
      : expect(asked).rejects.toThrow(DiskFullError));
  });

  it('asks the disk', async () => {
    expect(await freeBytesOfDisk('/')).toBeGreaterThanOrEqual(0);
  });
});
