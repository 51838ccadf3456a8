import type { Line } from '../../../../shared/policies/difference.ts';

/** What changes, in words, by control. */
export function Lines({ lines }: { lines: readonly Line[] }) {
  if (lines.length === 0) return <p className="quiet">This is what is in force: nothing would change.</p>;
  return (
    <ul className="plain-list lines">
      {[...Map.groupBy(lines, line => line.title)].map(([title, of]) => (
        <li key={title}>
          <strong>{title}</strong>
          <ul className="plain-list">
            {of.map(line => (
              <li key={line.field}>{line.sentence}</li>
            ))}
          </ul>
        </li>
      ))}
    </ul>
  );
}
