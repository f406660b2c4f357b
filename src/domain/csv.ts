/** CSV as RFC 4180 writes it, safe to open in a spreadsheet. */

/**
 * How a cell begins that a spreadsheet would take for a formula; some skip the white space and control characters here to
 * find one behind them. Numbers of ours are no formulas.
 */
const FORMULA_STARTS: readonly string[] = ["=", "+", "-", "@", "\t", "\r", "\n", "\0"];
/** Where lists are written with a comma as the decimal sign, spreadsheets part cells at semicolons. */
const NEEDS_QUOTES = /[",;\r\n]/;

/** One line with its ending. Null is an empty cell. */
export const csvLine = (cells: readonly (string | number | null)[]): string => `${cells.map(cell).join(",")}\r\n`;

function cell(value: string | number | null): string {
  if (value === null) return "";
  if (typeof value === "number") return String(value);
  const text = FORMULA_STARTS.includes(value.charAt(0)) ? `'${value}` : value;
  return NEEDS_QUOTES.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
