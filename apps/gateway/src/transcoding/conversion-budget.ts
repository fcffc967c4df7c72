/** How much may be converted at the same time. */
export type BudgetLimits = {
  readonly enabled: boolean;
  /** Conversions of pictures. */
  readonly maxJobs: number;
  /** Cores that all conversions together may use. */
  readonly maxCores: number;
};

/** Something that is to be converted. */
export type WantedJob = {
  readonly kind: 'pictures' | 'sound';
  /** Cores it will use, as estimated. */
  readonly cores: number;
};

/** What a running conversion holds of the budget. */
export type JobShare = {
  /** What it really uses, in cores: counts from now on instead of the estimate. */
  measured(cores: number): void;
  /** Gives it back. Idempotent. */
  release(): void;
};

/** A conversion of sound costs little: so many of them may run for each of pictures. */
const soundJobsPerJob = 16;

type Held = { readonly kind: WantedJob['kind']; cores: number };

/**
 * What all conversions share. A job is admitted when there is a place for it and its cores are left. The only one is
 * always admitted: a machine that is too small for it is better slow than blind.
 */
export class ConversionBudget {
  readonly limits: BudgetLimits;
  readonly #held = new Set<Held>();
  readonly #listeners = new Set<() => void>();
  #refused = 0;

  constructor(limits: BudgetLimits) {
    this.limits = limits;
  }

  /** Jobs that were not admitted. */
  get refused(): number {
    return this.#refused;
  }

  /** Cores in use, measured or estimated. */
  get cores(): number {
    return [...this.#held].reduce((sum, { cores }) => sum + cores, 0);
  }

  /** Why a job would not be admitted now, in words; `undefined` when it would. */
  refusal({ kind, cores }: WantedJob): string | undefined {
    const { enabled, maxJobs, maxCores } = this.limits;
    if (!enabled) {
      return 'Conversions are switched off (transcoding.enabled).';
    }
    const running = this.#running(kind);
    const places = kind === 'pictures' ? maxJobs : maxJobs * soundJobsPerJob;
    if (running >= places) {
      return `${running} of ${places} conversions${kind === 'sound' ? ' of sound' : ''} are running.`;
    }
    const used = this.cores;
    if (this.#held.size > 0 && used + cores > maxCores) {
      return (
        `Conversions use ${used.toFixed(1)} of their ${maxCores.toFixed(1)} cores, ` +
        `and one more would need about ${cores.toFixed(1)}.`
      );
    }
    return undefined;
  }

  /** Takes a job's share; or why not, in words. */
  admit(wanted: WantedJob): JobShare | string {
    const refusal = this.refusal(wanted);
    if (refusal !== undefined) {
      this.#refused += 1;
      return refusal;
    }
    const held: Held = { kind: wanted.kind, cores: wanted.cores };
    this.#held.add(held);
    return {
      measured: (cores) => {
        held.cores = cores;
      },
      release: () => {
        if (this.#held.delete(held)) {
          this.#tell();
        }
      },
    };
  }

  /** A share was given back. Returns what ends the listening. */
  onRelease(listener: () => void): () => void {
    const own = (): void => listener();
    this.#listeners.add(own);
    return () => {
      this.#listeners.delete(own);
    };
  }

  #running(kind: WantedJob['kind']): number {
    return [...this.#held].filter((held) => held.kind === kind).length;
  }

  #tell(): void {
    for (const listener of [...this.#listeners]) {
      listener();
    }
  }
}
