/** The public face of the simulator, for tests that run it in their own process. */
export { loadScenario, parseScenario } from './load-scenario.js';
export { ScenarioError } from './scenario-error.js';
export type { Scenario, ScenarioInput } from './scenario.js';
export type { Fault, FaultKind } from './faults/fault.js';
export type { Action } from './control/action.js';
export type { SimulatorState, SimulatorUrls } from './control/simulator-state.js';
export { createSelfSigned } from './net/self-signed-certificate.js';
export { Simulator } from './simulator.js';
export type { SimulatorOptions } from './simulator.js';
