/** Reads an iCalendar file by the letter of RFC 5545: unfolds lines, nests components, unescapes text. */

type Properties = Record<string, string>;

interface Component {
  name: string;
  properties: Properties;
  parts: Component[];
}

/** The parts of a file that holds one event. Throws for anything that is not well-formed. */
export function calendarOf(text: string): { calendar: Properties; event: Properties; alarm: Properties | null } {
  const calendar = parse(text);
  const [event, ...others] = calendar.parts;
  if (calendar.name !== "VCALENDAR" || event?.name !== "VEVENT" || others.length > 0) throw new Error("Not one event");
  const alarm = event.parts.find(({ name }) => name === "VALARM");
  return { calendar: calendar.properties, event: event.properties, alarm: alarm?.properties ?? null };
}

function parse(text: string): Component {
  if (!text.endsWith("END:VCALENDAR") && !text.endsWith("END:VCALENDAR\r\n")) throw new Error("Cut off");
  const root: Component = { name: "", properties: {}, parts: [] };
  const open = [root];
  for (const line of text
    .trimEnd()
    .replace(/\r\n[ \t]/g, "")
    .split("\r\n")) {
    const { name, value } = propertyOf(line);
    const current = open.at(-1) ?? root;
    if (name === "BEGIN") {
      const part = { name: value, properties: {}, parts: [] };
      current.parts.push(part);
      open.push(part);
    } else if (name === "END") {
      if (open.pop()?.name !== value) throw new Error(`${line} closes something else`);
    } else {
      if (name in current.properties) throw new Error(`${name} twice`);
      current.properties[name] = value;
    }
  }
  const [calendar] = root.parts;
  if (!calendar || root.parts.length > 1 || open.length > 1) throw new Error("Not one calendar");
  return calendar;
}

function propertyOf(line: string): { name: string; value: string } {
  const match = /^([A-Z-]+)(?:;[A-Z-]+=(?:"[^"]*"|[^":;,]*))*:(.*)$/s.exec(line);
  if (!match) throw new Error(`Not a property: ${line}`);
  const [, name = "", value = ""] = match;
  return { name, value: value.replace(/\\([\\;,nN])/g, (_, c) => (/n/i.test(c) ? "\n" : c)) };
}
