import * as fc from 'fast-check';
import { ProblemError } from '../../errors/problem-error.js';
import { parseStreamQuery, variantOf } from './stream-query.js';

const parse = (query: string) => parseStreamQuery(new URLSearchParams(query));

describe('parseStreamQuery', () => {
  it.each([
    ['', { format: 'fmp4', video: ['h264', 'h265'], sound: ['aac', 'opus'], audio: undefined }],
    [
      'format=frames',
      {
        format: 'frames',
        video: ['h264', 'h265', 'jpeg'],
        sound: ['aac', 'opus', 'pcmu', 'pcma'],
        audio: false,
      },
    ],
    ['format=frames&audio=1&sound=opus,aac', { audio: true, sound: ['opus', 'aac'] }],
    ['video=h264,jpeg,av1,h264&height=360', { video: ['h264'], height: 360 }],
    ['sound=pcmu,flac,opus&audio=0', { sound: ['flac', 'opus'], audio: false }],
    ['video=', { video: [] }],
  ])('reads "%s"', (query, found) => {
    expect(parse(query)).toMatchObject(found);
  });

  it.each(['format=mp5', 'audio=yes', 'height=12', 'height=1e3', 'height=99999'])(
    'refuses "%s" in words',
    (query) => {
      expect(() => parse(query)).toThrow(ProblemError);
      expect(() => parse(query)).toThrow(/expected/);
    },
  );

  it('throws nothing but problems, whatever comes', () => {
    fc.assert(
      fc.property(fc.webQueryParameters(), (query) => {
        try {
          const { video, sound } = parse(query);
          return video.length <= 3 && sound.length <= 5;
        } catch (error) {
          return error instanceof ProblemError;
        }
      }),
    );
  });
});

describe('variantOf', () => {
  it('is the same for clients that can share, and another for those that cannot', () => {
    expect(variantOf(parse('video=h265,h264&audio=1'))).toBe(variantOf(parse('audio=1')));
    expect(variantOf(parse('audio=0&sound=opus'))).toBe(variantOf(parse('audio=0')));
    const different = ['audio=1', 'audio=0', 'audio=1&sound=opus', 'height=360', 'format=frames'];
    expect(new Set(different.map((query) => variantOf(parse(query)))).size).toBe(5);
  });

  it('is the same where a difference would not be noticed', () => {
    const same = (one: string, other: string) =>
      expect(variantOf(parse(one))).toBe(variantOf(parse(other)));
    same('height=361', 'height=540');
    same(
      'format=frames&audio=1&sound=pcmu,opus,pcma',
      'format=frames&audio=1&sound=pcma,pcmu,opus',
    );
    same('audio=1&sound=flac,opus', 'audio=1&sound=opus');
    expect(variantOf(parse('audio=1&sound=aac,opus'))).not.toBe(
      variantOf(parse('audio=1&sound=opus,aac')),
    );
  });
});
