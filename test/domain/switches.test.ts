import { describe, expect, it } from "vitest";
import { readSwitches } from "../../src/config/switches";
import { ConfigurationError } from "../../src/config/variables";

const FIELDS = {
  OPTIMIZATION_ENGINE_ENABLED: "isOptimizationEnabled",
  DEMAND_FORECASTING_ENABLED: "isForecastingEnabled",
} as const;
const NAMES = Object.keys(FIELDS) as (keyof typeof FIELDS)[];
const ON = { isOptimizationEnabled: true, isForecastingEnabled: true };

describe("the switches", () => {
  it("are on when nothing is said of them", () => {
    expect(readSwitches({})).toEqual(ON);
  });

  describe.each(NAMES)("%s", (name) => {
    it.each(["", "true", "True", "TRUE"])("is on by %j", (value) => {
      expect(readSwitches({ [name]: value })).toEqual(ON);
    });

    it.each(["false", "False", "FALSE"])("is off by %j, and leaves the other on", (value) => {
      expect(readSwitches({ [name]: value })).toEqual({ ...ON, [FIELDS[name]]: false });
    });

    it.each(["0", "no", "off", "1", " false", "falsch"])("takes %j for a mistake of configuration", (value) => {
      const reading = () => readSwitches({ [name]: value });
      expect(reading).toThrow(ConfigurationError);
      expect(reading).toThrow(`${name} is neither true nor false`);
    });
  });
});
