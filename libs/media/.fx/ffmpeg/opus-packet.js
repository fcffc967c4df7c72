/** Samples per frame at 48 kHz, by the configuration of RFC 6716 table 2. */
const silkSamples = [480, 960, 1920, 2880];
const hybridSamples = [480, 960];
const celtSamples = [120, 240, 480, 960];
/** 120 ms: the longest packet (RFC 6716 section 3.4, R5). */
const maxPacketSamples = 5_760;
/** How many samples at 48 kHz an Opus packet lasts (RFC 6716 section 3.1); `undefined` when it is none. */
export function opusPacketSamples(packet) {
    const [toc, count] = packet;
    if (toc === undefined) {
        return undefined;
    }
    const code = toc & 3;
    const frames = code === 0 ? 1 : code < 3 ? 2 : count === undefined ? 0 : count & 0x3f;
    const samples = frames * frameSamples(toc >> 3);
    return samples > 0 && samples <= maxPacketSamples ? samples : undefined;
}
function frameSamples(config) {
    const list = config < 12 ? silkSamples : config < 16 ? hybridSamples : celtSamples;
    return list[config % list.length] ?? 0;
}
