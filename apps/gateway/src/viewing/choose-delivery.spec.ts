import type { VideoCodec } from '@casement/media';
import { choosePictures, chooseSound, waysFor } from './choose-delivery.js';
import type { SentVideo } from './choose-delivery.js';

const h264: SentVideo = { codec: 'h264', reorders: false };
const withB: SentVideo = { codec: 'h264', reorders: true };
const h265: SentVideo = { codec: 'h265', reorders: false };
const jpeg: SentVideo = { codec: 'jpeg', reorders: false };

describe('choosePictures', () => {
  it.each<[string, SentVideo | undefined, VideoCodec[], boolean, string, string | null]>([
    ['nothing known yet', undefined, ['h264'], false, 'untouched', null],
    ['H.264 for whoever takes it', h264, ['h264'], false, 'untouched', null],
    ['H.265 for whoever takes it', h265, ['h264', 'h265'], false, 'untouched', null],
    ['H.265 for the others', h265, ['h264'], false, 'h264', 'H.265 converted to H.264'],
    [
      'B pictures over WebRTC',
      withB,
      ['h264', 'h265'],
      false,
      'h264',
      'H.264 with B pictures converted to H.264 without',
    ],
    ['B pictures in MP4', withB, ['h264'], true, 'untouched', null],
    ['JPEG for a canvas', jpeg, ['h264', 'jpeg'], true, 'untouched', null],
    ['JPEG for a video element', jpeg, ['h264', 'h265'], true, 'h264', 'JPEG converted to H.264'],
    ['pictures for who takes JPEG only', h265, ['jpeg'], true, 'mjpeg', 'H.265 converted to JPEG'],
    [
      'H.264 for who takes H.265 only',
      h264,
      ['h265'],
      true,
      'refuse',
      'The camera sends H.264; the client takes H.265.',
    ],
    [
      'a client that takes nothing',
      h265,
      [],
      true,
      'refuse',
      'The camera sends H.265; the client takes none that is known here.',
    ],
  ])('%s', (_name, sent, codecs, reorders, what, words) => {
    const delivery = choosePictures(sent, { codecs: new Set(codecs), reorders });
    expect(delivery.way === 'convert' ? delivery.target : delivery.way).toBe(what);
    expect('words' in delivery ? delivery.words : null).toBe(words);
  });
});

it('makes another JPEG where another size is wanted', () => {
  const taker = { codecs: new Set(['jpeg'] as const), reorders: true, isChanged: true };
  expect(choosePictures(jpeg, taker)).toMatchObject({ way: 'convert', target: 'mjpeg' });
  expect(choosePictures(undefined, taker)).toMatchObject({ way: 'convert', target: 'mjpeg' });
});

describe('chooseSound', () => {
  it.each([
    ['nothing known yet', undefined, ['opus'], 'untouched'],
    ['G.711 over WebRTC', 'pcma', ['pcmu', 'pcma', 'opus'], 'untouched'],
    ['G.711 for who takes the other law only', 'pcma', ['pcmu', 'opus'], 'opus'],
    ['AAC over WebRTC', 'aac', ['pcmu', 'pcma', 'opus'], 'opus'],
    ['AAC in MP4', 'aac', ['aac', 'opus'], 'untouched'],
    ['G.726 in MP4', 'g726', ['aac', 'opus'], 'aac'],
    ['G.726 for who likes Opus better', 'g726', ['opus', 'aac'], 'opus'],
    ['G.726 for who takes G.711 only', 'g726', ['pcmu', 'pcma'], 'refuse'],
  ] as const)('%s', (_name, sent, codecs, what) => {
    const delivery = chooseSound(sent, codecs);
    expect(delivery.way === 'convert' ? delivery.target : delivery.way).toBe(what);
  });
});

describe('waysFor', () => {
  it.each([
    ['H.264', h264, false, 'webrtc websocket-frames websocket-mse hls snapshot'],
    ['H.264 with B pictures', withB, false, 'websocket-frames websocket-mse hls snapshot'],
    ['H.265', h265, false, 'webrtc websocket-frames websocket-mse hls snapshot'],
    ['JPEG', jpeg, false, 'websocket-frames mjpeg snapshot'],
    ['JPEG, converted', jpeg, true, 'webrtc websocket-frames websocket-mse hls mjpeg snapshot'],
    ['unknown', undefined, false, 'webrtc websocket-frames websocket-mse hls mjpeg snapshot'],
  ] as const)('%s', (_name, sent, canConvert, ways) => {
    expect(waysFor(sent, { canConvert }).join(' ')).toBe(ways);
  });

  it('does not name the way that did not work', () => {
    expect(waysFor(h264, { canConvert: true, except: 'webrtc' })).not.toContain('webrtc');
  });
});
