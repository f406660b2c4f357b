/** A choice among what a business has, or all of it. */
export function Pick({
  name,
  options,
  value,
  onPick,
}: {
  name: string;
  options: readonly { id: string; name: string }[];
  value: string;
  onPick: (id: string) => void;
}) {
  return (
    <label>
      {name}
      <select value={value} onChange={({ currentTarget }) => onPick(currentTarget.value)}>
        <option value="">All</option>
        {options.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}
