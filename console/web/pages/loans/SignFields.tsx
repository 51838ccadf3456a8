import { Radio, Stack, Textarea, TextInput } from '@mantine/core';
import type { Agreement } from '../../../../shared/protocol/api/loans.ts';
import { SignaturePad } from './SignaturePad.tsx';

export interface Signing {
  signedName: string;
  strokes: number[][];
  use: '' | 'none' | 'significant';
  useWords: string;
}

export const unsigned: Signing = { signedName: '', strokes: [], use: '', useWords: '' };

/** What the API takes. */
export const signatureOf = (agreementId: string, signing: Signing, asks: boolean) => ({
  agreementId,
  signedName: signing.signedName.trim(),
  strokes: signing.strokes.length === 0 ? null : signing.strokes,
  personalUse: asks && signing.use !== '' ? { use: signing.use, words: signing.useWords.trim() } : null,
});

interface Props {
  agreement: Pick<Agreement, 'body' | 'statement' | 'number'>;
  /** Whether the holder states something about personal use. */
  asks: boolean;
  signing: Signing;
  write(change: Partial<Signing>): void;
  problems: Record<string, string>;
  holder: string;
  /** The holder reads it themselves. */
  own?: boolean;
}

/** The agreement as it is signed, what the holder states, and their name. */
export function SignFields({ agreement, asks, signing, write, problems, holder, own = false }: Props) {
  return (
    <Stack gap="md">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a text that scrolls must be reached by the keyboard */}
      <section className="agreement-text" tabIndex={0} aria-label="Agreement">
        {agreement.body}
      </section>
      {asks ? (
        <UseFields
          statement={agreement.statement}
          use={signing.use}
          words={signing.useWords}
          write={({ use, words }) =>
            write({ ...(use !== undefined && { use }), ...(words !== undefined && { useWords: words }) })
          }
          problem={problems['signature.personalUse'] ?? problems.personalUse}
        />
      ) : null}
      <TextInput
        label={
          own
            ? 'You agree and sign by typing your full name'
            : `${holder === '' ? 'The holder' : holder} agrees and signs by typing their full name`
        }
        maw="32rem"
        maxLength={100}
        autoComplete="off"
        value={signing.signedName}
        error={problems['signature.signedName'] ?? problems.signedName}
        onChange={event => write({ signedName: event.currentTarget.value })}
      />
      <details>
        <summary>Draw the name as well</summary>
        <SignaturePad strokes={signing.strokes} onChange={strokes => write({ strokes })} />
      </details>
    </Stack>
  );
}

interface UseProps {
  statement: string;
  use: Signing['use'];
  words: string;
  write(change: { use?: Signing['use']; words?: string }): void;
  problem: string | undefined;
}

export function UseFields({ statement, use, words, write, problem }: UseProps) {
  return (
    <Stack gap="xs">
      <Radio.Group
        label="Personal use"
        description={statement}
        error={problem}
        value={use}
        onChange={value => write({ use: value === 'significant' ? 'significant' : 'none' })}
      >
        <Stack gap={6} mt="xs">
          <Radio value="none" label="I use it solely for my duties." />
          <Radio value="significant" label="I have significant personal use to declare." />
        </Stack>
      </Radio.Group>
      {use === 'significant' ? (
        <Textarea
          label="What it is used for, and how much"
          maxLength={1000}
          autosize
          minRows={2}
          maw="44rem"
          value={words}
          onChange={event => write({ words: event.currentTarget.value })}
        />
      ) : null}
    </Stack>
  );
}
