import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const read = (file: string) => readFileSync(join(import.meta.dirname, "../..", file), "utf8");

describe("what is deployed", () => {
  it("logs no whole addresses: that of a QR image is a permission, others hold where somebody is", () => {
    const config = read("wrangler.toml");
    expect(/\[observability\.logs\]\n([^[]*)/.exec(config)?.[1]).toContain("invocation_logs = false");
    expect(/\[observability\]\n([^[]*)/.exec(config)?.[1]).toContain("redact_query_string = true");
    expect(config).not.toContain("LOCAL_CLOCK");
  });

  it("gives its pages a policy that runs their own scripts only, and nothing inside others' pages", () => {
    const [, policy = ""] = /^\/docs\/\*$[\s\S]*?Content-Security-Policy: (.*)$/m.exec(read("src/web/_headers")) ?? [];
    const directives = policy.split("; ");
    expect(directives).toEqual(
      expect.arrayContaining([
        "default-src 'self'",
        "script-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
      ]),
    );
  });
});
