import { isFull } from './falling-behind.js';
import type { Listener, SoundSource } from './sound-source.js';
import { blockedRetryMs, noRetry } from './turn-parts.js';
import type { TurnParts } from './turn-parts.js';

/** A listener further behind the newest sound than this is taken to the head: sound must not be late. */
export const maxSoundBehindMs = 400;

/**
 * Brings new sound to those who hear it. Listeners who stand at the same packet share the staged run; in every
 * turn another one is first. A run has all that is there, which nearly always is one packet.
 */
export class SoundRound {
  readonly #parts: TurnParts;
  /** Who gets the staged run. Kept, so that it need not be made anew for each. */
  readonly #group: Listener[] = [];

  constructor(parts: TurnParts) {
    this.#parts = parts;
  }

  /** Returns after how many milliseconds to try again. */
  serve(nowMs: number): number {
    const { sounds } = this.#parts.lists;
    let retryMs = noRetry;
    for (const source of sounds.take()) {
      if (this.#serveRing(source, nowMs)) {
        sounds.add(source);
        retryMs = blockedRetryMs;
      }
    }
    sounds.served();
    this.#group.length = 0;
    return retryMs;
  }

  /** Whether some listener has to wait because the system takes no more. */
  #serveRing(source: SoundSource, nowMs: number): boolean {
    const { listeners, reader } = source;
    const head = reader.head();
    if (!reader.load((head - 1) >>> 0)) {
      return false;
    }
    const newestMs = reader.arrivalMs;
    source.clock.take(reader.timestamp90k, newestMs);
    for (const listener of listeners) {
      this.#seek(source, listener, head, newestMs);
    }
    source.rotation = listeners.length === 0 ? 0 : (source.rotation + 1) % listeners.length;
    let hasRest = false;
    for (let at = 0; at < listeners.length; at += 1) {
      const listener = rotated(source, at);
      if (listener !== undefined) {
        this.#serveListener(source, at, listener, head, newestMs, nowMs);
        hasRest ||= this.#isBlocked(listener) && listener.sound.cursor !== head;
      }
    }
    return hasRest;
  }

  #serveListener(
    source: SoundSource,
    at: number,
    listener: Listener,
    head: number,
    newestMs: number,
    nowMs: number,
  ): void {
    while (this.#isServable(listener, head)) {
      const { cursor } = listener.sound;
      this.#serveGroup(source, at, listener, head, nowMs);
      if (listener.sound.cursor === cursor) {
        return;
      }
      this.#seek(source, listener, head, newestMs);
    }
  }

  #isServable(listener: Listener, head: number): boolean {
    return (
      listener.sound.cursor !== head &&
      listener.canSend &&
      !isFull(listener) &&
      !this.#isBlocked(listener)
    );
  }

  #isBlocked({ path }: Listener): boolean {
    return path !== undefined && this.#parts.outlet.isBlocked(path);
  }

  /** Sends one run to a listener and to all that stand where it stands. */
  #serveGroup(
    source: SoundSource,
    at: number,
    { sound: first }: Listener,
    head: number,
    nowMs: number,
  ): void {
    const { run, soundDispatcher } = this.#parts;
    const { cursor } = first;
    let count = 0;
    for (let other = at; other < source.listeners.length; other += 1) {
      const listener = rotated(source, other);
      if (
        listener?.sound.cursor !== cursor ||
        !this.#isServable(listener, head) ||
        !source.reader.load(cursor) ||
        !listener.sound.canTake(source.reader)
      ) {
        continue;
      }
      listener.sound.approach(source.reader, nowMs);
      if (listener.sound.isFresh === first.isFresh) {
        this.#group[count] = listener;
        count += 1;
      }
    }
    if (count > 0 && run.loadSound(source.reader, cursor, head, first.isFresh)) {
      soundDispatcher.dispatch(run, this.#group, count, nowMs);
    }
  }

  /** Takes a listener to the next packet that it can be sent, or to the head when it is behind. */
  #seek(
    { reader }: SoundSource,
    { sound, canSend }: Listener,
    head: number,
    newestMs: number,
  ): void {
    if (!canSend) {
      sound.cursor = head;
      return;
    }
    while (sound.cursor !== head) {
      if (!reader.load(sound.cursor) || newestMs - reader.arrivalMs > maxSoundBehindMs) {
        this.#skip(sound, head, (head - sound.cursor) >>> 0);
      } else if (sound.canTake(reader)) {
        return;
      } else {
        this.#skip(sound, (sound.cursor + 1) >>> 0, reader.unitStart ? 1 : 0);
      }
    }
  }

  #skip(sound: Listener['sound'], cursor: number, pieces: number): void {
    sound.skipTo(cursor, pieces);
    this.#parts.counters.soundSkipped += pieces;
  }
}

function rotated(source: SoundSource, at: number): Listener | undefined {
  return source.listeners[(source.rotation + at) % source.listeners.length];
}
