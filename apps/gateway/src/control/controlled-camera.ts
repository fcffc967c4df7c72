import type { PtzAbility, PtzMove, PtzState } from '@casement/contract';
import { serializeNvrRequest, toPtzSteps } from '@casement/protocol';
import type { NvrCommand } from '@casement/protocol';
import type { AuditRecord } from '../access/audit-log.js';
import type { Principal } from '../access/principal.js';
import type { Clock } from '../net/clock.js';
import type { ControlOutcome } from '../recorders/control-reply.js';
import type { ControlOptions, NvrControl } from '../recorders/nvr-control.js';
import { CameraDrive } from './camera-drive.js';
import type { MoveEnd } from './camera-drive.js';
import type { ControlCounters } from './control-counters.js';
import { driverOf } from './driver.js';
import type { Caller } from './driver.js';
import type { DriveLease } from './drive-state.js';
import { directionInWords, endInWords } from './drive-words.js';
import { abilitiesOf, HeldRefusal } from './held-refusal.js';
import { inSteps } from './move-steps.js';
import { MovementAudit } from './movement-audit.js';

/** Options of {@link ControlledCamera}. */
export type ControlledCameraOptions = {
  readonly recorder: string;
  readonly camera: number;
  readonly control: NvrControl;
  /** Steps of speed that the camera knows now. */
  readonly scale: () => 16 | 256;
  readonly clock: Clock;
  readonly counters: ControlCounters;
  /** Never rejects. */
  readonly audit: (entry: AuditRecord) => Promise<void>;
  readonly onChange: () => void;
  readonly onBug: (error: unknown) => void;
};

/** Makes a command with the UID of the moment. */
export type MakeCommand = (uid: string) => NvrCommand;

type Movement = { readonly caller: Caller; readonly direction: string; readonly sinceMs: number };

/** Other commands than moves that may wait for one camera; a person does not press faster. */
export const maxWaitingCommands = 8;

/** One camera that somebody drives, or has driven. */
export class ControlledCamera {
  readonly #options: ControlledCameraOptions;
  readonly #drive: CameraDrive;
  readonly #refusal: HeldRefusal;
  readonly #audit: MovementAudit;
  readonly #stopHearing: () => void;
  #caller: Caller | undefined;
  #movement: Movement | undefined;
  #waiting = 0;
  #since: { readonly ms: number; readonly text: string } | undefined;

