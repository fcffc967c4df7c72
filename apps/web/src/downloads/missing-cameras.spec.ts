import { sampleDownload, sampleDownloadFile } from '../testing/sample-download.js';
import { missingCameras } from './missing-cameras.js';

const file = (camera: number, from: string, to: string) =>
  sampleDownloadFile({
    name: `${camera} ${from}`,
    camera,
    from: `2026-11-21T${from}Z`,
    to: `2026-11-21T${to}Z`,
  });
const gap = (camera: number, from: string, to: string) => ({
  camera,
  from: `2026-11-21T${from}Z`,
  to: `2026-11-21T${to}Z`,
});

describe('missing cameras', () => {
  // From 10:00 to 12:00.
  it.each([
    ['no file', [], [], [1]],
    [
      'files without a hole',
      [file(1, '11:00:00', '12:00:00'), file(1, '10:00:00', '10:59:59')],
      [],
      [2],
    ],
    ['whole minutes around the range', [file(1, '09:59:00', '12:01:00')], [], [2]],
    ['an end that is missing', [file(1, '10:00:00', '11:00:00')], [], [1, 2]],
    ['a begin that is missing', [file(1, '11:00:00', '12:00:00')], [], [1, 2]],
    ['a hole', [file(1, '10:00:00', '10:30:00'), file(1, '11:00:00', '12:00:00')], [], [1, 2]],
    [
      'a hole without recording',
      [file(1, '10:00:00', '10:30:00'), file(1, '11:00:00', '12:00:00')],
      [gap(1, '10:30:00', '11:00:00')],
      [2],
    ],
    [
      'nothing missing',
      [file(1, '10:00:00', '12:00:00'), file(2, '10:00:00', '12:00:00')],
      [],
      [1, 2],
    ],
  ])('%s', (name, files, gaps, missing) => {
    const cameras = name === 'no file' ? [1] : [1, 2];
    expect(missingCameras(sampleDownload('a', { cameras, files, gaps }))).toEqual(missing);
  });
});
