import { ManualClock } from '../net/testing/manual-clock.js';
import { FakeSupply } from './testing/fake-supply.js';
import { jpegUnit } from './testing/units.js';
import { waitForPicture } from './wait-for-picture.js';

describe('waitForPicture', () => {
  const begin = (signal?: AbortSignal) => {
    const supply = new FakeSupply();
    const clock = new ManualClock();
    const isWanted = () => true;
    const reason = () => undefined;
    const picture = waitForPicture({ supply, isWanted, reason, clock, signal });
    return { supply, clock, picture };
  };

  it('leaves nothing behind when the picture has come', async () => {
    const { supply, clock, picture } = begin();
    const unit = jpegUnit(0, 8, 0);
    supply.put(unit);
    expect(await picture).toBe(unit);
    expect([supply.takers, clock.timers]).toEqual([0, 0]);
  });

  it('does not begin to wait for somebody who has gone already', async () => {
    const { supply, clock, picture } = begin(AbortSignal.abort());
    await expect(picture).rejects.toMatchObject({ status: 503 });
    expect([supply.takers, clock.timers]).toEqual([0, 0]);
  });
});
