import { Button, Title } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { Link } from 'react-router';
import type { MadeCode } from '../../../../shared/protocol/api/enrolment.ts';
import { Ago } from '../../components/Ago.tsx';
import { Copy } from '../../components/Copy.tsx';
import { plural } from '../../time.ts';

/** The code itself, this once: only its hash is kept. */
export function NewCode({ made, onDone }: { made: MadeCode; onDone(): void }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <section className="new-code" aria-labelledby="new-code-title">
      <div className="new-code-words">
        <Title order={2} id="new-code-title" ref={heading} tabIndex={-1}>
          Your code for {made.group.name}
          {made.label === '' ? '' : `: ${made.label}`}
        </Title>
        <p className="quiet">
          For {plural(made.uses, 'device')}; ends <Ago at={made.expiresAt} until />. It is shown this once,
          because the console keeps only its fingerprint.
        </p>
        <p className="code-text" data-code>
          {made.code}
        </p>
        <p className="label">Paste this line at the device, as an administrator</p>
        <pre className="command">
          <code>{made.command}</code>
        </pre>
        {/:\/\/(localhost|127\.0\.0\.1)[:/]/.test(made.command) ? (
          <p className="quiet">
            This line works on the console’s own computer only. For other computers set CARETAKER_URL to the
            address under which they reach it, start the console again, and make a code then.
          </p>
        ) : null}
        <div className="tool-line">
          <Copy text={made.command} label="Copy the line" />
          <Copy text={made.code} label="Copy the code" />
        </div>
        <p className="quiet">
          The device then appears in the <Link to="/queue">approval queue</Link>.
        </p>
        <Button variant="default" onClick={onDone}>
          Done, make another
        </Button>
      </div>
      <img
        src={made.qr}
        alt="QR code with the address and the enrolment code"
        className="qr"
        width={184}
        height={184}
      />
    </section>
  );
}
