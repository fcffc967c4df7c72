import { errorOf } from '../fixtures/outcome.js';
import { nvrCommands } from './commands.js';
import type { NvrCommand } from './commands.js';
import { parseNvrRequest } from './request.js';
import type { NvrRequest } from './command-table.js';

const DIRECT = '/cgi-bin/directctrl.cgi?UID=7888&CH=1';
const CAMCTL = '/cgi-bin/camctl.cgi?UID=7888&CH=1';

function parseUrl(url: string): NvrRequest {
  const [path = '', query = ''] = url.split('?');
  return parseNvrRequest(path, query);
}

const to1 = { uid: '7888', camera: 1 } as const;

const cases: { name: string; command: NvrCommand; path: string; request: NvrRequest }[] = [
  {
    name: 'NV23 move',
    command: nvrCommands.moveCamera('7888', 1, { pan: 15, tilt: 1, zoom: 2 }),
    path: `${DIRECT}&PAN=15&TILT=1&ZOOM=2&PC=AS60`,
    request: { command: 'moveCamera', ...to1, pan: 15, tilt: 1, zoom: 2 },
  },
  {
    name: '4.1.1 stop',
    command: nvrCommands.moveCamera('7888', 1, { pan: 0, tilt: -0, zoom: 0 }),
    path: `${DIRECT}&PAN=0&TILT=0&ZOOM=0&PC=AS60`,
    request: { command: 'moveCamera', ...to1, pan: 0, tilt: 0, zoom: 0 },
  },
  {
    name: '4.2.2 the fastest of 256',
    command: nvrCommands.moveCamera('7888', 1, { pan: -256, tilt: 256, zoom: -4 }),
    path: `${DIRECT}&PAN=-256&TILT=256&ZOOM=-4&PC=AS60`,
    request: { command: 'moveCamera', ...to1, pan: -256, tilt: 256, zoom: -4 },
  },
  {
    name: 'B55 centre has CH',
    command: nvrCommands.centreCamera('7888', 1, { x: 8, y: 24 }),
    path: `${CAMCTL}&CMD=CENTERING&CTRL=START&X=8&Y=24&PC=AS60`,
    request: { command: 'centreCamera', ...to1, x: 8, y: 24 },
  },
  {
    name: 'NV20 focus far has CTRL twice',
    command: nvrCommands.focusCamera('7888', 1, 'far'),
    path: `${CAMCTL}&CMD=FOCUS&CTRL=FAR&CTRL=START&PC=AS60`,
    request: { command: 'focusCamera', ...to1, action: 'far' },
  },
  {
    name: 'B57 iris reset has CTRL twice',
    command: nvrCommands.irisCamera('7888', 1, 'reset'),
    path: `${CAMCTL}&CMD=IRIS&CTRL=RESET&CTRL=START&PC=AS60`,
    request: { command: 'irisCamera', ...to1, action: 'reset' },
  },
  {
    name: '4.2.6 store preset',
    command: nvrCommands.storePreset('7888', 1, 256),
    path: `${CAMCTL}&CMD=PRESETPRG&NO=256&PC=AS60`,
    request: { command: 'storePreset', ...to1, preset: 256 },
  },
  {
    name: '4.2.7 go to preset',
    command: nvrCommands.goToPreset('7888', 1, 1),
    path: `${CAMCTL}&CMD=PRESET&NO=1&PC=AS60`,
    request: { command: 'goToPreset', ...to1, preset: 1 },
  },
  {
    name: '4.2.8 AUX8 open',
    command: nvrCommands.auxCamera('7888', 1, 8, true),
    path: `${CAMCTL}&CMD=AUX8&CTRL=OPEN&PC=AS60`,
    request: { command: 'auxCamera', ...to1, aux: 8, on: true },
  },
  {
    name: '4.2.8 AUX1 close',
    command: nvrCommands.auxCamera('7888', 1, 1, false),
    path: `${CAMCTL}&CMD=AUX1&CTRL=CLOSE&PC=AS60`,
    request: { command: 'auxCamera', ...to1, aux: 1, on: false },
  },
];

