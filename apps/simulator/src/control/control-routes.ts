import { z } from 'zod';
import { faultSchema } from '../faults/fault.js';
import type { FaultBoard } from '../faults/fault-board.js';
import type { SentAlarm } from '../alarms/alarm-journal.js';
import type { RequestEntry } from '../nvr/request-log.js';
import { issueLines } from '../scenario-error.js';
import { actionNames, actionSchema } from './action.js';
import type { Action } from './action.js';
import { describeFault } from './simulator-state.js';

/** What the control port controls. */
export type ControlTarget = {
  readonly faults: FaultBoard;
  readonly nowMs: () => number;
  readonly state: () => unknown;
  readonly requests: () => readonly RequestEntry[];
  readonly alarms: () => readonly SentAlarm[];
  /** @throws {RangeError} for arguments that fit the schema but nothing in the scenario. */
  readonly perform: (action: Action) => Readonly<Record<string, unknown>>;
};

/** A request to the control port. */
export type ControlRequest = {
  readonly method: string;
  readonly path: string;
  readonly body: string;
};

/** Its answer, to be written as JSON. */
export type ControlAnswer = { readonly status: number; readonly value: unknown };

const faultList = z.array(faultSchema).max(100);

/**
 * The routes of the control port: `GET /state`, `GET /requests`, `GET /alarms`, `GET|PUT|POST|DELETE /faults`,
 * `DELETE /faults/<id>`, `POST /actions/<name>`.
 */
export function answerControl(target: ControlTarget, request: ControlRequest): ControlAnswer {
  const [, room = '', name = ''] = /^\/([a-z]+)(?:\/([a-z0-9-]+))?$/.exec(request.path) ?? [];
  switch (`${request.method} ${room}${name && '/'}`) {
    case 'GET state':
      return done(target.state());
    case 'GET requests':
      return done(target.requests());
    case 'GET alarms':
      return done(target.alarms());
    case 'GET faults':
      return faultsNow(target);
    case 'PUT faults':
      return withBody(faultList, request.body, (faults) => {
        target.faults.replace(faults);
        return faultsNow(target);
      });
    case 'POST faults':
      return withBody(faultSchema, request.body, (fault) => {
        const added = target.faults.add(fault);
        return { status: 201, value: added && describeFault(added, target.nowMs()) };
      });
    case 'DELETE faults':
      target.faults.clear();
      return faultsNow(target);
    case 'DELETE faults/':
      return target.faults.remove(name) ? faultsNow(target) : unknown(`there is no fault ${name}`);
    case 'POST actions/':
      return answerAction(target, name, request.body);
    default:
      return unknown(`${request.method} ${request.path} is nothing the control port knows`);
  }
}

function answerAction(target: ControlTarget, name: string, body: string): ControlAnswer {
  if (!actionNames.includes(name)) {
    return unknown(`there is no action ${name}; expected one of ${actionNames.join(', ')}`);
  }
  return withBody(z.record(z.string(), z.unknown()), body, (values) =>
    checked(actionSchema, { ...values, name }, (action) => {
      try {
        return done(target.perform(action));
      } catch (error) {
        if (error instanceof RangeError) {
          return refused(error.message);
        }
        throw error;
      }
    }),
  );
}

/** Reads and checks the body; an empty one counts as `{}`. */
function withBody<T>(
  schema: z.ZodType<T>,
  body: string,
  answer: (value: T) => ControlAnswer,
): ControlAnswer {
  let document: unknown;
  try {
    document = body.trim() === '' ? {} : JSON.parse(body);
  } catch (error) {
    return refused(`the body is no JSON: ${String(error)}`);
  }
  return checked(schema, document, answer);
}

function checked<T>(
  schema: z.ZodType<T>,
  document: unknown,
  answer: (value: T) => ControlAnswer,
): ControlAnswer {
  const result = schema.safeParse(document);
  return result.success ? answer(result.data) : refused(issueLines(result.error).join('; '));
}

function refused(error: string): ControlAnswer {
  return { status: 400, value: { error } };
}

function faultsNow({ faults, nowMs }: ControlTarget): ControlAnswer {
  return done(faults.active.map((active) => describeFault(active, nowMs())));
}

function done(value: unknown): ControlAnswer {
  return { status: 200, value };
}

function unknown(error: string): ControlAnswer {
  return { status: 404, value: { error } };
}
