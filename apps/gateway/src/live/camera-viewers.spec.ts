import type { SharedRing } from '@casement/media';
import type { LiveViewer } from '../viewing/live-cameras.js';
import { RingSupply } from './ring-supply.js';
import { CameraViewers } from './camera-viewers.js';

describe('CameraViewers', () => {
  const ring = (id: number): SharedRing => ({ id }) as unknown as SharedRing;

  function open() {
    const supply = new RingSupply<never>({
      format: () => undefined,
      reason: () => undefined,
      catchUp: () => 'none',
      onBug: (error) => {
        throw error;
      },
    });
    return { supply, viewers: new CameraViewers(supply) };
  }

  function viewer(id: string) {
    const played: number[] = [];
    const closed: string[] = [];
    const made: LiveViewer = {
      id,
      play: (given) => played.push(Number(given.id)),
      close: (reason) => {
        closed.push(reason);
        return Promise.resolve();
      },
    };
    return { made, played, closed };
  }

  it('gives each viewer every ring, and nothing while there is none', () => {
    const { supply, viewers } = open();
    const one = viewer('one');
    viewers.add(one.made);
    supply.setRing(ring(1));
    supply.setRing(undefined);
    supply.setRing(ring(2));
    expect(one.played).toEqual([1, 2]);
  });

  it('gives a viewer that has ended nothing, and one that is added again everything once', () => {
    const { supply, viewers } = open();
    const [one, two] = [viewer('one'), viewer('two')];
    viewers.add(one.made);
    viewers.add(two.made);
    viewers.add(two.made);
    viewers.remove(one.made);
    supply.setRing(ring(1));
    expect([one.played, two.played]).toEqual([[], [1]]);
    expect(supply.takers).toBe(1);
  });

  it('closes all with the reason', async () => {
    const { supply, viewers } = open();
    const [one, two] = [viewer('one'), viewer('two')];
    viewers.add(one.made);
    viewers.add(two.made);
    await viewers.closeAll('gone');
    expect([one.closed, two.closed]).toEqual([['gone'], ['gone']]);
    expect(supply.takers).toBe(0);
  });
});