describe('camera control', () => {
  it.each(cases)('$name', ({ command, path, request }) => {
    expect(command).toEqual({ command: request.command, path, pacing: 'ptz' });
    expect(parseUrl(path)).toEqual(request);
  });

  it.each([
    { name: 'NV25 preset 0', build: () => nvrCommands.storePreset('1', 1, 0), parameter: 'NO' },
    { name: 'NV25 preset 257', build: () => nvrCommands.goToPreset('1', 1, 257), parameter: 'NO' },
    { name: 'NV25 AUX9', build: () => nvrCommands.auxCamera('1', 1, 9, true), parameter: 'CMD' },
    { name: 'AUX 1.5', build: () => nvrCommands.auxCamera('1', 1, 1.5, true), parameter: 'CMD' },
    {
      name: 'PAN 257',
      build: () => nvrCommands.moveCamera('1', 1, { pan: 257, tilt: 0, zoom: 0 }),
      parameter: 'PAN',
    },
    {
      name: 'TILT 0.5',
      build: () => nvrCommands.moveCamera('1', 1, { pan: 0, tilt: 0.5, zoom: 0 }),
      parameter: 'TILT',
    },
    {
      name: 'ZOOM 5',
      build: () => nvrCommands.moveCamera('1', 1, { pan: 0, tilt: 0, zoom: 5 }),
      parameter: 'ZOOM',
    },
    {
      name: 'X 33',
      build: () => nvrCommands.centreCamera('1', 1, { x: 33, y: 0 }),
      parameter: 'X',
    },
    { name: 'camera 0', build: () => nvrCommands.focusCamera('1', 0, 'far'), parameter: 'CH' },
  ])('refuses $name locally', ({ build, parameter }) => {
    expect(errorOf(build)).toMatchObject({ kind: 'nvr-command', context: { parameter } });
  });

  it.each([
    { url: `${DIRECT}&PAN=15&PC=AS60`, move: { pan: 15, tilt: 0, zoom: 0 } },
    { url: `${DIRECT}&TILT=-1&ZOOM=1&PC=AS60`, move: { pan: 0, tilt: -1, zoom: 1 } },
    { url: `${DIRECT}&PC=AS60`, move: { pan: 0, tilt: 0, zoom: 0 } },
  ])('B53 takes what is missing for 0: $url', ({ url, move }) => {
    expect(parseUrl(url)).toEqual({ command: 'moveCamera', ...to1, ...move });
  });

  it.each(['CAM=1', 'CH=1', 'CH=1&CAM=1', 'CAM=1&CH=1'])('NV22 centres with %s', (camera) => {
    const url = `/cgi-bin/camctl.cgi?UID=7888&${camera}&CMD=CENTERING&CTRL=START&X=1&Y=2&PC=AS60`;
    expect(parseUrl(url)).toEqual({ command: 'centreCamera', ...to1, x: 1, y: 2 });
  });

  it.each([
    {
      name: 'NV22 two cameras',
      url: `${CAMCTL}&CAM=2&CMD=CENTERING&CTRL=START&X=1&Y=2&PC=AS60`,
      context: { command: 'centreCamera', parameter: 'CAM' },
      text: 'CH "1" and CAM "2"; expected one camera',
    },
    {
      name: 'CAM for the focus',
      url: '/cgi-bin/camctl.cgi?UID=1&CAM=1&CMD=FOCUS&CTRL=FAR&CTRL=START&PC=AS60',
      context: { command: 'focusCamera', parameter: 'CH' },
      text: 'parameter "CAM"; expected CH',
    },
    {
      name: 'B57 one CTRL for the focus',
      url: `${CAMCTL}&CMD=FOCUS&CTRL=FAR&PC=AS60`,
      context: { command: 'focusCamera', parameter: 'CTRL' },
      text: 'parameter "PC"; expected CTRL (parameter 5',
    },
    {
      name: 'B57 the other order',
      url: `${CAMCTL}&CMD=IRIS&CTRL=START&CTRL=OPEN&PC=AS60`,
      context: { command: 'irisCamera', parameter: 'CTRL' },
      text: '"START"; expected OPEN, CLOSE, RESET',
    },
    {
      name: 'AUX9',
      url: `${CAMCTL}&CMD=AUX9&CTRL=OPEN&PC=AS60`,
      context: { command: 'auxCamera', parameter: 'CMD' },
      text: '"AUX9"; expected AUX1 to AUX8',
    },
    {
      name: 'preset 257',
      url: `${CAMCTL}&CMD=PRESET&NO=257&PC=AS60`,
      context: { command: 'goToPreset', parameter: 'NO' },
      text: 'expected 1 to 256',
    },
    {
      name: 'ZOOM 5',
      url: `${DIRECT}&PAN=0&TILT=0&ZOOM=5&PC=AS60`,
      context: { command: 'moveCamera', parameter: 'ZOOM' },
      text: '"5"; expected -4 to 4',
    },
    {
      name: 'PAN -0',
      url: `${DIRECT}&PAN=-0&TILT=0&ZOOM=0&PC=AS60`,
      context: { command: 'moveCamera', parameter: 'PAN' },
      text: '"-0"; expected -256 to 256',
    },
  ])('refuses $name and says which parameter', ({ url, context, text }) => {
    const error = errorOf(() => parseUrl(url));
    expect(error).toMatchObject({ kind: 'nvr-request', context });
    expect(error.message).toContain(text);
  });
});
