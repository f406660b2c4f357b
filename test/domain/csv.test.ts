import { describe, expect, it } from "vitest";
import { csvLine } from "../../src/domain/csv";

describe("a line of CSV", () => {
  it.each([
    [["plain", 12.5, null, ""], "plain,12.5,,"],
    [["a,b", 'say "hi"', "two\nlines", "cr\rhere"], '"a,b","say ""hi""","two\nlines","cr\rhere"'],
    [["=1+1", "+27", "-x", "@cmd"], "'=1+1,'+27,'-x,'@cmd"],
    [["\t=1", "\r=1"], "'\t=1,\"'\r=1\""],
    [["\n=1", "\0=1"], "\"'\n=1\",'\0=1"],
    [["a;b", "x;=1+1"], '"a;b","x;=1+1"'],
    [[-5, 0], "-5,0"],
    [["é", "👩‍👩‍👧"], "é,👩‍👩‍👧"],
  ])("of %j", (cells, line) => {
    expect(csvLine(cells)).toBe(`${line}\r\n`);
  });
});
