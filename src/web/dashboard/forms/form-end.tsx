/** What went wrong with the form as a whole, and its buttons. */
export function FormEnd({
  form: { rest, isSaving },
  yes = "Save",
  no = "Cancel",
  onCancel,
}: {
  form: { rest: string; isSaving: boolean };
  yes?: string;
  no?: string;
  onCancel: () => void;
}) {
  return (
    <>
      {rest && (
        <p role="alert" class="notice bad">
          {rest}
        </p>
      )}
      <div class="actions">
        <button type="submit" disabled={isSaving} aria-busy={isSaving}>
          {yes}
        </button>
        <button type="button" class="outline secondary" onClick={onCancel}>
          {no}
        </button>
      </div>
    </>
  );
}
