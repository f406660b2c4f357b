/** How a variable is read. Every failure names the variable and never its value. */
export class ConfigurationError extends Error {
  override name = "ConfigurationError";
}

export function required(name: string, value: string | undefined): string {
  if (!value) throw new ConfigurationError(`${name} is missing`);
  return value;
}

export function matching(name: string, value: string | undefined, pattern: RegExp): string {
  const text = required(name, value);
  if (!pattern.test(text)) throw new ConfigurationError(`${name} is malformed`);
  return text;
}

export function decodeBase64(name: string, text: string): Uint8Array<ArrayBuffer> {
  try {
    return Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
  } catch {
    throw new ConfigurationError(`${name} is not base64`);
  }
}

/** Credentials and addresses go there: only a developer's machine may send them in the clear. */
export function readUrl(name: string, text: string, isLocal: boolean): string {
  const protocol = URL.parse(text)?.protocol;
  if (protocol === "https:" || (protocol === "http:" && isLocal)) return text;
  throw new ConfigurationError(`${name} is not an https address`);
}
