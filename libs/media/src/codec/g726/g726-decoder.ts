import type { G726BitOrder } from './g726.js';

/**
 * Tables of 32 kbit/s (ITU-T G.726 tables 8, 9 and 11): the quantizer's output, and how fast it and the speed control
 * adapt, by the magnitude of a code.
 */
const outputs = [-2048, 4, 135, 213, 273, 323, 373, 425];
const scaleSteps = [-12, 18, 41, 64, 112, 198, 355, 1122].map((value) => value * 32);
const speedSteps = [0, 0, 0, 1, 1, 1, 3, 7].map((value) => value * 512);

const zeroes = 6;
const poles = 2;
/** A value of 0 in the predictor's floating point. */
const floatZero = 32;

/** Decodes G.726 at 32 kbit/s to 16-bit PCM at 8 kHz, as the recommendation says (section 4.3, without synchronous coding). */
export class G726Decoder {
  readonly #isRight: boolean;
  /** Predictor coefficients: of the poles and of the zeroes. */
  readonly #a = new Int32Array(poles);
  readonly #b = new Int32Array(zeroes);
  /** Signs of the two partially reconstructed signals before. */
  readonly #pk = new Int32Array(poles);
  /** The differences and reconstructed signals before, in floating point with a mantissa of six bits. */
  readonly #dq = new Int32Array(zeroes).fill(floatZero);
  readonly #sr = new Int32Array(poles).fill(floatZero);
  #slowScale = 34_816;
  #fastScale = 544;
  #shortMean = 0;
  #longMean = 0;
  #speed = 0;
  #hasTone = false;

  constructor(bitOrder: G726BitOrder) {
    this.#isRight = bitOrder === 'right';
  }

  /** Two samples per byte. */
  decode(bytes: Uint8Array): Int16Array {
    const samples = new Int16Array(bytes.length * 2);
    bytes.forEach((byte, at) => {
      const [high, low] = [
        this.#isRight ? byte & 15 : byte >> 4,
        this.#isRight ? byte >> 4 : byte & 15,
      ];
      samples[at * 2] = this.#sample(high);
      samples[at * 2 + 1] = this.#sample(low);
    });
    return samples;
  }

  #sample(code: number): number {
    const zeroSum = this.#zeroSum();
    const fromZeroes = zeroSum >> 1;
    const estimate = (zeroSum + this.#poleSum()) >> 1;
    const scale = this.#scale();
    const magnitude = (code & 8) === 0 ? code : 15 - code;
    const difference = reconstruct((code & 8) !== 0, outputs[magnitude] ?? 0, scale);
    const signal = difference < 0 ? estimate - (difference & 0x3fff) : estimate + difference;
    const partial = signal + fromZeroes - estimate;
    this.#update(scale, magnitude, difference, signal, partial);
    return Math.max(-32_768, Math.min(32_767, signal << 2));
  }

  #zeroSum(): number {
    let sum = 0;
    for (let at = 0; at < zeroes; at += 1) {
      sum += multiply((this.#b[at] ?? 0) >> 2, this.#dq[at] ?? 0);
    }
    return sum;
  }

  #poleSum(): number {
    let sum = 0;
    for (let at = poles - 1; at >= 0; at -= 1) {
      sum += multiply((this.#a[at] ?? 0) >> 2, this.#sr[at] ?? 0);
    }
    return sum;
  }

  /** MIX: between the fast and the slow scale factor. */
  #scale(): number {
    if (this.#speed >= 256) {
      return this.#fastScale;
    }
    const slow = this.#slowScale >> 6;
    const apart = this.#fastScale - slow;
    const share = this.#speed >> 2;
    const mixed = apart > 0 ? (apart * share) >> 6 : apart < 0 ? (apart * share + 0x3f) >> 6 : 0;
    return slow + mixed;
  }

  #update(
    scale: number,
    magnitude: number,
    difference: number,
    signal: number,
    partial: number,
  ): void {
    const wi = scaleSteps[magnitude] ?? 0;
    const fi = speedSteps[magnitude] ?? 0;
    const size = difference & 0x7fff;
    const isBreak = this.#isBreak(size);
    const partialSign = partial < 0 ? 1 : 0;
    this.#fastScale = Math.max(544, Math.min(5_120, scale + ((wi - scale) >> 5)));
    this.#slowScale += this.#fastScale + (-this.#slowScale >> 6);
    const poleTwo = isBreak ? this.#reset() : this.#adapt(partial, partialSign, difference, size);
    this.#remember(difference, size, signal, partialSign);
    this.#hasTone = !isBreak && poleTwo < -11_776;
    this.#control(fi, isBreak, scale);
  }

