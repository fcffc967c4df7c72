import { DefectList } from './defect-list.js';

describe('DefectList', () => {
  it('keeps each text once, in order', () => {
    const list = new DefectList();
    list.add('b', 'a');
    list.add('b');
    expect(list.toArray()).toEqual(['b', 'a']);
  });

  it('counts what is more than 24', () => {
    const list = new DefectList();
    list.add(...Array.from({ length: 30 }, (_, index) => String(index)));
    expect(list.toArray()).toHaveLength(25);
    expect(list.toArray().at(-1)).toBe('6 more');
  });
});
