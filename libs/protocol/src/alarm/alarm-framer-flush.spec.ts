import { concatBytes, fromHex, toHex } from '@casement/bytes';
import fc from 'fast-check';
import { Connection, inSingleBytes, zeros } from '../fixtures/alarm-connection.js';
import type { AlarmVectorName } from '../fixtures/alarm-vectors.js';
import { alarmVector } from '../fixtures/alarm-vectors.js';
import { anyVersion1, anyVersion2 } from '../fixtures/any-alarm.js';
import { serializeAlarm } from './serialize-alarm.js';

describe('AlarmFramer.flush', () => {
  const hexOf = (name: AlarmVectorName): string => toHex(alarmVector(name), 1000);

  it('version 1 needs none', () => {
    const { framer, messages } = new Connection();
    framer.push(alarmVector('AL01'));
    expect([messages.length, framer.holding]).toEqual([1, 'nothing']);
  });

  it('gives a whole message that could have one more sender, once', () => {
    const connection = new Connection();
    connection.framer.push(alarmVector('AL02'));
    expect([connection.messages.length, connection.framer.holding]).toEqual([0, 'whole']);
    connection.framer.flush();
    expect([connection.hex, connection.framer.holding]).toEqual([[hexOf('AL02')], 'nothing']);
    connection.framer.flush();
    connection.framer.end();
    expect(connection.messages).toHaveLength(1);
  });

  it.each<[string, AlarmVectorName, number]>([
    ['no extension yet', 'AL02', 20],
    ['a part of the extension', 'AL02', 25],
    ['no sender yet', 'AL02', 32],
    ['a part of a sender', 'AL06', 80],
    ['the first byte of one more area', 'AL06', 93],
    ['a part of the zeros in place of a sender', 'AL07', 50],
    ['a part of the basic part', 'AL01', 10],
  ])('leaves a message with %s: nothing is torn apart by a slow sender', (_name, name, at) => {
    const connection = new Connection();
    connection.framer.push(alarmVector(name).subarray(0, at));
    expect(connection.framer.holding).toBe('part');
    connection.framer.flush();
    connection.framer.push(alarmVector(name).subarray(at));
    connection.framer.end();
    expect(connection.hex).toEqual([hexOf(name)]);
  });

  it('passes over senders and zeros that come too late, and finds the next message', () => {
    const connection = new Connection();
    connection.framer.push(alarmVector('AL06').subarray(0, 92));
    connection.framer.flush();
    inSingleBytes(
      concatBytes([alarmVector('AL06').subarray(92), zeros(24), alarmVector('AL01')]),
    ).forEach((byte) => connection.framer.push(byte));
    connection.framer.end();
    expect(connection.hex).toEqual([hexOf('AL06').slice(0, 184), hexOf('AL01')]);
    expect([connection.overflows, connection.framer.truncated]).toEqual([[], 0]);
  });

  it('passes over zeros of which some came before', () => {
    const connection = new Connection();
    connection.framer.push(concatBytes([alarmVector('AL02'), zeros(10)]));
    connection.framer.flush();
    connection.framer.push(concatBytes([zeros(14), alarmVector('AL01')]));
    connection.framer.end();
    expect(connection.hex).toEqual([hexOf('AL02'), hexOf('AL01')]);
  });

  it('gives a message with a broken clock whose address could be an area', () => {
    const next = alarmVector('AL14');
    next.set(fromHex('c0a80064'));
    const connection = new Connection();
    connection.framer.push(concatBytes([alarmVector('AL02'), next]));
    expect([connection.messages.length, connection.framer.holding]).toEqual([0, 'whole']);
    connection.framer.flush();
    expect(connection.messages).toHaveLength(2);
  });

  it('knows that zeros are complete in place of a sender', () => {
    const connection = new Connection();
    connection.framer.push(alarmVector('AL07'));
    expect(connection.framer.holding).toBe('whole');
    connection.framer.flush();
    expect(connection.hex).toEqual([hexOf('AL07')]);
  });

  it('passes over an unknown area that comes too late', () => {
    const connection = new Connection();
    connection.framer.push(alarmVector('AL02'));
    connection.framer.flush();
    connection.framer.push(
      concatBytes([fromHex('abcd0008deadbeef'), alarmVector('AL02').subarray(32)]),
    );
    connection.framer.push(alarmVector('AL01'));
    connection.framer.end();
    expect([connection.hex, connection.overflows]).toEqual([[hexOf('AL02'), hexOf('AL01')], []]);
  });

  it('goes on with a message that a flush found', () => {
    const next = alarmVector('AL06');
    next.set(fromHex('c0a80064'));
    next[7] = 0x13;
    const connection = new Connection();
    connection.framer.push(concatBytes([alarmVector('AL02'), next.subarray(0, 50)]));
    connection.framer.flush();
    expect(connection.messages).toHaveLength(1);
    connection.framer.push(next.subarray(50));
    connection.framer.end();
    expect(connection.hex).toEqual([hexOf('AL02'), toHex(next, 1000)]);
  });

  it('never takes a slow message for an unknown area', () => {
    const next = alarmVector('AL01');
    next.set(fromHex('0a00000a'));
    const connection = new Connection();
    connection.framer.push(concatBytes([alarmVector('AL02'), next.subarray(0, 10)]));
    connection.framer.flush();
    connection.framer.flush();
    connection.framer.push(next.subarray(10));
    connection.framer.end();
    expect(connection.messages.map(({ bytes }) => bytes.length)).toEqual([56, 20]);
  });

  it('property: between messages it changes nothing', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(anyVersion1, anyVersion2(0)), { maxLength: 6 }), (inputs) => {
        const connection = new Connection();
        const bytes = inputs.map(serializeAlarm);
        for (const chunk of bytes) {
          connection.framer.push(chunk);
          connection.framer.flush();
        }
        connection.framer.end();
        expect(connection.hex).toEqual(bytes.map((chunk) => toHex(chunk, chunk.length)));
      }),
    );
  });
});
