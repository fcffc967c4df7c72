import { readFile } from 'node:fs/promises';

describe('srtp-wasm.generated.ts', () => {
  it('is what wasm/build.mjs makes now', async () => {
    const build = new URL('../../../wasm/build.mjs', import.meta.url).href;
    const { generateSrtpSource } = (await import(build)) as {
      generateSrtpSource: () => Promise<string>;
    };
    const file = new URL('srtp-wasm.generated.ts', import.meta.url);

    expect(await readFile(file, 'utf8')).toBe(await generateSrtpSource());
  });
});
