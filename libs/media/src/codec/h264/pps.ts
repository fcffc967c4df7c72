import { BitReader, BytesError, toHex } from '@casement/bytes';
import { MediaError } from '../../errors/media-error.js';
import { removeEmulationPrevention } from '../nal/emulation-prevention.js';

/** The identity of a picture parameter set: all that is needed to keep it beside its SPS. */
export type Pps = {
  /** pic_parameter_set_id, 0..255. */
  readonly id: number;
  /** seq_parameter_set_id of the SPS it belongs to, 0..31. */
  readonly spsId: number;
};

/** Two Exp-Golomb numbers of 7 bytes at most, with emulation prevention bytes in between. */
const readBytes = 24;

/**
 * Parses the ids of a picture parameter set NAL unit (ITU-T H.264 7.3.2.2).
 *
 * @throws {MediaError} kind `pps`.
 */
export function parsePps(nalUnit: Uint8Array): Pps {
  try {
    const reader = new BitReader(removeEmulationPrevention(nalUnit.subarray(1, readBytes)));
    const pps = { id: reader.ue(), spsId: reader.ue() };
    if (pps.id <= 255 && pps.spsId <= 31) {
      return pps;
    }
    throw new MediaError(
      'pps',
      `PPS has id ${pps.id} for SPS ${pps.spsId}; expected at most 255 and 31: ${toHex(nalUnit)}`,
      pps,
    );
  } catch (error) {
    if (error instanceof BytesError) {
      throw new MediaError(
        'pps',
        `PPS of ${nalUnit.length} bytes ends inside its ids: ${toHex(nalUnit)}`,
        { length: nalUnit.length },
        { cause: error },
      );
    }
    throw error;
  }
}
