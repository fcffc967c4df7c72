/** Injection token of the `prom-client` Registry; names of metrics begin with `casement_`. */
export const METRICS_REGISTRY = Symbol('METRICS_REGISTRY');
