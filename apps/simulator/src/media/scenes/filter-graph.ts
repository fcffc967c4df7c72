/** A link of a filter graph: the output of one chain, used as the input of exactly one other. */
export type Link = { readonly label: string };

/** Collects the chains of an ffmpeg filter graph (ffmpeg-filters(1), "Filtergraph syntax"). */
export class FilterGraph {
  readonly #chains: string[] = [];
  #links = 0;

  /** Adds a chain of filters and returns its output. */
  chain(inputs: readonly Link[], ...filters: readonly string[]): Link {
    const [output] = this.fork(inputs, 1, ...filters);
    return output ?? { label: '' };
  }

  /** Adds a chain whose last filter has several outputs. */
  fork(inputs: readonly Link[], outputs: number, ...filters: readonly string[]): Link[] {
    const links = Array.from({ length: outputs }, () => ({ label: `l${String(this.#links++)}` }));
    this.#chains.push(brackets(inputs) + filters.join(',') + brackets(links));
    return links;
  }

  /** Gives the last link its public name and returns the text of the graph. */
  finish(last: Link, name: string): string {
    return [...this.#chains, `[${last.label}]null[${name}]`].join(';');
  }
}

function brackets(links: readonly Link[]): string {
  return links.map(({ label }) => `[${label}]`).join('');
}
