import fc from 'fast-check';
import { G726Decoder } from './g726-decoder.js';
import { swapG726BitOrder } from './g726.js';

/** A tone of 400 Hz that grows, as ffmpeg 5.1 encodes it (`-c:a g726 -b:a 32k`), and decodes it again. */
const encoded =
  'f267775652c999abbcdf245554421fdbaaabcde1245545321eccaaabcde134554442ffcbaaabdcff35545441' +
  '2ecca9cbccff34555433f1cbaabacdd2145544421eeabaabcdef254554331eebaaaccbe124455434d2dbbaac' +
  'cbff245462413fbdbaacbc1e14545424ffeb9d9ddcd2143544412ecdbaaccc2ff5535412feeabbbcddf31551' +
  '7f1e2c1dbfce3a142f5f5de2fbcbeeaf3f4f47ff11c1dcecc3c12e5334f2295aa1cbeee22332452eee1babbd' +
  'db32ef5544fe11ccc8fcfe1e15e3431fe29dfc9cef3b44f4443fb5addd9fb12fc64254f4d1ccadbbcee51f65' +
  'f5121cd39e9dfee225f543211ebae9eaeed51d53';
const decoded =
  '000010003c006400bc003c0138013c012801b400fcff34ff60fe54fda0fc94fc3cfca8fc38fd7cfee8ff9801' +
  '3c0370049405dc054806e404a00340022c00b0fd68fbb0f9e0f768f7d0f710f9b8fa58fddcff0803dc054c08' +
  '5009840b040b60092007cc039cffb8fc40f914f63cf314f2dcf2c4f490f76cfb7400ec042809d00c580e280f' +
  'cc0f900d280958050c00fcfa2cf654f20cef60ed44efb8f060f5e8f9ccff6006280c740f7812b41360145010' +
  'd80c1c07a0ff90f9a4f354ede8ead0e9e4eab8ec84f2fcf86800c007800ee813b8175c19bc171015b80e5808' +
  '1400dcf718f0f8e994e674e42ce58ce9a4eea8f70c00d80854115018501c2c1d241d5c196c1210097800f8f5' +
  '2cedb0e6fce1a0dffce0c0e508edccf5a8ffec0a1014441b70208c23c821dc1c3415e40a300048f534ebace2' +
  'd4dc90da20dddce14ce9ecf3d0ffe80b10160c1f0c25f027f8244021a417680cccfff0f2bce7b8de8cd8f8d5' +
  '08d854dd14e728f32000300db0193c23ac2a682c002bb423d419580e84ffb0f170e544db0cd378d114d494d9' +
  'a4e34cf10400a80ee01c4c27642e8c319c2e7828801d740fe8ffa0f06ce1fcd6d8ced0cb88ce50d610e1c8ef' +
  '84ff44100c1f242b8c33f835f033c02bc81f4411e0ffb8ee6cdf80d3f0ca78c764caa4d1f0dd24ee2000c011' +
  '9022182fb837103b3c3848305823b812200024ed20dcc4ceb8c500c340c508ceacdbe8ecc8fff4121425f032' +
  'c83c203fb83d38339826101394ff8cecc0d954cbb4c100be04c100cba8d8ecea5000701450279c36e8403c44' +
  '2841b837b4288015380080ea00d764c740bd64b968bc78c618d610eac4ffd4161c2b603b604568496845b83b' +
  'e02bd416080020e9e8d350c380b88cb408b8a0c240d370e8f8ff2818b02dbc3e204ac84d904a4440a02e2418' +
  'ecff10e7ccd0a8bf60b374af70b39cbe6cd008e7140014195430ac42644ef452d44e4843e430ec19acffe8e5' +
  'acce54bb20af14abc8ae90badccdb8e598ffa41a3833384638535c577453004724344c1bd000c0e4f4cb10b7' +
  '14aa64a6cca97cb670ca8ce32400941c1c361c4a8457145c2458c04a7c36041d4c00c8e260c870b344a664a1' +
  '5ca554b3e8c714e2a8ff741d74387c4ed45bdc60c85cf84e8039981e84ffe8e1f4c5a4afc4a1949c24a158af' +
  '40c5e8e05cffc01fa83b8c5204612866186154534c3cfc1f100020e024c340ac1c9de497489c18abdcc128e0' +
  'bcff7820083ef4551865646afc65c456ec3ea8216c0040de6cc00ca8d498fc92a0972ca788bfa0dd4c005422' +
  '4c41d459a4698c6f046a785a10426422d0ff90dcf4bc0ca4c893b88dc09348a390bc3cdc';

const samplesOf = (hex: string): number[] => {
  const bytes = Buffer.from(hex, 'hex');
  return Array.from({ length: bytes.length / 2 }, (_, at) => bytes.readInt16LE(at * 2));
};

describe('G726Decoder', () => {
  it.each(['left', 'right'] as const)('decodes as another decoder does (%s)', (order) => {
    const bytes = Buffer.from(encoded, 'hex');
    const samples = new G726Decoder(order).decode(
      order === 'left' ? bytes : swapG726BitOrder(bytes),
    );
    const expected = samplesOf(decoded);
    expect(samples).toHaveLength(expected.length);
    // Decoders differ in the last bits of the 14 that G.726 has.
    const apart = expected.map((sample, at) => Math.abs(sample - (samples[at] ?? NaN)));
    expect(Math.max(...apart)).toBeLessThanOrEqual(16);
    expect(Math.max(...samples)).toBeGreaterThan(20_000);
  });

  it('goes on where it was, however the bytes are cut', () => {
    const bytes = Buffer.from(encoded, 'hex');
    const whole = [...new G726Decoder('left').decode(bytes)];
    fc.assert(
      fc.property(fc.nat(bytes.length), (at) => {
        const decoder = new G726Decoder('left');
        const [first, second] = [bytes.subarray(0, at), bytes.subarray(at)];
        expect([...decoder.decode(first), ...decoder.decode(second)]).toEqual(whole);
      }),
    );
  });

  it('makes two samples of every byte, whatever it is', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 2_000 }), fc.boolean(), (bytes, isRight) => {
        const samples = new G726Decoder(isRight ? 'right' : 'left').decode(bytes);
        expect(samples).toHaveLength(bytes.length * 2);
      }),
    );
  });
});
