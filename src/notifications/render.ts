/** From words to what a mail program shows: plain text, and HTML that says the same. */
import type { Words } from "./templates/template";

export function renderText({ greeting, paragraphs, details, closing }: Words): string {
  const table = details.map(({ label, text }) => `${label}: ${text}`).join("\n");
  return [greeting, ...paragraphs, table, ...closing].filter(Boolean).join("\n\n");
}

/** Inline styles, because mail programs drop all others. */
export function renderHtml({ greeting, paragraphs, details, closing }: Words, language: string): string {
  const paragraph = (text: string) => `<p>${escapeHtml(text)}</p>`;
  const rows = details.map(
    ({ label, text }) =>
      `<tr><th align="left" valign="top" style="padding:4px 16px 4px 0">${escapeHtml(label)}</th>` +
      `<td style="padding:4px 0">${escapeHtml(text)}</td></tr>`,
  );
  const parts = [
    ...[greeting, ...paragraphs].map(paragraph),
    rows.length > 0 ? `<table role="presentation">${rows.join("")}</table>` : "",
    ...closing.map(paragraph),
  ];
  return (
    `<!doctype html><html lang="${escapeHtml(language)}"><head><meta charset="utf-8"></head>` +
    `<body style="font-family:sans-serif;line-height:1.5">${parts.join("")}</body></html>`
  );
}

const ENTITIES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (char) => ENTITIES[char] ?? char);
