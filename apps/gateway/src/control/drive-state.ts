import type { PtzMove } from '@casement/contract';
import type { Driver } from './driver.js';

/**
 * Who sends nothing for this long no longer holds the stick. With 0.2 s for the turn of the stop, and some time for the
 * way to the recorder, a camera of somebody who is gone stops within a second.
 */
export const deadManMs = 700;
/**
 * Who has not been heard for so much of that time may be gone: what he holds is not repeated until he is heard, or the
 * stop would have to wait for its turn behind it.
 */
export const doubtMs = 500;
/** While a move is held its command is sent again after this time, well before the camera's 2 s run out (B54). */
export const repeatMs = 800;
/** A camera that hears nothing more has stopped by itself after this time: about 2 s (NVR 4.2.1), and a little. */
export const selfStopMs = 2_500;
/** A stop that failed is sent again after this time. */
export const stopAgainMs = 200;
/** Others have to wait, or to take over, for so long after somebody's last command. */
export const leaseMs = 5_000;

/** The right to drive. */
export type DriveLease = {
  readonly driver: Driver;
  readonly sinceMs: number;
  /** His last command. */
  readonly usedMs: number;
  /** The socket it came by. */
  readonly socket: string | undefined;
};

/** What the driver wants: never a stop, which is the absence of a wish. */
export type DriveWish = {
  readonly move: PtzMove;
  /** When he last said so. */
  readonly saidMs: number;
  readonly socket: string | undefined;
};

/** What the camera was told last and may still be doing. */
export type DriveOrder = {
  /** `undefined`: it is not known what the camera does. */
  readonly move: PtzMove | undefined;
  readonly sentMs: number;
  /** It has stopped by itself after that. */
  readonly untilMs: number;
  /** A stop has failed: the next one not before that. */
  readonly stopAtMs?: number | undefined;
};

/** How a camera is being driven, as data. Times are on a monotonic clock. */
export type DriveState = {
  readonly lease: DriveLease | undefined;
  readonly wish: DriveWish | undefined;
  readonly order: DriveOrder | undefined;
  /** The command under way. */
  readonly sending: PtzMove | undefined;
};

/** - `moving`: somebody holds the stick. `stopping`: nobody does, and the camera has not confirmed that it stands. */
export type DrivePhase = 'idle' | 'driven' | 'moving' | 'stopping';

/** What became of the command under way; `lost`: the camera never heard of it. */
export type DriveAnswer = 'done' | 'refused' | 'failed' | 'lost';

/** What happens to a camera that is driven. */
export type DriveEvent =
  | {
      readonly type: 'move';
      readonly driver: Driver;
      readonly socket: string | undefined;
      readonly move: PtzMove;
    }
  /** Another command than a move. `stands`: the camera is not to be moved at the same time. */
  | {
      readonly type: 'use';
      readonly driver: Driver;
      readonly socket: string | undefined;
      readonly stands: boolean;
    }
  /** Whoever drives loses the lease to this one; who may is decided before. */
  | { readonly type: 'take'; readonly driver: Driver; readonly socket: string | undefined }
  /** A socket is gone. */
  | { readonly type: 'gone'; readonly socket: string }
  /** Time has passed. */
  | { readonly type: 'tick' }
  /** What is due is being sent. */
  | { readonly type: 'sending' }
  | { readonly type: 'answered'; readonly answer: DriveAnswer }
  /** Nothing can be sent at all: the camera is left to stop by itself. */
  | { readonly type: 'unsent' }
  /** The gateway, or the recorder, is about to go. */
  | { readonly type: 'close' };

/** A stop. */
export const standing: PtzMove = { pan: 0, tilt: 0, zoom: 0 };

/** A camera that nobody drives. */
export const undriven: DriveState = {
  lease: undefined,
  wish: undefined,
  order: undefined,
  sending: undefined,
};

/** Whether a move is a stop. */
export function isStop({ pan, tilt, zoom }: PtzMove): boolean {
  return pan === 0 && tilt === 0 && zoom === 0;
}

/** The state in one word. */
export function phaseOf({ lease, wish, order, sending }: DriveState): DrivePhase {
  if (wish) {
    return 'moving';
  }
  if (order ?? sending) {
    return 'stopping';
  }
  return lease ? 'driven' : 'idle';
}

/** Who keeps this driver from driving now; `undefined`: nobody. */
export function holderBefore(
  state: DriveState,
  driver: Driver,
  nowMs: number,
): DriveLease | undefined {
  const { lease } = expire(state, nowMs);
  return lease && lease.driver.id !== driver.id ? lease : undefined;
}

/** The next state. Pure; time counts before the event does. Moves and uses of who is not the driver change nothing. */
export function stepDrive(before: DriveState, event: DriveEvent, nowMs: number): DriveState {
  const state = expire(before, nowMs);
  return withTimeToStop(state, happen(state, event, nowMs), nowMs);
}

