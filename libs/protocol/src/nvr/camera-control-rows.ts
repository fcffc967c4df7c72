import { MAX_CAMERA } from './camera-mask.js';
import {
  alsoNamed,
  fixed,
  integer,
  uidParameter,
  whenMissing,
  wording,
} from './command-parameter.js';
import type { ValueParameter } from './command-parameter.js';
import { row } from './command-row.js';
import { MAX_CENTRE, MAX_PTZ_STEPS, MAX_ZOOM_STEPS } from './ptz-steps.js';

/** Highest preset of a camera (4.2.6, 4.2.7). */
export const MAX_PRESET = 256;
/** Highest AUX of a camera (4.2.8). */
export const MAX_AUX = 8;

const camera = integer('CH', 'camera', 1, MAX_CAMERA);
const preset = integer('NO', 'preset', 1, MAX_PRESET);
const pc = fixed('PC', 'AS60');
const start = fixed('CTRL', 'START');

/** AUX1 to AUX8, in the place where the other commands have their name. */
const aux: ValueParameter<'aux', number, 'required'> = {
  kind: 'value',
  name: 'CMD',
  key: 'aux',
  presence: 'required',
  expected: `AUX1 to AUX${String(MAX_AUX)}`,
  secret: false,
  parse: (text) => (/^AUX[1-8]$/u.test(text) ? Number(text.slice(3)) : undefined),
  serialize: (value) =>
    typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= MAX_AUX
      ? `AUX${String(value)}`
      : undefined,
};

/**
 * Camera control (NVR v1.4R1 chapter 4), on the UID of the live pictures (4.1.1). A command is answered before the
 * camera has done anything, and nothing tells whether it can.
 */
export const cameraControlRows = {
  /**
   * 4.2.1 and 4.2.2, one URL for both scales (B51): steps of `toPtzSteps`. The camera goes on for about 2 s (B54). All
   * three are sent; what a client leaves out is 0 (B53).
   */
  moveCamera: row('directctrl.cgi', 'ptz', [
    uidParameter,
    camera,
    whenMissing(integer('PAN', 'pan', -MAX_PTZ_STEPS, MAX_PTZ_STEPS), 0),
    whenMissing(integer('TILT', 'tilt', -MAX_PTZ_STEPS, MAX_PTZ_STEPS), 0),
    whenMissing(integer('ZOOM', 'zoom', -MAX_ZOOM_STEPS, MAX_ZOOM_STEPS), 0),
    pc,
  ]),
  /** 4.2.8: before the others of this CGI, so that an unknown CMD with one CTRL is blamed on this one. */
  auxCamera: row('camctl.cgi', 'ptz', [
    uidParameter,
    camera,
    aux,
    wording('CTRL', 'on', [
      [true, 'OPEN'],
      [false, 'CLOSE'],
    ]),
    pc,
  ]),
  /** 4.2.3: the place of `toCentre`. The URL has CH, the table CAM (B55). */
  centreCamera: row('camctl.cgi', 'ptz', [
    uidParameter,
    alsoNamed(camera, 'CAM'),
    fixed('CMD', 'CENTERING'),
    start,
    integer('X', 'x', 0, MAX_CENTRE),
    integer('Y', 'y', 0, MAX_CENTRE),
    pc,
  ]),
  /** 4.2.4: one step, since nothing stops it (B58); CTRL twice, in this order (B57, NV20). */
  focusCamera: row('camctl.cgi', 'ptz', [
    uidParameter,
    camera,
    fixed('CMD', 'FOCUS'),
    wording('CTRL', 'action', [
      ['far', 'FAR'],
      ['near', 'NEAR'],
      ['auto', 'AUTO'],
    ]),
    start,
    pc,
  ]),
  /** 4.2.5: as the focus. */
  irisCamera: row('camctl.cgi', 'ptz', [
    uidParameter,
    camera,
    fixed('CMD', 'IRIS'),
    wording('CTRL', 'action', [
      ['open', 'OPEN'],
      ['close', 'CLOSE'],
      ['reset', 'RESET'],
    ]),
    start,
    pc,
  ]),
  /** 4.2.6: where the camera looks now becomes this preset. */
  storePreset: row('camctl.cgi', 'ptz', [
    uidParameter,
    camera,
    fixed('CMD', 'PRESETPRG'),
    preset,
    pc,
  ]),
  /** 4.2.7. */
  goToPreset: row('camctl.cgi', 'ptz', [uidParameter, camera, fixed('CMD', 'PRESET'), preset, pc]),
} as const;
