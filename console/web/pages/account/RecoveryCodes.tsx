import { Button, Group } from '@mantine/core';
import { Copy } from '../../components/Copy.tsx';

/** Shown this once, after which only fingerprints of them are kept. */
export function RecoveryCodes({ codes, onDone }: { codes: string[]; onDone(): void }) {
  return (
    <section aria-labelledby="recovery-codes-title">
      <h3 id="recovery-codes-title">Your recovery codes</h3>
      <p>
        Each signs you in once, in place of the app’s code, when your phone is lost or flat. Print them or
        write them down, and keep them away from the computer. <strong>They are shown this once.</strong>
      </p>
      <ul className="recovery-codes">
        {codes.map(code => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <Group gap="sm">
        <Copy text={codes.join('\n')} label="Copy the codes" />
        <Button size="compact-sm" variant="default" onClick={() => window.print()}>
          Print
        </Button>
        <Button size="compact-sm" onClick={onDone}>
          I have them
        </Button>
      </Group>
    </section>
  );
}
