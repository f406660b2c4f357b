import { type Change, differences } from "./in-words";

/** What a schedule was and becomes. */
export const Differences = ({ of }: { of: Pick<Change, "before" | "after"> }) => (
  <ul class="differences">
    {differences(of).map(({ name, before, after }) => (
      <li key={name}>
        {name}: {before} → <strong>{after}</strong>
      </li>
    ))}
  </ul>
);
