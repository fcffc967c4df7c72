// Jest transform for Vue single-file components: script and template through @vue/compiler-sfc, then
// TypeScript through SWC, as an ES module. Styles are left out: jsdom lays nothing out.
const { createHash } = require('node:crypto');
const { readFileSync } = require('node:fs');
const { transformSync } = require('@swc/core');
const compiler = require('@vue/compiler-sfc');

compiler.registerTS(() => require('typescript'));

function compile(source, filename) {
  const { descriptor, errors } = compiler.parse(source, { filename });
  if (errors.length > 0) {
    throw new Error(`${filename}: ${errors.map((error) => error.message).join('; ')}`);
  }
  const id = createHash('sha256').update(filename).digest('hex').slice(0, 8);
  const script = compiler.compileScript(descriptor, { id, inlineTemplate: true, sourceMap: false });
  const { code, map } = transformSync(script.content, {
    filename,
    sourceMaps: true,
    jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
    module: { type: 'es6' },
  });
  return { code, map };
}

module.exports = {
  process: compile,
  processAsync: async (source, filename) => compile(source, filename),
  getCacheKey(source, filename, { configString, instrument }) {
    return createHash('sha256')
      .update(
        [
          source,
          filename,
          configString,
          String(instrument),
          readFileSync(__filename, 'utf8'),
          compiler.version,
        ].join('\0'),
      )
      .digest('hex');
  },
};
