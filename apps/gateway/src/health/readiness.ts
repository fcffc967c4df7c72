import { Injectable } from '@nestjs/common';

/** What a check found; `detail` is a sentence that anybody may read, without names and addresses. */
export type CheckResult = { readonly ok: boolean; readonly detail?: string };

/** The answer of `/readyz`. */
export type ReadinessReport = {
  readonly ready: boolean;
  readonly checks: Readonly<Record<string, CheckResult>>;
};

/** A check that does not answer in time has failed. */
const CHECK_TIMEOUT_MS = 3_000;

/** Collects what has to be in order before somebody is sent here: every room registers its own check. */
@Injectable()
export class Readiness {
  readonly #checks = new Map<string, () => CheckResult | Promise<CheckResult>>();
  #stopping = false;

  /** Adds a check under a name; a second one under the same name replaces the first. */
  register(name: string, check: () => CheckResult | Promise<CheckResult>): void {
    this.#checks.set(name, check);
  }

  /** From now on the answer is no: the gateway is about to end. */
  stop(): void {
    this.#stopping = true;
  }

  /** Asks all checks. A check that throws has failed; its error is not told. */
  async report(): Promise<ReadinessReport> {
    const results = await Promise.all(
      [...this.#checks].map(async ([name, check]) => [name, await this.#run(check)] as const),
    );
    const checks = Object.fromEntries(
      this.#stopping ? [...results, ['process', { ok: false, detail: 'stopping' }]] : results,
    ) as Record<string, CheckResult>;
    return { ready: Object.values(checks).every(({ ok }) => ok), checks };
  }

  async #run(check: () => CheckResult | Promise<CheckResult>): Promise<CheckResult> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<CheckResult>((resolve) => {
      timer = setTimeout(
        () => resolve({ ok: false, detail: `no answer in ${CHECK_TIMEOUT_MS} ms` }),
        CHECK_TIMEOUT_MS,
      );
    });
    try {
      return await Promise.race([Promise.resolve().then(check), late]);
    } catch {
      return { ok: false, detail: 'the check failed' };
    } finally {
      clearTimeout(timer);
    }
  }
}
