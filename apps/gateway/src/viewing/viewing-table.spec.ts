import { ViewingTable } from './viewing-table.js';
import { WhepViewing } from './whep-viewing.js';
import { FakeCamera, FakeConversions } from './testing/fake-camera.js';
import { FakePlayer } from './testing/fake-player.js';

const viewing = (id: string, owner: string): WhepViewing => {
  const camera = new FakeCamera();
  return new WhepViewing({
    viewer: new FakePlayer(id),
    camera,
    watch: camera.watch(),
    conversions: new FakeConversions(),
    owner,
  });
};

describe('ViewingTable', () => {
  it('gives a viewing to its owner only', () => {
    const table = new ViewingTable();
    table.add(viewing('a', 'session:anna'));
    expect(table.find('a', 'session:anna')?.id).toBe('a');
    expect(table.find('a', 'session:bert')).toBeUndefined();
    expect(table.size).toBe(1);
    table.remove('a');
    expect(table.find('a', 'session:anna')).toBeUndefined();
    expect(table.all()).toEqual([]);
  });
});
