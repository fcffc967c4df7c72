import { errorText, openNativeLibrary } from '../srtp/native-library.js';
import { OffloadSender } from './offload-sender.js';
import { runSenderDefect } from './offload-trial.js';
import type { RunSender } from './run-sender.js';
import { SingleSender } from './single-sender.js';

/** A sender that works here, and in words why the faster one is not used. */
export type RunSenderChoice = { readonly sender: RunSender; readonly notes: readonly string[] };

/**
 * Segmentation offload when it is wanted (`auto` and `offload`) and a trial over loopback shows that it works; one system
 * call per packet otherwise, with a note unless that was wanted.
 */
export async function chooseRunSender(
  wanted: 'auto' | 'offload' | 'single',
): Promise<RunSenderChoice> {
  if (wanted === 'single') {
    return { sender: new SingleSender(), notes: [] };
  }
  const sender = await openOffloadSender();
  const defect = typeof sender === 'string' ? sender : await runSenderDefect(sender);
  if (typeof sender !== 'string' && defect === undefined) {
    return { sender, notes: [] };
  }
  return {
    sender: new SingleSender(),
    notes: [`UDP segmentation offload is not used: ${defect}`],
  };
}

/** The sender without a trial, or in words why there is none. */
export async function openOffloadSender({
  platform,
  arch,
}: { readonly platform: string; readonly arch: string } = process): Promise<
  OffloadSender | string
> {
  if (platform !== 'linux' || (arch !== 'x64' && arch !== 'arm64')) {
    return `it is made for Linux on x64 and arm64, and this is ${platform} on ${arch}`;
  }
  const library = await openNativeLibrary();
  if (typeof library === 'string') {
    return library;
  }
  try {
    return new OffloadSender(library);
  } catch (error) {
    return errorText(error);
  }
}
