import fc from 'fast-check';
import { errorOf, outcomeOf } from '../fixtures/outcome.js';
import { nvrCommandRows } from './command-table.js';
import type { NvrRequest } from './command-table.js';
import { nvrCommands, serializeNvrRequest } from './commands.js';
import type { NvrCommand } from './commands.js';
import { DOWNLOAD_KINDS } from './download-parameter.js';
import { parseNvrRequest } from './request.js';

const UID19 = '9223372036854775807';
const HDRCTL = '/cgi-bin/hdrctl.cgi?UID=7888&PC=AS60';

const cases: {
  name: string;
  command: NvrCommand;
  path: string;
  pacing: string;
  request: NvrRequest;
}[] = [
  {
    name: 'NV04 login',
    command: nvrCommands.login(),
    path: '/cgi-bin/dlogin.cgi?UID=-1',
    pacing: 'control',
    request: { command: 'login' },
  },
  {
    name: 'NV09 setup live',
    command: nvrCommands.setupLive('7888'),
    path: '/cgi-bin/hdrctl.cgi?UID=7888&SCREEN=16X&PC=AS60',
    pacing: 'control',
    request: { command: 'setupLive', uid: '7888' },
  },
  {
    name: 'NV10 start RTP',
    command: nvrCommands.startLiveRtp('7888', 1, 'H264', 40000),
    path: '/cgi-bin/push.cgi?UID=7888&CAM=1&CMD=START&COMP=H264&PORT=40000',
    pacing: 'control',
    request: { command: 'startLiveRtp', uid: '7888', camera: 1, compression: 'H264', port: 40000 },
  },
  {
    name: 'NV10 stop RTP',
    command: nvrCommands.stopLiveRtp('7888', 1, 'AUDIO', 40002),
    path: '/cgi-bin/push.cgi?UID=7888&CAM=1&CMD=STOP&COMP=AUDIO&PORT=40002',
    pacing: 'control',
    request: { command: 'stopLiveRtp', uid: '7888', camera: 1, compression: 'AUDIO', port: 40002 },
  },
  {
    name: 'NV11 start HTTP',
    command: nvrCommands.startLiveHttp('7888', 1, 'H265'),
    path: '/cgi-bin/push.cgi?UID=7888&CAM=1&CMD=START&COMP=H265&INTERNETMODE=ON',
    pacing: 'control',
    request: { command: 'startLiveHttp', uid: '7888', camera: 1, compression: 'H265' },
  },
  {
    name: 'NV11 stop HTTP has no INTERNETMODE',
    command: nvrCommands.stopLiveHttp('7888', 128, 'JPEG'),
    path: '/cgi-bin/push.cgi?UID=7888&CAM=128&CMD=STOP&COMP=JPEG',
    pacing: 'control',
    request: { command: 'stopLiveHttp', uid: '7888', camera: 128, compression: 'JPEG' },
  },
  {
    name: 'B65 keep-alive',
    command: nvrCommands.keepAlive('7888'),
    path: '/cgi-bin/status.cgi?UID=7888&PC=AS60',
    pacing: 'none',
    request: { command: 'keepAlive', uid: '7888' },
  },
  {
    name: '6.1.2 logout',
    command: nvrCommands.logout('13313'),
    path: '/cgi-bin/logout.cgi?UID=13313',
    pacing: 'none',
    request: { command: 'logout', uid: '13313' },
  },
  {
    name: 'B62 camera connections without UID',
    command: nvrCommands.cameraConnections(),
    path: '/cgi-bin/as_getinfo.cgi?FILE=2',
    pacing: 'none',
    request: { command: 'cameraConnections' },
  },
  {
    name: 'B62 camera connections with UID; NV02 19 digits',
    command: nvrCommands.cameraConnections(UID19),
    path: `/cgi-bin/as_getinfo.cgi?FILE=2&UID=${UID19}`,
    pacing: 'none',
    request: { command: 'cameraConnections', uid: UID19 },
  },
  {
    name: 'NV12 mask, 16 cameras, camera 2',
    command: nvrCommands.mask('7888', [2], 16),
    path: '/cgi-bin/hdrctl.cgi?UID=7888&PC=AS60&MASK=0100000000000000',
    pacing: 'control',
    request: { command: 'mask', uid: '7888', mask: { cameras: [2], cameraCount: 16 } },
  },
  {
    name: 'NV16 play',
    command: nvrCommands.play('7888'),
    path: `${HDRCTL}&PLAYCMD=PLAY&2ND=OFF&TIMEF=AS60_UNKNOWN&NOTIME=ON`,
    pacing: 'control',
    request: { command: 'play', uid: '7888' },
  },
  {
    name: 'NV13 go to date',
    command: nvrCommands.goToDate('7888', Date.parse('2022-12-01T09:20:15Z')),
    path: `${HDRCTL}&PLAYCMD=GOTODATE&2ND=OFF&TIMEF=22120109201500&SDBACKUP=0&NOTIME=ON`,
    pacing: 'control',
    request: { command: 'goToDate', uid: '7888', timeMs: Date.UTC(2022, 11, 1, 9, 20, 15) },
  },
  {
    name: 'NV14 go to a date with another offset, finer than a second',
    command: nvrCommands.goToDate('7888', Date.parse('2022-12-01T18:20:15.99+09:00')),
    path: `${HDRCTL}&PLAYCMD=GOTODATE&2ND=OFF&TIMEF=22120109201500&SDBACKUP=0&NOTIME=ON`,
    pacing: 'control',
    request: { command: 'goToDate', uid: '7888', timeMs: Date.UTC(2022, 11, 1, 9, 20, 15) },
  },
  {
    name: '3.2.5 reverse',
    command: nvrCommands.reversePlay('7888', Date.UTC(2022, 11, 1, 8, 30)),
    path: `${HDRCTL}&PLAYCMD=BPLAY&2ND=OFF&TIMEF=22120108300000&NOTIME=ON`,
    pacing: 'control',
    request: { command: 'reversePlay', uid: '7888', timeMs: Date.UTC(2022, 11, 1, 8, 30) },
  },
  {
    name: 'NV18 pause',
    command: nvrCommands.pause('7888', Date.UTC(2022, 11, 1, 8, 30, 10)),
    path: `${HDRCTL}&PLAYCMD=PAUSE&2ND=OFF&TIMEF=22120108301000&SMOOTH=OFF&NOTIME=ON`,
    pacing: 'control',
    request: { command: 'pause', uid: '7888', timeMs: Date.UTC(2022, 11, 1, 8, 30, 10) },
  },
  {
    name: 'NV15 next picture, with hundredths',
    command: nvrCommands.nextFrame('7888', Date.UTC(2022, 10, 14, 12, 0, 1, 239)),
    path: `${HDRCTL}&PLAYCMD=NEXTFRAME&2ND=OFF&TIMEF=22111412000123&NOTIME=ON`,
    pacing: 'ptz',
    request: { command: 'nextFrame', uid: '7888', timeMs: Date.UTC(2022, 10, 14, 12, 0, 1, 230) },
  },
  {
    name: 'NV15 previous picture, .999 is 99',
    command: nvrCommands.previousFrame('7888', Date.UTC(2022, 10, 14, 12, 0, 1, 999)),
    path: `${HDRCTL}&PLAYCMD=PREVFRAME&2ND=OFF&TIMEF=22111412000199&NOTIME=ON`,
    pacing: 'ptz',
    request: {
      command: 'previousFrame',
      uid: '7888',
      timeMs: Date.UTC(2022, 10, 14, 12, 0, 1, 990),
    },
  },
  {
    name: 'NV18 fast forward',
    command: nvrCommands.fastForward('7888', Date.UTC(2022, 11, 1, 10, 30)),
    path: `${HDRCTL}&PLAYCMD=FF&2ND=OFF&TIMEF=22120110300000&SMOOTH=OFF&NOTIME=ON`,
    pacing: 'control',
    request: { command: 'fastForward', uid: '7888', timeMs: Date.UTC(2022, 11, 1, 10, 30) },
  },
  {
    name: 'NV18 fast reverse',
    command: nvrCommands.fastReverse('7888', Date.UTC(2022, 11, 1, 10, 30)),
    path: `${HDRCTL}&PLAYCMD=REW&2ND=OFF&TIMEF=22120110300000&SMOOTH=OFF&NOTIME=ON`,
    pacing: 'control',
    request: { command: 'fastReverse', uid: '7888', timeMs: Date.UTC(2022, 11, 1, 10, 30) },
  },
  {
    name: 'NV17 stop, and nothing after',
    command: nvrCommands.stopPlayback('7888', Date.UTC(2022, 11, 1, 11, 23, 14)),
    path: `${HDRCTL}&PLAYCMD=STOP&2ND=OFF&TIMEF=22120111231400`,
    pacing: 'control',
    request: { command: 'stopPlayback', uid: '7888', timeMs: Date.UTC(2022, 11, 1, 11, 23, 14) },
  },
  {
    name: '3.2.1 video',
    command: nvrCommands.playbackVideo('7888', 2),
    path: '/cgi-bin/camera.cgi?UID=7888&CAM=2',
    pacing: 'none',
    request: { command: 'playbackVideo', uid: '7888', camera: 2 },
  },
  {
    name: '3.2.2 sound',
    command: nvrCommands.playbackAudio('7888', 2),
    path: '/cgi-bin/playaudio.cgi?UID=7888&CAM=2',
    pacing: 'none',
    request: { command: 'playbackAudio', uid: '7888', camera: 2 },
  },
  {
    name: 'B60 recorded times without anything',
    command: nvrCommands.recordedTimes(),
    path: '/cgi-bin/recordedtime.cgi',
    pacing: 'control',
    request: { command: 'recordedTimes' },
  },
  {
    name: '5.1.1 error log',
    command: nvrCommands.errorLog('7888'),
    path: '/cgi-bin/loglist.cgi?UID=7888&KIND=ERR&HTML=as_errorlog.html',
    pacing: 'control',
    request: { command: 'errorLog', uid: '7888' },
  },
  {
    name: '5.1.2 event log',
    command: nvrCommands.eventLog('7888'),
    path: '/cgi-bin/loglist.cgi?UID=7888&KIND=EVENT&HTML=as_eventlog.html',
    pacing: 'control',
    request: { command: 'eventLog', uid: '7888' },
  },
];

