import { ProblemError } from '../../errors/problem-error.js';
import { parseHlsQuery } from './hls-query.js';
import { kindOfResource, markAddresses } from './playlist-addresses.js';

const parse = (query: string) => parseHlsQuery(new URLSearchParams(query));

describe('parseHlsQuery', () => {
  it.each([
    ['', { audio: undefined, video: ['h264', 'h265'], msn: undefined, part: undefined }],
    ['audio=0&_HLS_msn=12&_HLS_part=3', { audio: false, msn: 12, part: 3 }],
    ['video=h264,av1', { video: ['h264'] }],
    ['_HLS_msn=999999999', { msn: 999_999_999 }],
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

describe('the addresses of a playlist', () => {
  it('get the mark of the output, all of them', () => {
    const playlist = [
      '#EXTM3U',
      '#EXT-X-MAP:URI="init-1.mp4"',
      '#EXT-X-PART:DURATION=0.2,URI="part-7.0.m4s",INDEPENDENT=YES',
      'seg-7.m4s',
      '#EXT-X-PRELOAD-HINT:TYPE=PART,URI="part-8.0.m4s"',
    ].join('\n');
    const marked = markAddresses(playlist, 'x');
    expect(marked.match(/\?o=x/g)).toHaveLength(4);
    expect(marked).toContain('URI="init-1.mp4?o=x"');
    expect(marked).toContain('\nseg-7.m4s?o=x\n');
  });

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
