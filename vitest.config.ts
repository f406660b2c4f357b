import { cloudflareTest, readD1Migrations } from "@cloudflare/vitest-pool-workers";
import { defineConfig } from "vitest/config";
import { testVariables } from "./test/support/variables.ts";

/** Of the long runs (`test/booking/sizes.ts`). The Worker has no environment of its own. */
const sizes = {
  MODEL_RUNS: process.env.MODEL_RUNS ?? "",
  SIMULATOR_SEEDS: process.env.SIMULATOR_SEEDS ?? "",
  SIMULATOR_SEED: process.env.SIMULATOR_SEED ?? "",
};

const worker = cloudflareTest(async () => ({
  wrangler: { configPath: "./wrangler.toml" },
  miniflare: {
    cf: false,
    // Cloudflare's own simulation; under another name than EMAIL, which would take over all mail.
    email: { send_email: [{ name: "SIMULATED_EMAIL", allowed_destination_addresses: ["jane@example.com"] }] },
    bindings: { ...testVariables, ...sizes, MIGRATIONS: await readD1Migrations("./migrations") },
  },
}));

export default defineConfig({
  test: {
    // Refused and failing calls log on purpose; only a failing test's logs are of interest.
    silent: "passed-only",
    projects: [
      { test: { name: "domain", include: ["test/{domain,node,web}/**/*.test.ts"] } },
      {
        plugins: [worker],
        test: {
          name: "worker",
          testTimeout: 60_000,
          hookTimeout: 60_000,
          include: ["test/**/*.test.ts"],
          exclude: ["test/{domain,node,web}/**", "test/e2e/**", "test/types/**"],
          setupFiles: ["./test/support/setup.ts"],
          globalSetup: [
            "./test/support/route-service.ts",
            "./test/support/providers.ts",
            "./test/support/subscriber.ts",
          ],
        },
      },
    ],
  },
});
