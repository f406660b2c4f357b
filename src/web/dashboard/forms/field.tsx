/** An input with its label, a hint, and what the service says is wrong with it. */
import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";

export interface FieldProps {
  label: string;
  hint?: string;
  errors: readonly string[] | undefined;
}

export interface InputFacts {
  id: string;
  "aria-invalid": true | undefined;
  "aria-describedby": string | undefined;
}

/** `children` draw the input with what makes it the labelled and described one. */
export function Field({
  label,
  hint,
  errors,
  children,
}: FieldProps & { children: (facts: InputFacts) => ComponentChildren }) {
  const id = useId();
  const [hintId, errorId] = [`${id}-hint`, `${id}-error`];
  const described = [hint && hintId, errors && errorId].filter(Boolean).join(" ");
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {children({ id, "aria-invalid": errors ? true : undefined, "aria-describedby": described || undefined })}
      {hint && <small id={hintId}>{hint}</small>}
      {errors && (
        <small id={errorId} class="error">
          {errors.join(". ")}
        </small>
      )}
    </div>
  );
}

export function TextField({
  value,
  onInput,
  type = "text",
  inputMode,
  list,
  ...field
}: FieldProps & {
  value: string;
  onInput: (value: string) => void;
  type?: "text" | "tel" | "time";
  inputMode?: "numeric" | "decimal";
  list?: string;
}) {
  return (
    <Field {...field}>
      {(facts) => (
        <input
          {...facts}
          type={type}
          inputMode={inputMode}
          list={list}
          autocomplete="off"
          value={value}
          onInput={({ currentTarget }) => onInput(currentTarget.value)}
        />
      )}
    </Field>
  );
}

export function TextArea({
  value,
  onInput,
  ...field
}: FieldProps & { value: string; onInput: (value: string) => void }) {
  return (
    <Field {...field}>
      {(facts) => (
        <textarea {...facts} rows={3} value={value} onInput={({ currentTarget }) => onInput(currentTarget.value)} />
      )}
    </Field>
  );
}
