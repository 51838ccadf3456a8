import { IconCheck, IconQuestionMark, IconX } from '@tabler/icons-react';
import type { Medium } from '../../../../shared/protocol/api/media.ts';

const marks = {
  yes: { Picture: IconCheck, word: 'Yes' },
  no: { Picture: IconX, word: 'No' },
  unknown: { Picture: IconQuestionMark, word: 'Not known' },
};

/** The answer with its mark; how it is known on hover and for a screen reader, or written out. */
export function Encrypted({ of: { encrypted }, full = false }: { of: Medium; full?: boolean }) {
  const { Picture, word } = marks[encrypted.answer];
  return (
    <span className="encrypted" data-answer={encrypted.answer} title={encrypted.how}>
      <Picture size={16} stroke={2.4} aria-hidden />
      <span>
        {word}
        <span className={full ? 'quiet' : 'hidden-words'}>: {encrypted.how}</span>
      </span>
    </span>
  );
}
