import fc from 'fast-check';
import { AuHeaderHabit } from './au-header-habit.js';

/** An access unit as it is, of a length that its first bytes do not tell. */
const raw = (bytes: number): Uint8Array => new Uint8Array(bytes).fill(0x55).with(0, 0x21);

/** The same behind an AU header of RFC 3640. */
const withHeader = (unit: Uint8Array): Uint8Array =>
  Uint8Array.of(0, 16, (unit.length << 3) >> 8, (unit.length << 3) & 0xff, ...unit);

/** A mono access unit of 42 bytes that begins with 0x0140: by chance that is its own length, in eighths of a bit. */
const lookalike = new Uint8Array(42).fill(0x55).with(0, 0x01).with(1, 0x40);

describe('AuHeaderHabit', () => {
  it('leaves an access unit without headers whole that only looks as if it had one', () => {
    const habit = new AuHeaderHabit();
    for (let at = 0; at < 8; at += 1) {
      habit.unitsOf(raw(100));
    }
    for (let hour = 0; hour < 3; hour += 1) {
      expect(habit.unitsOf(lookalike)).toEqual([lookalike]);
      expect(habit.unitsOf(raw(100))).toEqual([raw(100)]);
    }
  });

  it('drops headers that do not add up where there are some, and believes in none after eight', () => {
    const habit = new AuHeaderHabit();
    const unit = raw(60);
    expect(habit.unitsOf(withHeader(unit))).toEqual([unit]);
    expect(habit.unitsOf(withHeader(unit))).toEqual([unit]);
    for (let at = 0; at < 7; at += 1) {
      expect(habit.unitsOf(raw(90))).toBeUndefined();
    }
    expect(habit.unitsOf(raw(90))).toEqual([raw(90)]);
    habit.unitsOf(withHeader(unit));
    expect(habit.unitsOf(withHeader(unit))).toEqual([unit]);
  });

  it('takes what comes as it is until it knows better', () => {
    const habit = new AuHeaderHabit();
    expect(habit.unitsOf(raw(70))).toEqual([raw(70)]);
    expect(habit.unitsOf(withHeader(raw(70)))).toEqual([raw(70)]);
    expect(habit.unitsOf(raw(71))).toEqual([raw(71)]);
  });

  it('whatever came before, access units without headers are heard again after eight', () => {
    const noise = fc.array(fc.uint8Array({ maxLength: 60 }), { maxLength: 40 });
    fc.assert(
      fc.property(noise, (payloads) => {
        const habit = new AuHeaderHabit();
        payloads.forEach((payload) => habit.unitsOf(payload));
        const heard = Array.from({ length: 9 }, () => habit.unitsOf(raw(100)));
        expect(heard.at(-1)).toEqual([raw(100)]);
      }),
    );
  });
});
