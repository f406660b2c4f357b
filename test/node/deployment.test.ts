import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const read = (file: string) => readFileSync(join(import.meta.dirname, "../..", file), "utf8");

const HEADERS = "src/web/public/_headers";

describe("what is deployed", () => {
  it("logs no whole addresses: that of a QR image is a permission, others hold where somebody is", () => {
    const config = read("wrangler.toml");
    expect(/\[observability\.logs\]\n([^[]*)/.exec(config)?.[1]).toContain("invocation_logs = false");
    expect(/\[observability\]\n([^[]*)/.exec(config)?.[1]).toContain("redact_query_string = true");
    expect(config).not.toContain("LOCAL_CLOCK");
  });

  it.each(["/", "/counter/*", "/book/*", "/dashboard/*", "/docs/*"])(
    "gives %s a policy that runs our own scripts only, and nothing inside others' pages",
    (path) => {
      const [, policy = ""] = headersOf(path).match(/Content-Security-Policy: (.*)/) ?? [];
      const directives = Object.fromEntries(policy.split("; ").map((one) => one.split(/ (.*)/)));
      expect(["'none'", "'self'"]).toContain(directives["default-src"]);
      expect(directives["script-src"].replace(" 'wasm-unsafe-eval'", "")).toBe("'self'");
      expect(directives["object-src"] ?? directives["default-src"]).toBe("'none'");
      expect([directives["base-uri"], directives["frame-ancestors"]]).toEqual(["'none'", "'none'"]);
    },
  );

  it("looks for no file where the API is", () => {
    expect(read("wrangler.toml")).toMatch(/^run_worker_first = \["\/api\/\*"\]$/m);
  });

  it("keeps hashed files for ever, icons for a day, and nothing else", () => {
    expect(headersOf("/assets/*")).toContain("Cache-Control: public, max-age=31536000, immutable");
    expect(headersOf("/icon*")).toContain("Cache-Control: public, max-age=86400");
    expect(read(HEADERS).match(/Cache-Control/g)).toHaveLength(2);
  });
});

/** What Cloudflare adds to the files under a path. */
const headersOf = (path: string): string =>
  read(HEADERS)
    .split(/\n\n/)
    .find((block) => block.startsWith(`${path}\n`)) ?? "";
