// Assembles the SRTP module and writes it, base64, with its memory map into src/webrtc/srtp/srtp-wasm.generated.ts.
//
//   node libs/media/wasm/build.mjs
//
// The file is committed: nobody needs an assembler to install or to run the gateway. A test assembles again and compares.
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import wabt from 'wabt';
import { entryFields, jobFields, srtpLayout, srtpWat } from './srtp-wat.mjs';

/** The bytes of the module. */
export async function assembleSrtp() {
  const { parseWat } = await wabt();
  const module = parseWat('srtp.wat', srtpWat(), { simd: true });
  try {
    module.validate();
    return Buffer.from(module.toBinary({}).buffer);
  } finally {
    module.destroy();
  }
}

/** What the generated file holds. */
export async function generateSrtpSource() {
  const base64 = (await assembleSrtp()).toString('base64');
  const constant = (name, comment, value) =>
    `/** ${comment} */\nexport const ${name} = {\n${Object.entries(value)
      .map(([key, number]) => `  ${key}: ${number},`)
      .join('\n')}\n} as const;\n`;
  const lines = base64.match(/.{1,96}/g).map((line) => `  '${line}'`);
  return [
    '// Written by wasm/build.mjs; do not edit.\n',
    constant('srtpLayout', 'Addresses and sizes in bytes, counts of things.', srtpLayout),
    constant('jobFields', 'Offsets inside a job.', jobFields),
    constant('entryFields', 'Offsets inside an entry.', entryFields),
    `/** The module, base64. */\nexport const srtpWasmBase64 = [\n${lines.join(',\n')},\n].join('');\n`,
  ].join('\n');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const target = new URL('../src/webrtc/srtp/srtp-wasm.generated.ts', import.meta.url);
  await writeFile(target, await generateSrtpSource());
}
