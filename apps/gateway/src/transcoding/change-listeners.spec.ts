import { ChangeListeners } from './change-listeners.js';

describe('ChangeListeners', () => {
  it('tells each until it does not want to know any more', () => {
    const told: string[] = [];
    const changes = new ChangeListeners(() => undefined);
    const one = (): number => told.push('one');
    const end = changes.add(one);
    changes.add(one);
    changes.add(() => told.push('two'));
    changes.tell();
    end();
    end();
    changes.tell();
    expect(told).toEqual(['one', 'one', 'two', 'one', 'two']);
    expect(changes.size).toBe(2);
  });

  it('tells the others when one throws, and tells who did', () => {
    const bugs: unknown[] = [];
    const changes = new ChangeListeners((error) => bugs.push(error));
    let told = 0;
    const bug = new Error('of a listener');
    changes.add(() => {
      throw bug;
    });
    changes.add(() => (told += 1));
    changes.tell();
    expect(told).toBe(1);
    expect(bugs).toEqual([bug]);
  });
});
