import fc from 'fast-check';
import { errorOf } from '../fixtures/outcome.js';
import { nvrCommands } from './commands.js';
import type { DownloadRequest } from './commands.js';
import type { DownloadKind } from './download-parameter.js';
import { splitRange } from './download-range.js';
import { parseNvrRequest } from './request.js';

const HTTPDL = '/cgi-bin/httpdl.cgi';
const MINUTE = 60_000;

function asked(part: Partial<DownloadRequest>): DownloadRequest {
  return {
    kind: 'MP4',
    camera: 1,
    startMs: Date.parse('2026-07-23T08:33:05+09:00'),
    endMs: Date.parse('2026-07-23T08:33:20+09:00'),
    ...part,
  };
}

describe('nvrCommands.download', () => {
  it('DL08 rounds to whole minutes in UTC', () => {
    const command = nvrCommands.download('7888', asked({}));
    expect(command).toEqual({
      command: 'download',
      path: `${HTTPDL}?UID=7888&STARTTIME=260722233300&ENDTIME=260722233400&KIND=MP4&CAM=1&PC=AS60`,
      pacing: 'control',
    });
    expect(parseNvrRequest(HTTPDL, command.path.split('?')[1] ?? '')).toEqual({
      command: 'download',
      uid: '7888',
      startMs: Date.UTC(2026, 6, 22, 23, 33),
      endMs: Date.UTC(2026, 6, 22, 23, 34),
      kind: 'MP4',
      camera: 1,
    });
  });

  it('B6 writes local time for a recorder that wants it', () => {
    const { path } = nvrCommands.download('1', asked({ kind: 'N3VO', offsetMinutes: 9 * 60 }));
    expect(path).toContain('&STARTTIME=260723083300&ENDTIME=260723083400&KIND=N3VO&');
  });

  it('B69 never asks from a minute to the same minute', () => {
    const startMs = Date.UTC(2026, 6, 22, 23, 59);
    const { path } = nvrCommands.download('1', asked({ startMs, endMs: startMs }));
    expect(path).toContain('&STARTTIME=260722235900&ENDTIME=260723000000&');
  });

  it.each<[string, Partial<DownloadRequest>, string]>([
    ['DL11 another kind', { kind: 'AVI' as unknown as DownloadKind }, 'KIND'],
    ['camera 0', { camera: 0 }, 'CAM'],
    [
      'a year before 2022',
      { startMs: Date.UTC(2021, 0, 1), endMs: Date.UTC(2021, 0, 1, 1) },
      'STARTTIME',
    ],
    [
      'an end in 2100',
      { startMs: Date.UTC(2099, 11, 31, 23, 30), endMs: Date.UTC(2099, 11, 31, 23, 59, 1) },
      'ENDTIME',
    ],
    ['more than an hour', { endMs: Date.parse('2026-07-23T09:33:01+09:00') }, 'ENDTIME'],
    ['an end before the start', { endMs: 0 }, 'ENDTIME'],
    ['no end', { endMs: Number.NaN }, 'ENDTIME'],
    ['no offset', { offsetMinutes: Number.NaN }, 'STARTTIME'],
  ])('refuses %s locally', (_name, part, parameter) => {
    expect(errorOf(() => nvrCommands.download('1', asked(part)))).toMatchObject({
      kind: 'nvr-command',
      context: { command: 'download', parameter },
    });
  });

  it.each([
    ['seconds', 'STARTTIME=260722233305&ENDTIME=260722233400', 'value of STARTTIME'],
    ['14 digits', 'STARTTIME=26072223330000&ENDTIME=260722233400', 'value of STARTTIME'],
    ['a day that is none', 'STARTTIME=260231233300&ENDTIME=260722233400', 'value of STARTTIME'],
    ['the other order', 'ENDTIME=260722233400&STARTTIME=260722233305', 'expected STARTTIME'],
  ])('does not read %s', (_name, times, text) => {
    const error = errorOf(() => parseNvrRequest(HTTPDL, `UID=1&${times}&KIND=MP4&CAM=1&PC=AS60`));
    expect(error.kind).toBe('nvr-request');
    expect(error.message).toContain(text);
  });

  it('reads a minute to the same minute, which a recorder answers with nothing', () => {
    const query = 'UID=1&STARTTIME=260722233300&ENDTIME=260722233300&KIND=LIST&CAM=1&PC=AS60';
    expect(parseNvrRequest(HTTPDL, query)).toMatchObject({ command: 'download', kind: 'LIST' });
  });
});

describe('splitRange', () => {
  const startMs = Date.UTC(2026, 6, 22, 8);

  it('DL09 makes two requests of 61 minutes', () => {
    expect(splitRange(startMs, startMs + 61 * MINUTE)).toEqual([
      { startMs, endMs: startMs + 60 * MINUTE },
      { startMs: startMs + 60 * MINUTE, endMs: startMs + 61 * MINUTE },
    ]);
  });

  it('makes two requests of an hour that begins inside of a minute', () => {
    expect(splitRange(startMs + 30_000, startMs + 30_000 + 60 * MINUTE)).toHaveLength(2);
  });

  it.each([
    ['nothing', startMs, startMs, 1],
    ['an hour', startMs, startMs + 60 * MINUTE, 1],
    ['a year', startMs, startMs + 366 * 24 * 60 * MINUTE, 366 * 24],
  ])('cuts %s', (_name, fromMs, toMs, count) => {
    expect(splitRange(fromMs, toMs)).toHaveLength(count);
  });

  it.each([
    ['an end before the start', startMs, startMs - 1],
    ['more than a year', startMs, startMs + 367 * 24 * 60 * MINUTE],
    ['no start', Number.NaN, startMs],
    ['no end', startMs, Number.POSITIVE_INFINITY],
    ['eternity', Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY],
    ['the same eternity', Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY],
    ['the largest numbers', -Number.MAX_VALUE, Number.MAX_VALUE],
  ])('refuses %s', (_name, fromMs, toMs) => {
    expect(errorOf(() => splitRange(fromMs, toMs)).kind).toBe('nvr-command');
  });

  it('property: the pieces lie end to end, can be asked for, and hold the range', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: Date.UTC(2022, 0, 1), max: Date.UTC(2090, 0, 1) }),
        fc.nat(10 * 24 * 60 * MINUTE),
        (fromMs, lengthMs) => {
          const toMs = fromMs + lengthMs;
          const pieces = splitRange(fromMs, toMs);
          const first = pieces.at(0)?.startMs ?? NaN;
          const last = pieces.at(-1)?.endMs ?? NaN;
          expect(first <= fromMs && fromMs - first < MINUTE).toBe(true);
          expect(last >= toMs && last - toMs <= MINUTE).toBe(true);
          expect(pieces.slice(1).map((piece) => piece.startMs)).toEqual(
            pieces.slice(0, -1).map((piece) => piece.endMs),
          );
          for (const piece of pieces) {
            expect(nvrCommands.download('1', asked(piece)).command).toBe('download');
          }
        },
      ),
    );
  });
});
