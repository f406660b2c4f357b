/** What a refusal looks like, for tests that send what must not be taken. */
import { expect } from "vitest";
import type { Answer } from "../support/api";

export function expectRefused(answer: Answer, status: number, code: string): void {
  expect({ status: answer.status, code: answer.body.error?.code }, JSON.stringify(answer.body)).toEqual({
    status,
    code,
  });
}

/** 400 VALIDATION_ERROR that names the field, or something inside it. */
export function expectInvalid(answer: Answer, field: string): void {
  expectRefused(answer, 400, "VALIDATION_ERROR");
  const named = Object.keys(answer.body.error.details);
  expect(
    named.some((key) => key === field || key.startsWith(`${field}.`)),
    `details name ${field}, not only ${named.join(", ")}`,
  ).toBe(true);
}

/** An error's body without what differs from call to call. */
export const comparable = ({ status, body }: Answer) => ({ status, error: { ...body.error, request_id: "" } });

export const CONTROL = "line\u0007bell";
export const LONE_SURROGATE = "half a pizza \ud83c";
