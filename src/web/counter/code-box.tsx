import { useEffect } from "preact/hooks";
import { codeBox, focusCodeBox } from "./code-box-focus";
import { isChecking, present, verdict } from "./desk";

export function CodeBox() {
  useEffect(() => {
    focusCodeBox();
    document.addEventListener("keydown", catchTyping);
    return () => document.removeEventListener("keydown", catchTyping);
  }, []);
  return (
    <form
      class="code-form"
      onSubmit={async (event) => {
        event.preventDefault();
        const box = codeBox.current;
        const text = box?.value ?? "";
        if (!box || text.trim() === "") return;
        box.inputMode = "none";
        await present(text);
        // A code that was refused stays, to be corrected; a next one may have been typed meanwhile.
        if (verdict.value?.kind === "good" && box.value === text) box.value = "";
      }}
    >
      <label for="code">Code</label>
      <div class="code-row">
        <input
          id="code"
          ref={codeBox}
          // A tablet's keyboard would cover half the screen at each return of the focus: it opens for a touch only.
          inputMode="none"
          onPointerDown={({ currentTarget }) => {
            currentTarget.inputMode = "text";
          }}
          placeholder="ABC 123"
          autocomplete="off"
          autocapitalize="characters"
          spellcheck={false}
          enterkeyhint="go"
          maxLength={300}
          aria-describedby="code-hint"
        />
        <button type="submit" aria-busy={isChecking.value}>
          Check
        </button>
      </div>
      <small id="code-hint">Typed, or by a scanner that types.</small>
    </form>
  );
}

/** What is typed while a button has the focus is meant for the box. */
function catchTyping(event: KeyboardEvent): void {
  const isText = event.key.length === 1 && event.key !== " " && !event.ctrlKey && !event.metaKey && !event.altKey;
  const target = event.target as Element;
  if (isText && !target.closest("input, textarea, select, dialog")) focusCodeBox();
}
