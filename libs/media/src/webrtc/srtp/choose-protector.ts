import { FfiKeyStream } from './ffi-key-stream.js';
import { errorText, openNativeLibrary } from './native-library.js';
import { NodeKeyStream } from './node-key-stream.js';
import { NodeProtector } from './node-protector.js';
import { protectorDefect } from './protector-self-test.js';
import { backendNames } from './run-protector.js';
import type { BackendName, RunProtector } from './run-protector.js';
import { SimdProtector } from './simd-protector.js';
import { startSimdModule } from './simd-module.js';
import { srtpLayout } from './srtp-wasm.generated.js';

/** A back end that works here, and in words why a faster one is not used. */
export type ProtectorChoice = {
  readonly protector: RunProtector;
  readonly notes: readonly string[];
};

/**
 * Starts the wanted back end, or with `auto` the fastest; what does not start, or gives other bytes than `node` in a trial,
 * is left out with a note, and the next slower one is taken. `node` always works.
 */
export async function chooseProtector(wanted: 'auto' | BackendName): Promise<ProtectorChoice> {
  const first = wanted === 'auto' ? 0 : backendNames.indexOf(wanted);
  const notes: string[] = [];
  for (const name of backendNames.slice(first)) {
    const protector = await openProtector(name);
    const defect = typeof protector === 'string' ? protector : trialDefect(protector);
    if (typeof protector !== 'string' && defect === undefined) {
      return { protector, notes };
    }
    notes.push(`SRTP back end "${name}" is not used: ${defect}`);
  }
  return { protector: new NodeProtector(), notes };
}

/** Starts a back end without a trial, or says in words why it does not start. */
export async function openProtector(name: BackendName): Promise<RunProtector | string> {
  try {
    switch (name) {
      case 'ffi':
        return await openFfiProtector();
      case 'wasm': {
        const module = await startSimdModule();
        const { keyStream, slots, stageStride } = srtpLayout;
        const region = new Uint8Array(module.memory, keyStream, slots * stageStride);
        return new SimdProtector(module, new NodeKeyStream(region));
      }
      case 'node':
        return new NodeProtector();
    }
  } catch (error) {
    return errorText(error);
  }
}

async function openFfiProtector(): Promise<RunProtector | string> {
  const library = await openNativeLibrary();
  if (typeof library === 'string') {
    return library;
  }
  const module = await startSimdModule();
  const { keyStream, result } = srtpLayout;
  return new SimdProtector(module, new FfiKeyStream(library, module.memory, keyStream, result));
}

function trialDefect(protector: RunProtector): string | undefined {
  try {
    return protectorDefect(protector);
  } catch (error) {
    return errorText(error);
  }
}
