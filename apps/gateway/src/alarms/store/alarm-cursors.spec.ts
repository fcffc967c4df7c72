import { join } from 'node:path';
import { Database } from '../../database/database.js';
import { openDatabase } from '../../database/open-database.js';
import { ManualClock } from '../../net/testing/manual-clock.js';
import { temporaryFolder } from '../../testing/temporary-folder.js';
import { AlarmCursors } from './alarm-cursors.js';
import { DatabaseAdoptedSenders } from './database-adopted-senders.js';

const folder = temporaryFolder('casement-cursors-');
const open = () =>
  openDatabase({
    url: `file:${join(folder.path, 'cursors.db')}`,
    log: { warn: () => undefined },
  });

describe('AlarmCursors', () => {
  it('remembers how far each has got, over a restart', async () => {
    const first = await open();
    const cursors = new AlarmCursors(new Database(first));
    expect(await cursors.get('forward 192.0.2.1:1818')).toBeUndefined();
    await cursors.set('forward 192.0.2.1:1818', 7);
    await cursors.set('webhook', 0);
    await cursors.set('forward 192.0.2.1:1818', Number.MAX_SAFE_INTEGER);
    await first.close(true);
    const second = await open();
    const again = new AlarmCursors(new Database(second));
    expect(await again.get('forward 192.0.2.1:1818')).toBe(Number.MAX_SAFE_INTEGER);
    expect(await again.get('webhook')).toBe(0);
    await second.close(true);
  });
});

describe('DatabaseAdoptedSenders', () => {
  it('remembers whose a device is, until it is nobody’s', async () => {
    const orm = await open();
    const senders = new DatabaseAdoptedSenders(new Database(orm), new ManualClock());
    await senders.set('00:80:45:0D:12:34', 'gate');
    await senders.set('00:80:45:AA:BB:CC', 'gate');
    await senders.set('00:80:45:0D:12:34', 'yard');
    expect(await senders.all()).toEqual(
      new Map([
        ['00:80:45:0D:12:34', 'yard'],
        ['00:80:45:AA:BB:CC', 'gate'],
      ]),
    );
    await senders.set('00:80:45:AA:BB:CC', null);
    await senders.set('00:80:45:00:00:00', null);
    expect([...(await senders.all()).keys()]).toEqual(['00:80:45:0D:12:34']);
    await orm.close(true);
  });
});