  /** Whether a tone that was there ends abruptly: the predictor starts anew. */
  #isBreak(size: number): boolean {
    const exponent = this.#slowScale >> 15;
    const fraction = (this.#slowScale >> 10) & 0x1f;
    const loud = exponent > 9 ? 31 << 10 : (32 + fraction) << exponent;
    return this.#hasTone && size > (loud + (loud >> 1)) >> 1;
  }

  #reset(): number {
    this.#a.fill(0);
    this.#b.fill(0);
    return 0;
  }

  #adapt(partial: number, partialSign: number, difference: number, size: number): number {
    const [a1 = 0, a2 = 0] = this.#a;
    const [pk1 = 0, pk2 = 0] = this.#pk;
    const isOther = (partialSign ^ pk1) !== 0;
    let poleTwo = a2 - (a2 >> 7);
    if (partial !== 0) {
      const slope = isOther ? a1 : -a1;
      poleTwo += slope < -8_191 ? -0x100 : slope > 8_191 ? 0xff : slope >> 5;
      const step = (partialSign ^ pk2) !== 0 ? -0x80 : 0x80;
      poleTwo = clampPoleTwo(poleTwo, step);
    }
    let poleOne = a1 - (a1 >> 8);
    if (partial !== 0) {
      poleOne += isOther ? -192 : 192;
    }
    const limit = 15_360 - poleTwo;
    this.#a[0] = Math.max(-limit, Math.min(limit, poleOne));
    this.#a[1] = poleTwo;
    for (let at = 0; at < zeroes; at += 1) {
      const before = this.#b[at] ?? 0;
      const leaked = before - (before >> 8);
      const isSame = (difference ^ (this.#dq[at] ?? 0)) >= 0;
      this.#b[at] = size === 0 ? leaked : leaked + (isSame ? 128 : -128);
    }
    return poleTwo;
  }

  #remember(difference: number, size: number, signal: number, partialSign: number): void {
    this.#dq.copyWithin(1, 0, zeroes - 1);
    this.#dq[0] =
      size === 0
        ? difference >= 0
          ? floatZero
          : floatZero - 0x400
        : toFloat(size, difference < 0);
    this.#sr.copyWithin(1, 0, poles - 1);
    this.#sr[0] =
      signal === 0
        ? floatZero
        : signal <= -32_768
          ? floatZero - 0x400
          : toFloat(Math.abs(signal), signal < 0);
    this.#pk.copyWithin(1, 0, poles - 1);
    this.#pk[0] = partialSign;
  }

  /** The speed at which the scale adapts: slow for steady sound, fast for speech. */
  #control(fi: number, isBreak: boolean, scale: number): void {
    this.#shortMean += (fi - this.#shortMean) >> 5;
    this.#longMean += ((fi << 2) - this.#longMean) >> 7;
    if (isBreak) {
      this.#speed = 256;
      return;
    }
    const isUnsteady =
      scale < 1_536 ||
      this.#hasTone ||
      Math.abs((this.#shortMean << 2) - this.#longMean) >= this.#longMean >> 3;
    this.#speed += ((isUnsteady ? 0x200 : 0) - this.#speed) >> 4;
  }
}

/** RECONST and ADDA: the difference in sign and magnitude, with -0x8000 as the sign. */
function reconstruct(isNegative: boolean, output: number, scale: number): number {
  const log = output + (scale >> 2);
  if (log < 0) {
    return isNegative ? -0x8000 : 0;
  }
  const exponent = (log >> 7) & 15;
  const mantissa = 128 + (log & 127);
  const value = (mantissa << 7) >> (14 - exponent);
  return isNegative ? value - 0x8000 : value;
}

/** FMULT. */
function multiply(coefficient: number, float: number): number {
  const magnitude = coefficient > 0 ? coefficient : -coefficient & 0x1fff;
  const exponent = bits(magnitude) - 6;
  const mantissa =
    magnitude === 0 ? 32 : exponent >= 0 ? magnitude >> exponent : magnitude << -exponent;
  const both = exponent + ((float >> 6) & 15) - 13;
  const product = (mantissa * (float & 63) + 0x30) >> 4;
  const value = both >= 0 ? (product << both) & 0x7fff : product >> -both;
  return (coefficient ^ float) < 0 ? -value : value;
}

function toFloat(magnitude: number, isNegative: boolean): number {
  const exponent = bits(magnitude);
  const float = (exponent << 6) + ((magnitude << 6) >> exponent);
  return isNegative ? float - 0x400 : float;
}

/** Bits of a value below 2^15. */
function bits(value: number): number {
  return value === 0 ? 0 : 32 - Math.clz32(value & 0x7fff);
}

function clampPoleTwo(poleTwo: number, step: number): number {
  const next = poleTwo + step;
  return Math.max(-12_288, Math.min(12_288, next));
}
