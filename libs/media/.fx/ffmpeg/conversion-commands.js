/** Live input: nothing is probed, nothing is buffered, and the first unit is looked at as soon as it is there. */
const liveInput = [
    ...['-fflags', '+nobuffer', '-probesize', '32', '-analyzeduration', '0'],
    ...['-f', 'matroska'],
];
/** Several threads decode several pictures at once, and each of them is a picture of delay. */
const oneThread = ['-threads', '1'];
/** Every packet goes into the pipe at once. */
const liveOutput = ['-flush_packets', '1', '-max_delay', '0', '-muxdelay', '0'];
/** Matroska with the pictures of a camera. @param reorders whether B pictures have to be waited for */
const pictureInput = (reorders) => ({
    source: 'pipe:0',
    options: [...oneThread, ...(reorders ? [] : ['-flags', 'low_delay']), ...liveInput],
});
/**
 * Thins pictures out without a picture of delay, which the filter `fps` has: a picture passes when three quarters of the
 * shortest distance have passed since the one before.
 */
const thinned = (maxFps) => `select='isnan(prev_selected_t)+gte(t-prev_selected_t,${(0.75 / maxFps).toFixed(5)})'`;
/** Never larger than the source, in its proportions, with the even sides that 4:2:0 needs. */
const scaled = ({ maxWidth, maxHeight }, range) => `scale=w='min(${maxWidth},iw)':h='min(${maxHeight},ih)':force_original_aspect_ratio=decrease` +
    `:force_divisible_by=2:flags=fast_bilinear:out_range=${range}`;
/** Bits that a picture may have for each of its pixels: good enough at 15 pictures per second. */
const bitsPerPixel = 0.14;
const minKilobits = 300;
/**
 * Pictures (Matroska on stdin) to H.264 for every browser (FLV on stdout): constrained baseline, no B pictures,
 * nothing held back, a key frame every second. Times stay as they are.
 */
export function h264Command(limits, reorders) {
    const { maxWidth, maxHeight, maxFps } = limits;
    const kilobits = Math.round((maxWidth * maxHeight * maxFps * bitsPerPixel) / 1000);
    const rate = `${Math.max(minKilobits, kilobits)}k`;
    return {
        inputs: [pictureInput(reorders)],
        outputs: [
            {
                target: 'pipe:1',
                options: [
                    ...['-an', '-vf', `${thinned(maxFps)},${scaled(limits, 'tv')},format=yuv420p`],
                    // Without a time base of its own the encoder would round to pictures of 1/25 s.
                    ...['-fps_mode', 'passthrough', '-enc_time_base', '1:1000'],
                    ...['-c:v', 'libx264', '-preset', 'superfast', '-tune', 'zerolatency'],
                    ...['-profile:v', 'baseline', '-bf', '0', ...oneThread],
                    ...['-crf', '25', '-maxrate', rate, '-bufsize', rate],
                    ...['-x264-params', `fps=${maxFps}:scenecut=0`],
                    ...['-g', '250', '-force_key_frames', 'expr:gte(t,n_forced)'],
                    ...liveOutput,
                    ...['-flvflags', 'no_metadata+no_duration_filesize+no_sequence_end', '-f', 'flv'],
                ],
            },
        ],
    };
}
/** Quality of JPEG from 1 to 100 as ffmpeg counts it: 31 (worst) to 2. */
const jpegScale = (quality) => String(Math.min(31, Math.max(2, Math.round(31 - quality * 0.29))));
const jpegOptions = (limits, filters) => [
    ...['-an', '-vf', filters, '-fps_mode', 'passthrough'],
    ...['-c:v', 'mjpeg', '-pix_fmt', 'yuvj420p', ...oneThread],
    ...['-huffman', 'default', '-q:v', jpegScale(limits.quality)],
];
/** Pictures (Matroska on stdin) to JPEG pictures, one behind the other, on stdout. */
export function mjpegCommand(limits, reorders) {
    const filters = `${thinned(limits.maxFps)},${scaled(limits, 'pc')},format=yuvj420p`;
    const options = [...jpegOptions(limits, filters), ...liveOutput, '-f', 'mjpeg'];
    return { inputs: [pictureInput(reorders)], outputs: [{ target: 'pipe:1', options }] };
}
/** The first picture (Matroska on stdin) as one JPEG on stdout. */
export function snapshotCommand(limits) {
    const filters = `${scaled(limits, 'pc')},format=yuvj420p`;
    const options = [...jpegOptions(limits, filters), '-frames:v', '1', '-f', 'mjpeg'];
    return { inputs: [pictureInput(true)], outputs: [{ target: 'pipe:1', options }] };
}
/** Samples per second of all sound that is made: one rate, whatever the recorder's is. */
export const madeSampleRateHz = 48_000;
/** The samples are counted, not timed: what the recorder's clock does is no business of the encoder. */
const soundFilters = `asetpts=N/SR/TB,aresample=${madeSampleRateHz}`;
/**
 * G.726 as RTP packs it, the first sample in the lowest bits (RFC 3551 section 4.5.4), is what ffmpeg calls g726le;
 * the tag of Matroska alone means the other order.
 */
const soundInput = ({ codec }) => ({
    source: 'pipe:0',
    options: [...(codec === 'g726' ? ['-c:a', 'g726le'] : []), ...oneThread, ...liveInput],
});
/** Mono or stereo: more channels are mixed. */
export const madeChannels = (channels) => (channels === 1 ? 1 : 2);
/** Sound (Matroska on stdin) to Opus in packets of 20 ms (Ogg on stdout, a page for each). */
export function opusCommand(input) {
    const channels = madeChannels(input.channels);
    return {
        inputs: [soundInput(input)],
        outputs: [
            {
                target: 'pipe:1',
                options: [
                    ...['-vn', '-af', soundFilters, '-ac', String(channels)],
                    ...['-c:a', 'libopus', '-b:a', `${32 * channels}k`, '-frame_duration', '20'],
                    ...[...liveOutput, '-page_duration', '20000', '-f', 'ogg'],
                ],
            },
        ],
    };
}
/** Sound (Matroska on stdin) to AAC-LC in frames of 1,024 samples (ADTS on stdout). */
export function aacCommand(input) {
    const channels = madeChannels(input.channels);
    return {
        inputs: [soundInput(input)],
        outputs: [
            {
                target: 'pipe:1',
                options: [
                    ...['-vn', '-af', soundFilters, '-ac', String(channels)],
                    ...['-c:a', 'aac', '-b:a', `${48 * channels}k`, ...oneThread],
                    ...[...liveOutput, '-f', 'adts'],
                ],
            },
        ],
    };
}
/**
 * Fragmented MP4 in, fragmented MP4 out, both live: pictures and AAC are copied. Fragments are cut at key frames and every
 * `fragmentMs` milliseconds.
 */
export function remuxCommand(fragmentMs) {
    return {
        inputs: [
            {
                source: 'pipe:0',
                options: [
                    ...['-fflags', '+nobuffer', '-probesize', '32', '-analyzeduration', '0'],
                    ...['-f', 'mp4'],
                ],
            },
        ],
        outputs: [
            {
                target: 'pipe:1',
                options: [
                    ...['-map', '0', '-c', 'copy', '-copyts', '-avoid_negative_ts', 'disabled'],
                    ...['-movflags', '+frag_keyframe+empty_moov+default_base_moof'],
                    ...['-frag_duration', String(fragmentMs * 1000), ...liveOutput, '-f', 'mp4'],
                ],
            },
        ],
    };
}
