/** The contract's two switches (13.1). On unless a variable says otherwise. */
import { ConfigurationError } from "./variables";

export interface Switches {
  isOptimizationEnabled: boolean;
  isForecastingEnabled: boolean;
}

export interface SwitchVariables {
  OPTIMIZATION_ENGINE_ENABLED?: string;
  DEMAND_FORECASTING_ENABLED?: string;
}

export const readSwitches = (env: SwitchVariables): Switches => ({
  isOptimizationEnabled: readSwitch("OPTIMIZATION_ENGINE_ENABLED", env.OPTIMIZATION_ENGINE_ENABLED),
  isForecastingEnabled: readSwitch("DEMAND_FORECASTING_ENABLED", env.DEMAND_FORECASTING_ENABLED),
});

function readSwitch(name: string, value: string | undefined): boolean {
  switch (value?.toLowerCase()) {
    case undefined:
    case "":
    case "true":
      return true;
    case "false":
      return false;
    default:
      throw new ConfigurationError(`${name} is neither true nor false`);
  }
}
