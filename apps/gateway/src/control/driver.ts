import { includesRole, type Principal } from '../access/principal.js';

/** Somebody who drives a camera, or wants to. */
export type Driver = {
  /** The same for everything that he has open: his pages, and his requests without a page. */
  readonly id: string;
  readonly username: string;
  readonly role: Principal['role'];
};

/** Who asks for something, and from where. */
export type Caller = {
  readonly principal: Principal;
  /** His IP address, for the audit. */
  readonly address: string;
  /** His socket, so that the camera stops when it is gone; `undefined` for requests over HTTP. */
  readonly socket?: string | undefined;
};

/** The driver that somebody would be. */
export function driverOf({ username, role, via }: Principal): Driver {
  return { id: `${via}:${username}`, username, role };
}

/** Whether somebody may take a camera over: operators from operators, administrators from everybody. */
export function mayTakeFrom(taker: Driver, holder: Driver): boolean {
  return includesRole(taker.role, holder.role);
}