function parseUrl(url: string): NvrRequest {
  const [path = '', query = ''] = url.split('?');
  return parseNvrRequest(path, query);
}

it('B60 recorded times under the path of v1.4R1', () => {
  expect(nvrCommands.recordedTimesAsPrinted()).toEqual({
    ...nvrCommands.recordedTimes(),
    path: '/cgi-bin//cgi-bin/recordedtime.cgi',
  });
});

describe('nvrCommands', () => {
  it.each(cases)('$name', ({ command, path, pacing, request }) => {
    expect(command).toEqual({ command: request.command, path, pacing });
    expect(parseUrl(path)).toEqual(request);
  });

  it.each([
    { name: 'UID -1', build: () => nvrCommands.keepAlive('-1'), parameter: 'UID' },
    { name: 'UID of 20 digits', build: () => nvrCommands.logout(`${UID19}0`), parameter: 'UID' },
    { name: 'empty UID', build: () => nvrCommands.setupLive(''), parameter: 'UID' },
    { name: 'camera 0', build: () => nvrCommands.startLiveHttp('1', 0, 'H264'), parameter: 'CAM' },
    {
      name: 'camera 129',
      build: () => nvrCommands.startLiveHttp('1', 129, 'H264'),
      parameter: 'CAM',
    },
    {
      name: 'camera 1.5',
      build: () => nvrCommands.startLiveHttp('1', 1.5, 'H264'),
      parameter: 'CAM',
    },
    {
      name: 'JPEG as RTP',
      build: () => nvrCommands.startLiveRtp('1', 1, 'JPEG', 4),
      parameter: 'COMP',
    },
    { name: 'port 0', build: () => nvrCommands.startLiveRtp('1', 1, 'H264', 0), parameter: 'PORT' },
    {
      name: 'port 65536',
      build: () => nvrCommands.stopLiveRtp('1', 1, 'H264', 65536),
      parameter: 'PORT',
    },
    {
      name: 'NV12 camera 17 of 16',
      build: () => nvrCommands.mask('1', [17], 16),
      parameter: 'MASK',
    },
    { name: 'camera 0', build: () => nvrCommands.mask('1', [0], 16), parameter: 'MASK' },
    { name: 'mask of 129', build: () => nvrCommands.mask('1', [1], 129), parameter: 'MASK' },
    { name: 'mask of none', build: () => nvrCommands.mask('1', [], 0), parameter: 'MASK' },
    {
      name: 'a time before 2022',
      build: () => nvrCommands.goToDate('1', Date.UTC(2021, 11, 31, 23, 59, 59)),
      parameter: 'TIMEF',
    },
    {
      name: 'a time after 2099',
      build: () => nvrCommands.nextFrame('1', Date.UTC(2100, 0, 1)),
      parameter: 'TIMEF',
    },
    { name: 'no time', build: () => nvrCommands.pause('1', Number.NaN), parameter: 'TIMEF' },
  ])('refuses $name locally', ({ build, parameter }) => {
    const error = errorOf(build);
    expect(error).toMatchObject({ kind: 'nvr-command', context: { parameter } });
    expect(error.message).not.toContain('9223');
  });
});

