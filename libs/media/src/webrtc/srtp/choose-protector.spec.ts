import { chooseProtector, openProtector } from './choose-protector.js';
import { NodeProtector } from './node-protector.js';
import { protectorDefect } from './protector-self-test.js';
import { backendNames } from './run-protector.js';
import type { RunProtector } from './run-protector.js';

describe('chooseProtector', () => {
  it.each([...backendNames])('starts %s when it is wanted', async (name) => {
    const { protector, notes } = await chooseProtector(name);

    expect([protector.name, notes]).toEqual([name, []]);
    expect([...protector.stage.lengths].every((length) => length === 0)).toBe(true);
  });

  it('takes the fastest that works, and says why not a faster one', async () => {
    const { protector, notes } = await chooseProtector('auto');
    const first = await openProtector('ffi');

    expect(protector.name).toBe(typeof first === 'string' ? 'wasm' : 'ffi');
    expect(notes).toHaveLength(protector.name === 'ffi' ? 0 : 1);
  });
});

describe('protectorDefect', () => {
  /** A reference with a fault in what it gives out. */
  function faulty(change: (output: Uint8Array) => Uint8Array): RunProtector {
    const inner = new NodeProtector();
    return {
      name: 'node',
      stage: inner.stage,
      maxJobs: inner.maxJobs,
      open: (master) => inner.open(master),
      close: (context) => inner.close(context),
      protect: (jobs, count) => inner.protect(jobs, count),
      output: (at) => change(inner.output(at)),
    };
  }

  it('finds nothing in the reference itself', () => {
    expect(protectorDefect(faulty((output) => output))).toBeUndefined();
  });

  it.each([
    { fault: 'a changed byte', change: (output: Uint8Array) => output.with(20, 256 - output[20]!) },
    { fault: 'a missing end', change: (output: Uint8Array) => output.subarray(0, 400) },
    { fault: 'one byte too many', change: (output: Uint8Array) => Uint8Array.of(...output, 0) },
  ])('finds $fault', ({ change }) => {
    expect(protectorDefect(faulty(change))).toMatch(/differs from node:crypto in .* of run 0/);
  });
});
