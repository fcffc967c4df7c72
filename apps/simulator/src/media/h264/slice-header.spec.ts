import { BitWriter } from '@casement/bytes';
import { FootageError } from '../footage-error.js';
import { seBits, ueBits, unsignedBits } from './bit-text.js';
import { intraSliceHeaderBits, parseSliceHeader } from './slice-header.js';
import type { SliceParameters } from './slice-parameters.js';

const parameters: SliceParameters = {
  frameNumBits: 4,
  picOrderCntBits: 0,
  widthInMbs: 40,
  ppsId: 0,
  bottomFieldPicOrder: false,
  initialQp: 26,
};

function nalUnit(header: number, text: string): Uint8Array {
  const writer = new BitWriter().bits(header, 8);
  for (const bit of text) {
    writer.bit(Number(bit));
  }
  return writer.rbspTrailingBits().toBytes();
}

/** A slice as x264 writes it. */
function slice(
  kind: 'idr' | 'p',
  fields: { firstMb?: number; frameNum?: number; modification?: number; marking?: string } = {},
): Uint8Array {
  const { firstMb = 200, frameNum = 5, modification = 0, marking } = fields;
  const start = ueBits(firstMb) + ueBits(kind === 'idr' ? 7 : 5) + ueBits(0);
  const end = seBits(-3) + ueBits(2) + seBits(0) + seBits(0);
  return kind === 'idr'
    ? nalUnit(0x65, start + unsignedBits(0, 4) + ueBits(1) + (marking ?? '00') + end)
    : nalUnit(
        0x41,
        `${start}${unsignedBits(frameNum, 4)}0${String(modification)}${marking ?? '0'}${end}`,
      );
}

describe('parseSliceHeader', () => {
  it('reads an IDR slice', () => {
    expect(parseSliceHeader(slice('idr'), parameters)).toEqual({
      nalHeader: 0x65,
      firstMb: 200,
      sliceType: 7,
      frameNum: 0,
      idrPicId: 1,
      picOrderCntLsb: 0,
      refPicMarking: '00',
      deblocking: 2,
    });
  });

  it('reads a P slice', () => {
    expect(parseSliceHeader(slice('p', { frameNum: 9 }), parameters)).toMatchObject({
      nalHeader: 0x41,
      sliceType: 5,
      frameNum: 9,
      idrPicId: undefined,
      refPicMarking: '0',
    });
  });

  it('reads a B slice, which has more in front of its marking', () => {
    const start = ueBits(200) + ueBits(6) + ueBits(0) + unsignedBits(5, 4);
    // direct mode, one reference of each list overridden, neither list changed
    const bytes = nalUnit(0x01, `${start}11${ueBits(0)}${ueBits(0)}00${seBits(-3)}${ueBits(2)}`);
    expect(parseSliceHeader(bytes, parameters)).toMatchObject({
      sliceType: 6,
      frameNum: 5,
      refPicMarking: '',
      deblocking: 2,
    });
    const moved = nalUnit(0x01, `${start}1001`);
    expect(() => parseSliceHeader(moved, parameters)).toThrow('ref_pic_list_modification_flag_l1');
  });

  it('has no marking when the picture is no reference', () => {
    const bytes = slice('p', { marking: '' });
    bytes[0] = 0x01;
    expect(parseSliceHeader(bytes, parameters).refPicMarking).toBe('');
  });

  it.each([
    [
      'an SP slice',
      nalUnit(0x41, ueBits(0) + ueBits(8) + ueBits(0)),
      'slice_type 8; expected I, P or B',
    ],
    ['another PPS', nalUnit(0x41, ueBits(0) + ueBits(5) + ueBits(3)), 'pic_parameter_set_id 3'],
    [
      'reordered references',
      slice('p', { modification: 1 }),
      'ref_pic_list_modification_flag_l0 1',
    ],
    ['adaptive marking', slice('p', { marking: '1' }), 'adaptive_ref_pic_marking_mode_flag 1'],
    ['a cut header', Uint8Array.of(0x41, 0x9a), 'ends inside its header'],
  ])('refuses %s', (_, bytes, message) => {
    expect(() => parseSliceHeader(bytes, parameters)).toThrow(message);
    expect(() => parseSliceHeader(bytes, parameters)).toThrow(FootageError);
  });
});

describe('intraSliceHeaderBits', () => {
  it.each(['idr', 'p'] as const)('starts the same picture as its sibling (%s)', (kind) => {
    const sibling = parseSliceHeader(slice(kind), parameters);
    const text = intraSliceHeaderBits(sibling, parameters, 50);
    expect(parseSliceHeader(nalUnit(sibling.nalHeader, text), parameters)).toEqual({
      ...sibling,
      firstMb: 0,
      sliceType: 2,
      deblocking: 1,
    });
  });

  it('keeps picture order counts', () => {
    const withOrder = { ...parameters, picOrderCntBits: 6, bottomFieldPicOrder: true };
    const sibling = { ...parseSliceHeader(slice('p'), parameters), picOrderCntLsb: 42 };
    const bytes = nalUnit(0x41, intraSliceHeaderBits(sibling, withOrder, 50));
    expect(parseSliceHeader(bytes, withOrder)).toMatchObject({ picOrderCntLsb: 42, frameNum: 5 });
  });
});