describe('nvrCommands.mask', () => {
  it('NV12 has as many digits as the recorder has cameras, camera 1 leftmost', () => {
    const path = nvrCommands.mask('1', [128, 1, 1], 128).path;
    expect(path.slice(path.indexOf('MASK=') + 5)).toBe(`1${'0'.repeat(126)}1`);
  });
});

describe('parseNvrRequest', () => {
  it('B9 accepts STOP over HTTP with and without INTERNETMODE', () => {
    const stop = '/cgi-bin/push.cgi?UID=1&CAM=1&CMD=STOP&COMP=H264';
    expect(parseUrl(`${stop}&INTERNETMODE=ON`)).toEqual(parseUrl(stop));
  });

  it('takes a query with its question mark', () => {
    expect(parseNvrRequest('/cgi-bin/logout.cgi', '?UID=1')).toEqual({
      command: 'logout',
      uid: '1',
    });
  });

  it.each([
    {
      name: 'unknown CGI',
      url: '/cgi-bin/none.cgi?UID=1',
      kind: 'nvr-unknown-cgi',
      text: 'none.cgi',
    },
    { name: 'other folder', url: '/push.cgi?UID=1', kind: 'nvr-unknown-cgi', text: '/push.cgi' },
    {
      name: 'login with a UID',
      url: '/cgi-bin/dlogin.cgi?UID=13313',
      kind: 'nvr-request',
      text: 'value of UID',
    },
    { name: 'missing UID', url: '/cgi-bin/logout.cgi?', kind: 'nvr-request', text: 'expected UID' },
    {
      name: 'UID=-1',
      url: '/cgi-bin/status.cgi?UID=-1&PC=AS60',
      kind: 'nvr-request',
      text: '1 to 19 digits',
    },
    {
      name: 'missing PC',
      url: '/cgi-bin/status.cgi?UID=1',
      kind: 'nvr-request',
      text: 'the end of the query; expected PC',
    },
    {
      name: 'B8 SCREEN=1X',
      url: '/cgi-bin/hdrctl.cgi?UID=1&SCREEN=1X&PC=AS60',
      kind: 'nvr-request',
      text: '"1X"; expected 16X',
    },
    {
      name: 'lower case',
      url: '/cgi-bin/status.cgi?uid=1&PC=AS60',
      kind: 'nvr-request',
      text: 'expected UID',
    },
    {
      name: 'other order',
      url: '/cgi-bin/status.cgi?PC=AS60&UID=1',
      kind: 'nvr-request',
      text: 'UID at parameter 2; expected UID (parameter 1',
    },
    {
      name: 'repeated',
      url: '/cgi-bin/logout.cgi?UID=1&UID=1',
      kind: 'nvr-request',
      text: 'expected the end',
    },
    {
      name: 'one too many',
      url: '/cgi-bin/logout.cgi?UID=1&TEMP=5',
      kind: 'nvr-request',
      text: '"TEMP"',
    },
    {
      name: 'camera 0',
      url: '/cgi-bin/push.cgi?UID=1&CAM=0&CMD=START&COMP=H264&PORT=2',
      kind: 'nvr-request',
      text: '"0"; expected 1 to 128',
    },
    {
      name: 'camera 01',
      url: '/cgi-bin/push.cgi?UID=1&CAM=01&CMD=START&COMP=H264&PORT=2',
      kind: 'nvr-request',
      text: '"01"; expected 1 to 128',
    },
    {
      name: 'START without a way',
      url: '/cgi-bin/push.cgi?UID=1&CAM=1&CMD=START&COMP=H264',
      kind: 'nvr-request',
      text: 'the end of the query',
    },
    {
      name: 'both ways',
      url: '/cgi-bin/push.cgi?UID=1&CAM=1&CMD=START&COMP=H264&PORT=2&INTERNETMODE=ON',
      kind: 'nvr-request',
      text: 'INTERNETMODE',
    },
    {
      name: 'B12 JPEG as RTP',
      url: '/cgi-bin/push.cgi?UID=1&CAM=1&CMD=START&COMP=JPEG&PORT=2',
      kind: 'nvr-request',
      text: '"JPEG"; expected H264, H265, AUDIO',
    },
    {
      name: 'CMD=PAUSE',
      url: '/cgi-bin/push.cgi?UID=1&CAM=1&CMD=PAUSE&COMP=H264&PORT=2',
      kind: 'nvr-request',
      text: '"PAUSE"',
    },
    {
      name: 'B4 full-width "＝"',
      url: '/cgi-bin/logout.cgi?UID＝13313',
      kind: 'query',
      text: 'U+FF1D',
    },
    {
      name: 'NV19 in a name',
      url: '/cgi-bin/hdrctl.cgi?UID=1&PLAYCMD%EF%BC%9DBPLAY',
      kind: 'query',
      text: 'parameter 2',
    },
    {
      name: 'NV19 BPLAY with a full-width "＝"',
      url: `${HDRCTL}&PLAYCMD＝BPLAY&2ND=OFF&TIMEF＝22120108300000&NOTIME=ON`,
      kind: 'query',
      text: 'U+FF1D',
    },
    {
      name: 'NV17 STOP with NOTIME',
      url: `${HDRCTL}&PLAYCMD=STOP&2ND=OFF&TIMEF=22120108300000&NOTIME=ON`,
      kind: 'nvr-request',
      text: '"NOTIME"; expected the end of the query',
    },
    {
      name: 'PAUSE without SMOOTH',
      url: `${HDRCTL}&PLAYCMD=PAUSE&2ND=OFF&TIMEF=22120108300000&NOTIME=ON`,
      kind: 'nvr-request',
      text: '"NOTIME"; expected SMOOTH (parameter 6',
    },
    {
      name: 'GOTODATE without SDBACKUP',
      url: `${HDRCTL}&PLAYCMD=GOTODATE&2ND=OFF&TIMEF=22120108300000&NOTIME=ON`,
      kind: 'nvr-request',
      text: 'expected SDBACKUP',
    },
    {
      name: 'B7 BPLAY with hundredths',
      url: `${HDRCTL}&PLAYCMD=BPLAY&2ND=OFF&TIMEF=22120108300001&NOTIME=ON`,
      kind: 'nvr-request',
      text: 'yymmddhhmmss00, in UTC (value of TIMEF, parameter 5',
    },
    {
      name: 'NEXTFRAME on 31 November',
      url: `${HDRCTL}&PLAYCMD=NEXTFRAME&2ND=OFF&TIMEF=22113108300001&NOTIME=ON`,
      kind: 'nvr-request',
      text: 'value of TIMEF',
    },
    {
      name: 'FF in 2021',
      url: `${HDRCTL}&PLAYCMD=FF&2ND=OFF&TIMEF=21120108300000&SMOOTH=OFF&NOTIME=ON`,
      kind: 'nvr-request',
      text: 'a time from 2022',
    },
    {
      name: 'an unknown PLAYCMD',
      url: `${HDRCTL}&PLAYCMD=SLOW&2ND=OFF&TIMEF=22120108300000&NOTIME=ON`,
      kind: 'nvr-request',
      text: '"SLOW"',
    },
    {
      name: 'NV12 a mask with a 2',
      url: `${HDRCTL}&MASK=0120`,
      kind: 'nvr-request',
      text: 'value of MASK',
    },
    {
      name: 'NV12 a mask of 129 digits',
      url: `${HDRCTL}&MASK=${'0'.repeat(129)}`,
      kind: 'nvr-request',
      text: 'value of MASK',
    },
    {
      name: 'B60 recorded times with a UID',
      url: '/cgi-bin/recordedtime.cgi?UID=13313',
      kind: 'nvr-request',
      text: 'expected the end',
    },
    {
      name: 'an error log by another page',
      url: '/cgi-bin/loglist.cgi?UID=1&KIND=ERR&HTML=as_eventlog.html',
      kind: 'nvr-request',
      text: 'HTML',
    },
  ])('refuses $name and says which parameter', ({ url, kind, text }) => {
    const error = errorOf(() => parseUrl(url));
    expect(error.kind).toBe(kind);
    expect(error.message).toContain(text);
    expect(error.message).not.toContain('13313');
  });

  it('blames the command that was meant', () => {
    const error = errorOf(() =>
      parseUrl('/cgi-bin/push.cgi?UID=1&CAM=0&CMD=STOP&COMP=H264&PORT=2'),
    );
    expect(error.context).toMatchObject({ command: 'stopLiveRtp', parameter: 'CAM' });
  });

  it('never repeats a UID, wherever it stands', () => {
    const uid = '13313131313';
    for (const url of [
      `/cgi-bin/logout.cgi?UID=${uid}${uid}`,
      `/cgi-bin/logout.cgi?UID${uid}=1`,
      `/cgi-bin/logout.cgi?${uid}=UID`,
      `/cgi-bin/status.cgi?UID=1&PC=${uid}`,
      `/cgi-bin/${uid}`,
    ]) {
      const error = errorOf(() => parseUrl(url));
      expect(`${error.message} ${JSON.stringify(error.context)}`).not.toContain(uid);
    }
  });
});

