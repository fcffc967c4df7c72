import { OriginatorNames } from './originator-names.js';

describe('OriginatorNames', () => {
  const camera = '00:80:45:AA:BB:CC';
  const other = '00:80:45:AA:BB:DD';

  it('gives a device one name, whatever version it sends', () => {
    const names = new OriginatorNames();
    const address = '192.0.2.10';
    expect(names.nameOf({ mac: null, address })).toBe(address);
    expect(names.nameOf({ mac: camera, address })).toBe(camera);
    expect(names.nameOf({ mac: null, address })).toBe(camera);
    expect(names.nameOf({ mac: null, address: '192.0.2.11' })).toBe('192.0.2.11');
  });

  it('does not guess where two devices have one address', () => {
    const names = new OriginatorNames();
    const address = '192.168.0.100';
    names.nameOf({ mac: camera, address });
    expect(names.nameOf({ mac: other, address })).toBe(other);
    expect(names.nameOf({ mac: null, address })).toBe(address);
    expect(names.nameOf({ mac: camera, address })).toBe(camera);
  });

  it('is bounded', () => {
    const names = new OriginatorNames();
    names.nameOf({ mac: camera, address: 'first' });
    for (let count = 0; count < 10_000; count += 1) {
      names.nameOf({ mac: camera, address: `invented ${count}` });
    }
    expect(names.nameOf({ mac: null, address: 'first' })).toBe('first');
    expect(names.nameOf({ mac: null, address: 'invented 9999' })).toBe(camera);
  });
});
