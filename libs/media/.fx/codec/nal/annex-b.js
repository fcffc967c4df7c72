import { concatBytes, findBytes } from '@casement/bytes';
/** The part that the 3-byte and the 4-byte start code have in common. */
const shortStartCode = Uint8Array.of(0, 0, 1);
/** The start code that is written: the 4-byte form, as in the recorders' own bodies. */
const startCode = Uint8Array.of(0, 0, 0, 1);
/**
 * The NAL units of an Annex B byte stream (ITU-T H.264 and H.265, annex B) as views of it, without
 * start codes. Both lengths of start codes are understood; zeros before a start code and at the end
 * are no part of a NAL unit; bytes before the first start code are left out.
 */
export function splitAnnexB(bytes) {
    const nalUnits = [];
    let start = findBytes(bytes, shortStartCode);
    while (start >= 0) {
        const from = start + shortStartCode.length;
        start = findBytes(bytes, shortStartCode, from);
        const nalUnit = withoutTrailingZeros(bytes.subarray(from, start < 0 ? bytes.length : start));
        if (nalUnit.length > 0) {
            nalUnits.push(nalUnit);
        }
    }
    return nalUnits;
}
/** One Annex B byte stream with a 4-byte start code before every NAL unit. The bytes are copied. */
export function joinAnnexB(nalUnits) {
    return concatBytes(nalUnits.flatMap((nalUnit) => [startCode, nalUnit]));
}
/** A NAL unit never ends in a zero byte: the trailing bits hold a one (H.264 7.4.1). */
function withoutTrailingZeros(bytes) {
    const last = bytes.findLastIndex((byte) => byte !== 0);
    return bytes.subarray(0, last + 1);
}
