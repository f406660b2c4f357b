/** Numbers under their names, as cards. */
export function Figures({ figures }: { figures: readonly (readonly [name: string, value: string | number])[] }) {
  return (
    <dl class="figures">
      {figures.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
