import { MediaError } from '../../errors/media-error.js';
import { sameBytes } from '../nal/same-bytes.js';
import { h264NalUnitTypes, nalUnitType } from './nal-unit-type.js';
import { parsePps } from './pps.js';
import { parseSpsId } from './sps.js';

/** The SPS and PPS that a slice refers to, as NAL units without start codes. */
export type ActiveParameterSets = {
  readonly sps: Uint8Array;
  readonly pps: Uint8Array;
};

/** A real SPS has 20 to 60 bytes, with all scaling lists some 300. Longer ones are not remembered. */
const maxParameterSetBytes = 2048;

type RememberedPps = { readonly nalUnit: Uint8Array; readonly spsId: number };

/**
 * Remembers the parameter sets of a stream by their ids (at most 32 SPS and 256 PPS), so that an IDR
 * picture that comes without them can be decoded all the same.
 */
export class ParameterSets {
  readonly #sps = new Map<number, Uint8Array>();
  readonly #pps = new Map<number, RememberedPps>();
  #version = 0;

  /** Grows by one whenever a set is new or differs from the one it replaces. 0: none was seen. */
  get version(): number {
    return this.#version;
  }

  /**
   * Remembers an SPS or PPS and says whether it changed anything. Other NAL units change nothing. The bytes
   * are copied.
   *
   * @throws {MediaError} kind `sps` or `pps` when its ids cannot be read; nothing is remembered then.
   */
  remember(nalUnit: Uint8Array): boolean {
    const type = nalUnitType(nalUnit);
    if (type === h264NalUnitTypes.sps) {
      checkLength(nalUnit, 'sps');
      return this.#rememberSps(nalUnit, parseSpsId(nalUnit));
    }
    if (type === h264NalUnitTypes.pps) {
      checkLength(nalUnit, 'pps');
      const { id, spsId } = parsePps(nalUnit);
      return this.#rememberPps(nalUnit, id, spsId);
    }
    return false;
  }

  /** The sets behind the pic_parameter_set_id of a slice; `undefined` when one is not known. */
  find(ppsId: number): ActiveParameterSets | undefined {
    const pps = this.#pps.get(ppsId);
    const sps = pps && this.#sps.get(pps.spsId);
    return pps && sps && { sps, pps: pps.nalUnit };
  }

  /** Forgets all sets. The version stays, so that what comes next counts as a change. */
  clear(): void {
    this.#sps.clear();
    this.#pps.clear();
  }

  #rememberSps(nalUnit: Uint8Array, id: number): boolean {
    if (sameBytes(nalUnit, this.#sps.get(id))) {
      return false;
    }
    this.#sps.set(id, nalUnit.slice());
    this.#version += 1;
    return true;
  }

  #rememberPps(nalUnit: Uint8Array, id: number, spsId: number): boolean {
    if (sameBytes(nalUnit, this.#pps.get(id)?.nalUnit)) {
      return false;
    }
    this.#pps.set(id, { nalUnit: nalUnit.slice(), spsId });
    this.#version += 1;
    return true;
  }
}

function checkLength({ length }: Uint8Array, kind: 'sps' | 'pps'): void {
  if (length > maxParameterSetBytes) {
    throw new MediaError(
      kind,
      `${kind.toUpperCase()} has ${length} bytes; expected at most ${maxParameterSetBytes}`,
      { length, max: maxParameterSetBytes },
    );
  }
}
