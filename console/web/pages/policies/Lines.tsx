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
              <li key={line.field}>
                {line.sentence}
                <Entries of={line} />
              </li>
            ))}
          </ul>
        </li>
      ))}
    </ul>
  );
}

/** Whoever agrees to a list can read each entry that changes. Of a list of texts that the sentence names whole there is no more. */
function Entries({ of: { fieldTitle, sentence, entries } }: { of: Line }) {
  if (entries.every(one => sentence.includes(one.replace(/^\w+ /, '')))) return null;
  return (
    <details className="evidence">
      <summary>
        {entries.length === 1 ? 'In full' : `All ${entries.length} in full`}
        <span className="hidden-words">: {fieldTitle}</span>
      </summary>
      <ul className="plain-list">
        {entries.map(one => (
          <li key={one}>{one}</li>
        ))}
      </ul>
    </details>
  );
}