const uid = fc.stringMatching(/^\d{1,19}$/u);
const camera = fc.integer({ min: 1, max: 128 });
const port = fc.integer({ min: 1, max: 65535 });
const rtp = fc.constantFrom('H264' as const, 'H265' as const, 'AUDIO' as const);
const http = fc.constantFrom('H264' as const, 'H265' as const, 'AUDIO' as const, 'JPEG' as const);
const second = fc.integer({
  min: Date.UTC(2022, 0, 1) / 1000,
  max: Date.UTC(2099, 11, 31, 23, 59, 59) / 1000,
});
const mask = fc.array(fc.boolean(), { minLength: 1, maxLength: 128 }).map((bits) => ({
  cameras: bits.flatMap((bit, index) => (bit ? [index + 1] : [])),
  cameraCount: bits.length,
}));
const steps = fc.integer({ min: -256, max: 256 });
const cameraControls: fc.Arbitrary<NvrRequest>[] = [
  fc.record({
    command: fc.constant('moveCamera' as const),
    uid,
    camera,
    pan: steps,
    tilt: steps,
    zoom: fc.integer({ min: -4, max: 4 }),
  }),
  fc.record({
    command: fc.constant('centreCamera' as const),
    uid,
    camera,
    x: fc.nat(32),
    y: fc.nat(32),
  }),
  fc.record({
    command: fc.constant('focusCamera' as const),
    uid,
    camera,
    action: fc.constantFrom('near' as const, 'far' as const, 'auto' as const),
  }),
  fc.record({
    command: fc.constant('irisCamera' as const),
    uid,
    camera,
    action: fc.constantFrom('open' as const, 'close' as const, 'reset' as const),
  }),
  fc.record({
    command: fc.constantFrom('storePreset', 'goToPreset'),
    uid,
    camera,
    preset: fc.integer({ min: 1, max: 256 }),
  }),
  fc.record({
    command: fc.constant('auxCamera' as const),
    uid,
    camera,
    aux: fc.integer({ min: 1, max: 8 }),
    on: fc.boolean(),
  }),
];
const requests: fc.Arbitrary<NvrRequest> = fc.oneof(
  fc.constant<NvrRequest>({ command: 'login' }),
  fc.record({ command: fc.constantFrom('setupLive', 'keepAlive', 'logout'), uid }),
  fc.record({
    command: fc.constantFrom('startLiveRtp', 'stopLiveRtp'),
    uid,
    camera,
    compression: rtp,
    port,
  }),
  fc.record({
    command: fc.constantFrom('startLiveHttp', 'stopLiveHttp'),
    uid,
    camera,
    compression: http,
  }),
  fc.record({ command: fc.constantFrom('play', 'errorLog', 'eventLog'), uid }),
  fc.record({ command: fc.constantFrom('playbackVideo', 'playbackAudio'), uid, camera }),
  fc.constant<NvrRequest>({ command: 'recordedTimes' }),
  fc.record({ command: fc.constant('mask' as const), uid, mask }),
  ...cameraControls,
  fc
    .record({
      startMs: second.map((value) => Math.floor(value / 60) * 60_000),
      minutes: fc.integer({ min: 0, max: 90 }),
      kind: fc.constantFrom(...DOWNLOAD_KINDS),
      uid,
      camera,
    })
    .filter(({ startMs, minutes }) => startMs + minutes * 60_000 < Date.UTC(2100, 0, 1))
    .map(({ startMs, minutes, ...rest }): NvrRequest => ({
      command: 'download',
      startMs,
      endMs: startMs + minutes * 60_000,
      ...rest,
    })),
  fc.record({
    command: fc.constantFrom(
      'goToDate',
      'reversePlay',
      'pause',
      'fastForward',
      'fastReverse',
      'stopPlayback',
    ),
    uid,
    timeMs: second.map((value) => value * 1000),
  }),
  fc.record({
    command: fc.constantFrom('nextFrame', 'previousFrame'),
    uid,
    timeMs: fc
      .tuple(second, fc.nat(99))
      .map(([value, hundredths]) => value * 1000 + hundredths * 10),
  }),
  fc.record(
    { command: fc.constant('cameraConnections' as const), uid },
    { requiredKeys: ['command'] },
  ),
);

describe('command table', () => {
  it('property: every command is read back as itself', () => {
    fc.assert(
      fc.property(requests, (request) => {
        expect(parseUrl(serializeNvrRequest(request).path)).toEqual(request);
      }),
    );
  });

  it('has a row in the round trip for every command', () => {
    const tested = new Set(fc.sample(requests, 1500).map(({ command }) => command));
    expect([...tested].sort()).toEqual(nvrCommandRows.map(([name]) => name).sort());
  });

  it('property: one change, and it is another command or refused with ProtocolError', () => {
    fc.assert(
      fc.property(
        requests,
        fc.nat(80),
        fc.nat(80),
        fc.string({ maxLength: 4 }),
        (request, from, to, insert) => {
          const { path } = serializeNvrRequest(request);
          const [cgi = '', query = ''] = path.split('?');
          const changed = query.slice(0, from) + insert + query.slice(Math.max(from, to));
          const outcome = outcomeOf(() => parseNvrRequest(cgi, changed));
          if ('value' in outcome) {
            expect(parseUrl(serializeNvrRequest(outcome.value).path)).toEqual(outcome.value);
          } else {
            expect(['nvr-request', 'query']).toContain(outcome.error.kind);
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});
