import { toHex } from '@casement/bytes';
import { MediaError } from '../../errors/media-error.js';
import { sameBytes } from '../nal/same-bytes.js';
import { h265HeaderBytes, h265NalUnitType, h265NalUnitTypes } from './nal-unit-type.js';
import { parseH265Pps } from './pps.js';
import type { H265Pps } from './pps.js';
import { parseH265SpsIds } from './sps.js';

/** The sets that a slice refers to, as NAL units without start codes. */
export type ActiveH265ParameterSets = {
  readonly vps: Uint8Array;
  readonly sps: Uint8Array;
  readonly pps: Uint8Array;
};

/** A real set has 20 to 120 bytes, with all scaling lists some 2000. Longer ones are not remembered. */
const maxParameterSetBytes = 4_096;

type RememberedSps = { readonly nalUnit: Uint8Array; readonly vpsId: number };
type RememberedPps = { readonly nalUnit: Uint8Array; readonly pps: H265Pps };

/**
 * Remembers the parameter sets of an H.265 stream by their ids (at most 16 VPS, 16 SPS, 64 PPS), so that a
 * random access picture that comes without them can be decoded all the same.
 */
export class H265ParameterSets {
  readonly #vps = new Map<number, Uint8Array>();
  readonly #sps = new Map<number, RememberedSps>();
  readonly #pps = new Map<number, RememberedPps>();
  #version = 0;

  /** Grows by one whenever a set is new or differs from the one it replaces. 0: none was seen. */
  get version(): number {
    return this.#version;
  }

  /**
   * Remembers a VPS, SPS or PPS and says whether it changed anything. Other NAL units change nothing. The bytes
   * are copied.
   *
   * @throws {MediaError} kind `vps`, `sps` or `pps` when its ids cannot be read; nothing is remembered then.
   */
  remember(nalUnit: Uint8Array): boolean {
    switch (h265NalUnitType(nalUnit)) {
      case h265NalUnitTypes.vps:
        return this.#rememberVps(nalUnit);
      case h265NalUnitTypes.sps:
        return this.#rememberSps(nalUnit);
      case h265NalUnitTypes.pps:
        return this.#rememberPps(nalUnit);
      default:
        return false;
    }
  }

  /** The sets behind the slice_pic_parameter_set_id of a slice; `undefined` when one is not known. */
  find(ppsId: number): ActiveH265ParameterSets | undefined {
    const pps = this.#pps.get(ppsId);
    const sps = pps && this.#sps.get(pps.pps.spsId);
    const vps = sps && this.#vps.get(sps.vpsId);
    return pps && sps && vps && { vps, sps: sps.nalUnit, pps: pps.nalUnit };
  }

  /** The parsed PPS with this id. */
  pps(id: number): H265Pps | undefined {
    return this.#pps.get(id)?.pps;
  }

  /** Forgets all sets. The version stays, so that what comes next counts as a change. */
  clear(): void {
    this.#vps.clear();
    this.#sps.clear();
    this.#pps.clear();
  }

  #rememberVps(nalUnit: Uint8Array): boolean {
    checkLength(nalUnit, 'vps');
    if (nalUnit.length <= h265HeaderBytes) {
      const text = `H.265 VPS has ${nalUnit.length} bytes; expected its id behind the header`;
      throw new MediaError('vps', `${text}: ${toHex(nalUnit)}`, { length: nalUnit.length });
    }
    const id = (nalUnit[h265HeaderBytes] ?? 0) >> 4;
    if (sameBytes(nalUnit, this.#vps.get(id))) {
      return false;
    }
    this.#vps.set(id, nalUnit.slice());
    this.#version += 1;
    return true;
  }

  #rememberSps(nalUnit: Uint8Array): boolean {
    checkLength(nalUnit, 'sps');
    const { id, vpsId } = parseH265SpsIds(nalUnit);
    if (sameBytes(nalUnit, this.#sps.get(id)?.nalUnit)) {
      return false;
    }
    this.#sps.set(id, { nalUnit: nalUnit.slice(), vpsId });
    this.#version += 1;
    return true;
  }

  #rememberPps(nalUnit: Uint8Array): boolean {
    checkLength(nalUnit, 'pps');
    const pps = parseH265Pps(nalUnit);
    if (sameBytes(nalUnit, this.#pps.get(pps.id)?.nalUnit)) {
      return false;
    }
    this.#pps.set(pps.id, { nalUnit: nalUnit.slice(), pps });
    this.#version += 1;
    return true;
  }
}

function checkLength({ length }: Uint8Array, kind: 'vps' | 'sps' | 'pps'): void {
  if (length > maxParameterSetBytes) {
    const text = `H.265 ${kind.toUpperCase()} has ${length} bytes`;
    throw new MediaError(kind, `${text}; expected at most ${maxParameterSetBytes}`, {
      length,
      max: maxParameterSetBytes,
    });
  }
}
