import type { Alarm } from '@casement/contract';
import fc from 'fast-check';
import { sampleAlarm } from '../testing/sample-alarm.js';
import { alarmQuery } from './alarms-api.js';
import {
  alarmFromQuery,
  everything,
  filterFromQuery,
  gatewayFilter,
  isListed,
  type ListFilter,
  queryOfList,
} from './list-filter.js';
import { localTextOf, msOfLocalText } from './time-spans.js';

const alarm = sampleAlarm(1, {
  recorder: 'hq',
  camera: 3,
  text: 'VMD',
  title: 'Motion at the gate',
});
const receivedMs = Date.parse(alarm.receivedAt);

describe('isListed', () => {
  it.each<[Partial<ListFilter>, Partial<Alarm>, boolean]>([
    [{}, {}, true],
    [{ recorder: 'hq' }, {}, true],
    [{ recorder: 'hq' }, { recorder: null }, false],
    [{ recorder: 'hq', camera: 4 }, {}, false],
    [{ kind: 'fault' }, {}, false],
    [{ kind: 'fault' }, { kind: 'fault' }, true],
    [{ severity: 'critical' }, {}, false],
    [{ openOnly: true }, { open: false }, false],
    [{ fromMs: receivedMs, toMs: receivedMs }, {}, true],
    [{ fromMs: receivedMs + 1 }, {}, false],
    [{ toMs: receivedMs - 1 }, {}, false],
    [{ search: ' GATE ' }, {}, true],
    [{ search: 'vmd' }, {}, true],
    [{ search: '00:80:45:0d' }, {}, true],
    [{ search: 'yard' }, {}, false],
    [{ search: '00:80' }, { source: { address: 'x', mac: null } }, false],
  ])('%j %j: %j', (filter, change, listed) => {
    expect(isListed({ ...everything, ...filter }, { ...alarm, ...change })).toBe(listed);
  });
});

describe('links to the list', () => {
  const ms = fc.integer({ min: 0, max: 4e12 });
  const filter = fc.record<ListFilter>({
    recorder: fc.constantFrom('hq', 'depot-2'),
    camera: fc.option(fc.integer({ min: 1, max: 128 })),
    kind: fc.option(fc.constantFrom('alarm', 'fault', 'recovery', 'information')),
    severity: fc.option(fc.constantFrom('critical', 'warning', 'info')),
    openOnly: fc.boolean(),
    fromMs: fc.option(ms),
    toMs: fc.option(ms),
    search: fc.string({ maxLength: 20 }).map((text) => text.trim()),
  });

  it('come back as they went', () => {
    fc.assert(
      fc.property(filter, fc.option(fc.integer({ min: 1, max: 1e9 })), (list, id) => {
        const query = queryOfList(list, id);
        expect(filterFromQuery(query)).toEqual(list);
        expect(alarmFromQuery(query)).toBe(id);
      }),
    );
  });

  it('survive anything', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.option(fc.string())), (query) => {
        const found = filterFromQuery(query);
        expect(filterFromQuery(queryOfList(found, null))).toEqual(found);
      }),
    );
  });

  it.each([
    [{ recorder: 'NO', camera: '3' }, everything],
    [{ camera: '3' }, everything],
    [{ kind: 'x', severity: 'y', open: 'yes', from: 'soon', alarm: '-1' }, everything],
  ])('leave out what is wrong: %j', (query, expected) => {
    expect(filterFromQuery(query)).toEqual(expected);
    expect(alarmFromQuery(query)).toBeNull();
  });

  it('become what the gateway takes', () => {
    const list = { ...everything, recorder: 'hq', openOnly: true, fromMs: 0, search: ' a b ' };
    expect(alarmQuery({ ...gatewayFilter(list), before: 7 })).toBe(
      'recorder=hq&open=true&from=1970-01-01T00%3A00%3A00.000Z&search=a+b&before=7',
    );
    expect(alarmQuery(gatewayFilter(everything))).toBe('');
  });
});

describe('times in fields', () => {
  it('come back to the minute', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1e12, max: 2e12 }), (ms) => {
        const minute = Math.floor(ms / 60_000) * 60_000;
        expect(msOfLocalText(localTextOf(minute))).toBe(minute);
      }),
    );
  });

  it('are nothing when the field is empty', () => {
    expect(msOfLocalText('')).toBeNull();
    expect(msOfLocalText('2026-99-99T99:99')).toBeNull();
  });
});
