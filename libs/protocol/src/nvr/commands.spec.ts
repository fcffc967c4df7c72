import fc from 'fast-check';
import { errorOf, outcomeOf } from '../fixtures/outcome.js';
import { nvrCommandRows } from './command-table.js';
import type { NvrRequest } from './command-table.js';
import { nvrCommands, serializeNvrRequest } from './commands.js';
import type { NvrCommand } from './commands.js';
import { parseNvrRequest } from './request.js';

const UID19 = '9223372036854775807';

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
];

function parseUrl(url: string): NvrRequest {
  const [path = '', query = ''] = url.split('?');
  return parseNvrRequest(path, query);
}

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
  ])('refuses $name locally', ({ build, parameter }) => {
    const error = errorOf(build);
    expect(error).toMatchObject({ kind: 'nvr-command', context: { parameter } });
    expect(error.message).not.toContain('9223');
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
    const tested = new Set(fc.sample(requests, 500).map(({ command }) => command));
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
