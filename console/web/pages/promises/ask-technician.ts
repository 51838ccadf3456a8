import { sayWord, verdictWords } from '../../../../shared/clauses/verdicts.ts';
import type { PromiseDetail } from '../../../../shared/protocol/api/overview.ts';

type Asked = Pick<PromiseDetail['promise'], 'sentence' | 'verdict' | 'answer' | 'differs' | 'word'> & {
  parts: readonly { answer: string }[];
};

/** Opens the reader's own mail program with the sentence, how it stands, a question and the link. */
export function askTechnician(
  { sentence, verdict, answer, differs, word, parts }: Asked,
  to: readonly string[],
  { name, link }: { name: string; link: string },
): string {
  const said = parts.length === 0 ? [answer] : parts.map(part => part.answer);
  const stands = [`${verdictWords[verdict]}.`, differs, ...said, word && sayWord(word)].filter(
    words => words !== undefined,
  );
  const question = verdict === 'holds' ? 'My question:' : 'Who puts it right, and by when?';
  const body = [`“${sentence}”`, stands.join(' '), question, link, name].join('\n\n');
  const subject = `Our promise: ${sentence}`.slice(0, 120);
  const query = `subject=${encodeURIComponent(subject)}&body=${encodeURIComponent(body)}`;
  return `mailto:${to.map(address => encodeURIComponent(address)).join(',')}?${query}`;
}