  constructor(options: ControlledCameraOptions) {
    const { clock, control, camera, onBug } = options;
    this.#options = options;
    this.#refusal = new HeldRefusal(clock, () => control.abilities.refusedBy(camera));
    this.#audit = new MovementAudit(options.audit);
    this.#drive = new CameraDrive({
      clock,
      send: (make, sendOptions) => this.#sendMove(make, sendOptions),
      onChange: () => {
        this.#writeAudit();
        options.onChange();
      },
      onBegin: (move) => this.#begins(move),
      onEnd: (why) => this.#ends(why),
      onBug,
    });
    this.#stopHearing = control.onAbilities((changed) => {
      if (changed === camera) {
        options.onChange();
      }
    });
  }

  get recorder(): string {
    return this.#options.recorder;
  }

  get camera(): number {
    return this.#options.camera;
  }

  /** Why nothing can be sent to it now, in words. */
  get unavailable(): string | undefined {
    return this.#options.control.unavailable(this.camera);
  }

  /** Whether other commands wait as many as may. */
  get isBusy(): boolean {
    return this.#waiting >= maxWaitingCommands;
  }

  get isMoving(): boolean {
    const { phase } = this.#drive;
    return phase === 'moving' || phase === 'stopping';
  }

  /** Who drives now. */
  get lease(): DriveLease | undefined {
    return this.#drive.state.lease;
  }

  /** Since when somebody drives it, ISO 8601: the same however often one asks, as two clocks never agree twice. */
  get drivenSince(): string | undefined {
    const { clock } = this.#options;
    const { lease } = this;
    if (lease !== undefined && this.#since?.ms !== lease.sinceMs) {
      const wallMs = clock.wallMs() - (clock.nowMs() - lease.sinceMs);
      this.#since = { ms: lease.sinceMs, text: new Date(wallMs).toISOString() };
    }
    return lease && this.#since?.text;
  }

  /** As the contract shows it to somebody. */
  viewFor(principal: Principal): PtzState {
    const { control, recorder, camera } = this.#options;
    const { lease, drivenSince: since } = this;
    return {
      recorder,
      camera,
      driver:
        lease && since !== undefined
          ? {
              username: lease.driver.username,
              since,
              isYou: lease.driver.id === driverOf(principal).id,
            }
          : null,
      moving: this.isMoving,
      refused: control.abilities.refusedBy(camera),
    };
  }

  /**
   * Moves the camera, or stops it. Resolves when the first command of a movement is answered, at once for all others;
   * the caller is known to be the driver, or there is none.
   */
  async move(caller: Caller, wanted: PtzMove): Promise<ControlOutcome> {
    const refusal = this.#refusal.answerTo(wanted);
    if (refusal) {
      return refusal;
    }
    this.#caller = caller;
    const wasHeld = this.#isHeld();
    const move = inSteps(wanted, this.#options.scale());
    const { socket } = caller;
    const driver = driverOf(caller.principal);
    this.#drive.step({ type: 'move', driver, socket, move });
    return !wasHeld && this.#isHeld() ? this.#drive.outcome() : { kind: 'done' };
  }

  /** Makes somebody the driver; whoever was stops. */
  take(caller: Caller): void {
    const { socket } = caller;
    this.#drive.step({ type: 'take', driver: driverOf(caller.principal), socket });
  }

  /**
   * Any other command, once. The caller is known to be the driver, or there is none.
   *
   * @param ability what is noted when the camera refuses
   * @param stands whether the camera must not be moved at the same time
   * @param tells whether a camera that refuses this has nothing of the kind
   */
  async command(
    caller: Caller,
    ability: PtzAbility,
    make: MakeCommand,
    { stands, tells }: { readonly stands: boolean; readonly tells: boolean },
  ): Promise<ControlOutcome> {
    const { control, camera, counters } = this.#options;
    const { socket } = caller;
    this.#drive.step({ type: 'use', driver: driverOf(caller.principal), socket, stands });
    this.#waiting += 1;
    try {
      const outcome = await control.sendSurely(camera, make);
      if (tells || outcome.kind !== 'refused') {
        this.#learn([ability], outcome);
      } else {
        counters.refused += 1;
      }
      return outcome;
    } finally {
      this.#waiting -= 1;
    }
  }

  /** A socket is gone, whoever's it was. */
  socketGone(socket: string): void {
    this.#drive.step({ type: 'gone', socket });
  }

  /** Stops the camera; resolves when it stands, or is left to stop by itself. */
  async close(): Promise<void> {
    await this.#drive.close();
    await this.#audit.close();
    this.#stopHearing();
  }

  async #sendMove(
    make: () => PtzMove | undefined,
    sendOptions: ControlOptions,
  ): Promise<ControlOutcome> {
    const { control, camera, scale } = this.#options;
    let sent: PtzMove | undefined;
    const outcome = await control.send(
      camera,
      (uid) => {
        sent = make();
        return (
          sent &&
          serializeNvrRequest({
            command: 'moveCamera',
            uid,
            camera,
            ...toPtzSteps(sent, scale()),
          })
        );
      },
      sendOptions,
    );
    const abilities = sent ? abilitiesOf(sent) : [];
    this.#learn(abilities, outcome);
    this.#refusal.note(abilities, outcome);
    this.#writeAudit();
    return outcome;
  }

  /** Whether somebody holds the stick. */
  #isHeld(): boolean {
    return this.#drive.phase === 'moving';
  }

  #learn(abilities: readonly PtzAbility[], outcome: ControlOutcome): void {
    const { control, camera, counters } = this.#options;
    for (const ability of abilities) {
      if (outcome.kind === 'done') {
        control.abilities.worked(camera, ability);
      } else if (outcome.kind === 'refused') {
        control.abilities.refused(camera, ability, outcome.reason);
      }
    }
    counters.refused += abilities.length > 0 && outcome.kind === 'refused' ? 1 : 0;
  }

  #begins(move: PtzMove): void {
    const caller = this.#caller;
    if (caller) {
      const direction = directionInWords(move);
      this.#movement = { caller, direction, sinceMs: this.#options.clock.nowMs() };
      this.#write(caller, 'camera-move', { direction });
    }
    this.#options.counters.movements += 1;
  }

  #ends(why: MoveEnd): void {
    const { clock, counters } = this.#options;
    counters.ends.set(why, (counters.ends.get(why) ?? 0) + 1);
    if (this.#movement) {
      const { caller, direction, sinceMs } = this.#movement;
      const seconds = Math.round((clock.nowMs() - sinceMs) / 100) / 10;
      this.#movement = undefined;
      this.#write(caller, 'camera-stop', { direction, seconds, why: endInWords[why] });
    }
  }

  /** A stop that is still to be sent, or answered, goes before. */
  #writeAudit(): void {
    if (this.#drive.phase !== 'stopping') {
      this.#audit.flush();
    }
  }

  #write(
    { principal, address }: Caller,
    action: string,
    detail: Readonly<Record<string, string | number>>,
  ): void {
    const { recorder, camera } = this.#options;
    this.#audit.put({
      username: principal.username,
      via: principal.via,
      address,
      action,
      outcome: 'done',
      detail: { rid: recorder, n: camera, ...detail },
    });
  }
}
