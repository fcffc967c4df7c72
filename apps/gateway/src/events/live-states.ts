import type { Camera, Recorder } from '@casement/contract';

/** A change that browsers hear of. */
export type StateChange =
  | { readonly what: 'recorder'; readonly recorder: Recorder }
  | { readonly what: 'recorder-removed'; readonly id: string }
  | { readonly what: 'camera'; readonly recorder: string; readonly camera: Camera };

/** What the socket needs of the recorders; see recorders.module.ts for what implements it. */
export abstract class LiveStates {
  /** Every recorder with its cameras as they are now. */
  abstract snapshot(): readonly {
    readonly recorder: Recorder;
    readonly cameras: readonly Camera[];
  }[];
  /** Calls the listener for every change, without waiting. Returns how to stop that. */
  abstract onChange(listener: (change: StateChange) => void): () => void;
}
