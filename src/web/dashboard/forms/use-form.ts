/** A form's values as they are typed, and what the service says of them. Nothing typed is lost when it refuses. */
import { useEffect, useRef, useState } from "preact/hooks";
import { ApiError, inWords } from "../../calls/api";

export type FieldErrors = Record<string, string[]>;

interface Said {
  fields: FieldErrors;
  /** What concerns no single input. */
  rest: string;
}

const NOTHING: Said = { fields: {}, rest: "" };

/** Values that are typed as text. */
type TextName<V> = { [K in keyof V]: V[K] extends string ? K : never }[keyof V];

export interface TextInput {
  value: string;
  onInput(text: string): void;
  errors: string[] | undefined;
}

export interface Form<V> {
  values: V;
  /** What an input needs for a value that the API calls `field`; without one, another input says what is wrong. */
  text(name: TextName<V>, field?: string): TextInput;
  set<K extends keyof V>(field: K, value: V[K]): void;
  /** Of an input, also when the service names a part of it (`operating_hours.monday`). */
  errorsOf(field: string): string[] | undefined;
  rest: string;
  isSaving: boolean;
  submit(event: Event): Promise<void>;
  ref: { current: HTMLFormElement | null };
}

export function useForm<V extends object>(
  initial: V,
  fields: readonly string[],
  save: (values: V) => Promise<void>,
): Form<V> {
  const [values, setValues] = useState(initial);
  const [said, setSaid] = useState(NOTHING);
  const [isSaving, setSaving] = useState(false);
  const ref = useRef<HTMLFormElement>(null);
  useEffect(() => {
    ref.current?.querySelector<HTMLElement>("[aria-invalid]")?.focus();
  }, [said]);
  const set: Form<V>["set"] = (name, value) => setValues((last) => ({ ...last, [name]: value }));
  return {
    values,
    set,
    text: (name, field) => ({
      value: String(values[name]),
      onInput: (text) => set(name, text as V[typeof name]),
      errors: field === undefined ? undefined : said.fields[field],
    }),
    errorsOf: (field) => said.fields[field],
    rest: said.rest,
    isSaving,
    ref,
    async submit(event) {
      event.preventDefault();
      setSaving(true);
      setSaid(NOTHING);
      try {
        await save(values);
      } catch (error) {
        setSaid(sort(error, fields));
      }
      setSaving(false);
    },
  };
}

/** Messages go to the inputs they are about; the form as a whole gets the others. */
export function sort(error: unknown, fields: readonly string[]): Said {
  if (!(error instanceof ApiError)) return { fields: {}, rest: inWords(error) };
  if (error.code === "INVALID_LOCATION") return { fields: { location_id: [error.message] }, rest: "" };
  if (error.code !== "VALIDATION_ERROR") return { fields: {}, rest: inWords(error) };
  const said: FieldErrors = {};
  const others: string[] = [];
  for (const [path, messages] of Object.entries(error.details)) {
    const [field = "", ...part] = path.split(".");
    const texts = [messages].flat().map((message) => [...part, message].join(": "));
    if (fields.includes(field)) said[field] = [...(said[field] ?? []), ...texts];
    else others.push(`${path}: ${texts.join(", ")}`);
  }
  return { fields: said, rest: others.join(". ") };
}

/** A whole number as the service wants it; anything else as it was typed, for the service to say what is wrong. */
export const numberOf = (text: string): number | string => (/^-?\d+$/.test(text.trim()) ? Number(text) : text);
