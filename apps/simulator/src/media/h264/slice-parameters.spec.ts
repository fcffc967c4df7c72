import { BitWriter } from '@casement/bytes';
import { FootageError } from '../footage-error.js';
import { readSliceParameters } from './slice-parameters.js';

function sps({ profile = 66, orderType = 2, frameMbsOnly = 1 } = {}): Uint8Array {
  const writer = new BitWriter().bits(0x67, 8).bits(profile, 8).bits(0xc01e, 16).ue(0).ue(2);
  writer.ue(orderType);
  if (orderType === 0) {
    writer.ue(3);
  }
  writer.ue(1).bit(0).ue(39).ue(22).bit(frameMbsOnly);
  return writer.rbspTrailingBits().toBytes();
}

function pps({
  cabac = 0,
  groups = 0,
  weighted = 0,
  deblocking = 1,
  redundant = 0,
} = {}): Uint8Array {
  const writer = new BitWriter().bits(0x68, 8).ue(4).ue(0).bit(cabac).bit(0).ue(groups).ue(0).ue(0);
  writer.bit(weighted).bits(0, 2).se(-3).se(0).se(-2).bit(deblocking).bit(0).bit(redundant);
  return writer.rbspTrailingBits().toBytes();
}

describe('readSliceParameters', () => {
  it('reads what slice headers need', () => {
    expect(readSliceParameters(sps(), pps())).toEqual({
      frameNumBits: 6,
      picOrderCntBits: 0,
      widthInMbs: 40,
      ppsId: 4,
      bottomFieldPicOrder: false,
      initialQp: 23,
    });
    expect(readSliceParameters(sps({ orderType: 0 }), pps()).picOrderCntBits).toBe(7);
  });

  it.each([
    ['Extended profile', sps({ profile: 88 }), pps(), 'profile_idc 88; expected 66, 77 or 100'],
    ['order type 1', sps({ orderType: 1 }), pps(), 'pic_order_cnt_type 1; expected 0 or 2'],
    ['fields', sps({ frameMbsOnly: 0 }), pps(), 'frame_mbs_only_flag 0'],
    ['CABAC', sps(), pps({ cabac: 1 }), 'entropy_coding_mode_flag 1'],
    ['slice groups', sps(), pps({ groups: 1 }), 'num_slice_groups_minus1 1'],
    ['weighted prediction', sps(), pps({ weighted: 1 }), 'weighted_pred_flag 1'],
    [
      'no filter control',
      sps(),
      pps({ deblocking: 0 }),
      'deblocking_filter_control_present_flag 0',
    ],
    ['redundant pictures', sps(), pps({ redundant: 1 }), 'redundant_pic_cnt_present_flag 1'],
  ])('refuses %s', (_, spsBytes, ppsBytes, message) => {
    expect(() => readSliceParameters(spsBytes, ppsBytes)).toThrow(FootageError);
    expect(() => readSliceParameters(spsBytes, ppsBytes)).toThrow(message);
  });
});
