import { MacTable } from './mac-table.js';

describe('MacTable', () => {
  const mac = '00:80:45:0D:12:34';
  const other = '00:80:45:0D:56:78';

  function tableOf(...recorders: string[]): MacTable {
    const table = new MacTable();
    table.recorders = recorders;
    return table;
  }

  it('learns, and says when something is new', () => {
    const table = tableOf('a', 'b');
    expect(table.learn('a', mac, 1)).toBe(true);
    expect(table.learn('a', mac, 2)).toBe(false);
    expect(table.learntAtMs('a')).toBe(2);
    expect(table.find(mac)).toBe('a');
    expect(table.learn('a', other, 3)).toBe(true);
    expect(table.find(mac)).toBeUndefined();
    expect(table.learn('nowhere', mac, 3)).toBe(false);
    expect(table.learn('b', '00:00:00:00:00:00', 3)).toBe(false);
  });

  it('gives a MAC of two recorders to the first of them', () => {
    const table = tableOf('a', 'b');
    table.learn('b', mac, 1);
    expect(table.find(mac)).toBe('b');
    expect(table.learn('a', mac, 2)).toBe(true);
    expect(table.find(mac)).toBe('a');
    expect(table.learn('b', mac, 3)).toBe(false);
    table.forget('a');
    expect(table.find(mac)).toBe('b');
  });

  it('believes people more than devices, for recorders that are there', () => {
    const table = tableOf('a', 'b');
    table.learn('a', mac, 1);
    table.adopt(mac, 'b');
    expect(table.find(mac)).toBe('b');
    expect(table.learn('a', mac, 2)).toBe(false);
    table.recorders = ['a'];
    expect(table.find(mac)).toBe('a');
    expect(table.adopted).toEqual(new Map([[mac, 'b']]));
    table.recorders = ['a', 'b'];
    expect(table.find(mac)).toBe('b');
    table.adopt(mac, null);
    expect(table.find(mac)).toBe('a');
  });

  it('forgets recorders that are gone', () => {
    const table = tableOf('a');
    table.learn('a', mac, 1);
    table.recorders = [];
    table.recorders = ['a'];
    expect(table.find(mac)).toBeUndefined();
  });
});
