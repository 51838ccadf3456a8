import { Button, Group, Textarea } from '@mantine/core';
import { useId, useState } from 'react';
import { longest, splitSentence } from '../../../../shared/clauses/reading.ts';

interface Props {
  sentence: string;
  /** The promises that stand for it. */
  onInstead(parts: string[]): void;
}

/** Too long for a promise: parted, or said in fewer words. Nothing of it is lost until then. */
export function LongSentence({ sentence, onInstead }: Props) {
  const [words, setWords] = useState(sentence);
  const name = useId();
  const parts = splitSentence(sentence);
  const short = words.trim();
  const fits = short.length >= 8 && short.length <= longest;
  return (
    // biome-ignore lint/a11y/useSemanticElements: it stands in a fieldset of its own already.
    <div role="group" aria-labelledby={name} className="paste-long">
      <Textarea
        label={<span id={name}>Too long for a promise</span>}
        description={`${short.length} characters; a promise has at most ${longest}.`}
        autosize
        minRows={2}
        maxRows={8}
        value={words}
        onChange={event => setWords(event.currentTarget.value.replaceAll(/\s*\n\s*/g, ' '))}
      />
      <Group gap="xs" mt={4}>
        <Button size="compact-sm" variant="default" onClick={() => onInstead(parts)}>
          Split it into {parts.length}
        </Button>
        <Button size="compact-sm" variant="default" disabled={!fits} onClick={() => onInstead([short])}>
          Use the shorter words
        </Button>
      </Group>
    </div>
  );
}
