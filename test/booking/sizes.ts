/** How long the long runs are: a size that suits every change, unless the environment of the command says more. */
import { env } from "cloudflare:workers";

const bindings = env as Env & { MODEL_RUNS?: string; SIMULATOR_SEEDS?: string; SIMULATOR_SEED?: string };
const count = (text: string | undefined, usual: number): number => {
  const value = text ? Number(text) : usual;
  if (!Number.isSafeInteger(value) || value < 1) throw new Error(`"${text}" is no size`);
  return value;
};

export const sizes = {
  modelRuns: count(bindings.MODEL_RUNS, 60),
  simulatorSeeds: count(bindings.SIMULATOR_SEEDS, 8),
  /** The only one to run, to see it again. */
  simulatorSeed: bindings.SIMULATOR_SEED ? count(bindings.SIMULATOR_SEED, 1) : null,
};
