import type { FromThread, MediaThreadSettings, ToThread } from './messages.js';

/** What a thread tells whoever started it. */
export type ThreadListener = {
  message(message: FromThread): void;
  /** It runs no more, whether that was wanted or not; `reason` in words. Nothing follows. */
  ended(reason: string): void;
};

/** A thread that was started. */
export type ThreadHandle = {
  post(message: ToThread): void;
  /** Ends it without asking. Idempotent; resolves when nothing runs any more. */
  terminate(): Promise<void>;
};

/** Starts media threads: real ones, or what stands for them where there is no built code. */
export type ThreadLauncher = (
  settings: MediaThreadSettings,
  listener: ThreadListener,
) => ThreadHandle;

/** Injection token of the {@link ThreadLauncher}. */
export const THREAD_LAUNCHER = Symbol('THREAD_LAUNCHER');
