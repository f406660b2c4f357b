/** Chromium, and tabs of it that are signed in, at an instant, and watched for errors. */
import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { AxeBuilder } from "@axe-core/playwright";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { afterAll, expect, inject } from "vitest";

/** Where screenshots go, to be looked at. */
const SCREENSHOTS = process.env.E2E_SCREENSHOTS ?? ".wrangler/screenshots";
export const NARROW = { width: 360, height: 740 };
export const WIDE = { width: 1280, height: 800 };

let browser: Promise<Browser> | null = null;

/** One Chromium for a test file, with these switches at its first use. */
export function launch(args: string[] = []): Promise<Browser> {
  browser ??= chromium.launch({
    executablePath: process.env.CHROMIUM ?? execFileSync("which", ["chromium"], { encoding: "utf8" }).trim(),
    args: ["--no-sandbox", ...args],
  });
  return browser;
}

afterAll(async () => {
  await (await browser)?.close();
  browser = null;
});

export interface Tab extends Page {
  /** What the page complained of so far: errors on the console, uncaught ones, refused content. */
  complaints: string[];
}

export interface TabOptions extends BrowserContextOptions {
  /** Handed over in the address as the platform's login does. */
  token?: string;
  /** What page and service take for the present. */
  now?: string;
  chromium?: string[];
}

export async function openTab(path: string, { token, now, chromium: args, ...options }: TabOptions = {}): Promise<Tab> {
  const context = await (await launch(args)).newContext({
    viewport: WIDE,
    ...options,
    ...(now && { extraHTTPHeaders: { "X-Now": now } }),
  });
  const page = await context.newPage();
  if (now) await page.clock.install({ time: new Date(now) });
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(`uncaught: ${error.message}`));
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(`console: ${message.text()} ${message.location().url}`);
  });
  await page.goto(`${inject("origin")}${path}${token ? `#token=${token}` : ""}`);
  return Object.assign(page, { complaints });
}

/** Nothing that a user of assistive technology would stumble over badly. */
export async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const bad = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
  expect(bad.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" | ")}`)).toEqual([]);
}

/** Writes the page in light and dark, narrow and wide, and holds each against the rules of accessibility. */
export async function lookAtAll(page: Page, name: string): Promise<void> {
  mkdirSync(SCREENSHOTS, { recursive: true });
  for (const viewport of [NARROW, WIDE]) {
    for (const colorScheme of ["light", "dark"] as const) {
      await page.setViewportSize(viewport);
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      await page.evaluate(endTransitions);
      await page.screenshot({ path: `${SCREENSHOTS}/${name}-${viewport.width}-${colorScheme}.png`, fullPage: true });
      await expectAccessible(page);
      expect(await overflow(page), `${name} is wider than ${viewport.width} px`).toBeLessThanOrEqual(0);
    }
  }
}

/** What was pressed just now may still be on its way from one colour to another. */
const endTransitions = () => {
  for (const animation of document.getAnimations()) if (animation instanceof CSSTransition) animation.finish();
};

/** By how many pixels a page is wider than its window. */
const overflow = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
