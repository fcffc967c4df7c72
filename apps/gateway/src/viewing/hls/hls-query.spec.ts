import { ProblemError } from '../../errors/problem-error.js';
import { parseHlsQuery } from './hls-query.js';
import { kindOfResource } from './resource-kind.js';

const parse = (query: string) => parseHlsQuery(new URLSearchParams(query));

describe('parseHlsQuery', () => {
  it.each([
    ['', { audio: undefined, video: ['h264', 'h265'], msn: undefined, part: undefined }],
    ['audio=0&_HLS_msn=12&_HLS_part=3', { audio: false, msn: 12, part: 3 }],
    ['video=h264,av1', { video: ['h264'] }],
    ['_HLS_msn=999999999', { msn: 999_999_999 }],
    ['parts=0', { plain: true }],
    ['parts=1', { plain: false }],
  ])('reads "%s"', (query, found) => {
    expect(parse(query)).toMatchObject(found);
  });

  it.each(['_HLS_part=1', '_HLS_msn=-1', '_HLS_msn=1.5', '_HLS_msn=99999999999', 'audio=2'])(
    'refuses "%s"',
    (query) => {
      expect(() => parse(query)).toThrow(ProblemError);
    },
  );
});

describe('kindOfResource', () => {
  it.each([
    ['init-1.mp4', 'init'],
    ['seg-12.m4s', 'segment'],
    ['part-12.3.m4s', 'part'],
    ['index.m3u8', undefined],
    ['../../etc/passwd', undefined],
    ['seg-1.m4s/..', undefined],
  ])('%s', (name, kind) => {
    expect(kindOfResource(name)).toBe(kind);
  });
});