function happen(state: DriveState, event: DriveEvent, nowMs: number): DriveState {
  switch (event.type) {
    case 'tick':
      return state;
    case 'unsent':
      return { ...state, wish: undefined, order: undefined, sending: undefined };
    case 'move':
      return holderBefore(state, event.driver, nowMs) ? state : move(state, event, nowMs);
    case 'use': {
      if (holderBefore(state, event.driver, nowMs)) {
        return state;
      }
      const lease = leaseFor(state, event, nowMs);
      return { ...state, lease, wish: event.stands ? undefined : state.wish };
    }
    case 'take':
      return holderBefore(state, event.driver, nowMs)
        ? { ...state, wish: undefined, lease: leaseFor(undriven, event, nowMs) }
        : { ...state, lease: leaseFor(state, event, nowMs) };
    case 'gone':
      return gone(state, event.socket);
    case 'sending':
      return send(state, nowMs);
    case 'answered':
      return answered(state, event.answer, nowMs);
    case 'close':
      return { ...state, wish: undefined, lease: undefined };
  }
}

/** What is to be sent now; `undefined`: nothing, or one command is under way. */
export function dueCommand(
  { wish, order, sending: current }: DriveState,
  nowMs: number,
): PtzMove | undefined {
  if (current) {
    return undefined;
  }
  if (!wish) {
    return order && nowMs >= (order.stopAtMs ?? nowMs) ? standing : undefined;
  }
  const isTold = order?.move !== undefined && isSameMove(order.move, wish.move);
  const isRepeated = isTold && nowMs >= order.sentMs + repeatMs && nowMs < wish.saidMs + doubtMs;
  return isTold && !isRepeated ? undefined : wish.move;
}

/** When something happens by itself after now; `undefined`: never. */
export function nextTickMs(
  { lease, wish, order, sending: current }: DriveState,
  nowMs: number,
): number | undefined {
  const again = order && (wish ? order.sentMs + repeatMs : (order.stopAtMs ?? order.untilMs));
  // A repetition whose time has come is being sent, or waits for its driver to be heard.
  const isOnItsOwn = again !== undefined && !current && !(wish && again <= nowMs);
  const times = [
    ...(wish ? [wish.saidMs + deadManMs] : lease ? [lease.usedMs + leaseMs] : []),
    ...(isOnItsOwn ? [again] : []),
  ];
  return times.length > 0 ? Math.min(...times) : undefined;
}

/** What has run out is gone. */
function expire(state: DriveState, nowMs: number): DriveState {
  const wish = state.wish && nowMs < state.wish.saidMs + deadManMs ? state.wish : undefined;
  const { lease, order } = state;
  const isHeld = wish !== undefined || (lease && nowMs < lease.usedMs + leaseMs);
  const hadTime = state.wish === undefined && state.sending === undefined;
  const isOver = hadTime && order !== undefined && nowMs >= order.untilMs;
  const rest = {
    ...state,
    wish,
    lease: isHeld === true ? lease : undefined,
    order: isOver ? undefined : order,
  };
  return withTimeToStop(state, rest, nowMs);
}

/** However late the last command went out: the stop gets its time from the end of the wish. */
function withTimeToStop(before: DriveState, after: DriveState, nowMs: number): DriveState {
  const { order } = after;
  return before.wish && !after.wish && order
    ? { ...after, order: { ...order, untilMs: Math.max(order.untilMs, nowMs + selfStopMs) } }
    : after;
}

type Use = { readonly driver: Driver; readonly socket: string | undefined };

function leaseFor({ lease }: DriveState, { driver, socket }: Use, nowMs: number): DriveLease {
  return { driver, socket, sinceMs: lease?.sinceMs ?? nowMs, usedMs: nowMs };
}

function move(
  state: DriveState,
  event: Use & { readonly move: PtzMove },
  nowMs: number,
): DriveState {
  const { socket } = event;
  return {
    ...state,
    lease: leaseFor(state, event, nowMs),
    wish: isStop(event.move) ? undefined : { move: event.move, saidMs: nowMs, socket },
  };
}

function gone(state: DriveState, socket: string): DriveState {
  return {
    ...state,
    wish: state.wish?.socket === socket ? undefined : state.wish,
    lease: state.lease?.socket === socket ? undefined : state.lease,
  };
}

function send(state: DriveState, nowMs: number): DriveState {
  const due = dueCommand({ ...state, sending: undefined }, nowMs);
  if (due === undefined || isStop(due)) {
    return { ...state, sending: due };
  }
  // The camera may hear of it even if no answer comes.
  return {
    ...state,
    sending: due,
    order: { move: due, sentMs: nowMs, untilMs: nowMs + selfStopMs },
  };
}

function answered(state: DriveState, answer: DriveAnswer, nowMs: number): DriveState {
  const { sending: sent, order } = state;
  const rest = { ...state, sending: undefined };
  if (sent === undefined) {
    return state;
  }
  if (isStop(sent)) {
    // A stop that failed is due again until the camera has stopped by itself.
    const isOver = answer === 'done' || answer === 'refused';
    const stopAtMs = answer === 'failed' ? nowMs + stopAgainMs : undefined;
    return { ...rest, order: isOver || !order ? undefined : { ...order, stopAtMs } };
  }
  if (!order) {
    return rest;
  }
  switch (answer) {
    case 'done':
    case 'failed':
      return { ...rest, order: { ...order, untilMs: nowMs + selfStopMs } };
    case 'lost':
      return { ...rest, order: { ...order, move: undefined } };
    case 'refused':
      // What it did before this command it may still be doing.
      return { ...rest, wish: undefined };
  }
}

function isSameMove(one: PtzMove, other: PtzMove): boolean {
  return one.pan === other.pan && one.tilt === other.tilt && one.zoom === other.zoom;
}
