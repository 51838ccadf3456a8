/** Where a text that somebody wrote by hand stops being JSON. */

function complaint(text: string): string | undefined {
  try {
    JSON.parse(text);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

/** The parser gives the position of most mistakes; of a strange word, only the shortest text that has it tells. */
function positionOf(text: string, complained: string): number {
  const told = /at position (\d+)/.exec(complained)?.[1];
  if (told !== undefined) return Number(told);
  let length = 1;
  while (length < text.length && !complaint(text.slice(0, length))?.startsWith('Unexpected token')) length++;
  return length - 1;
}

/** "line 3, column 1: a comma, a quotation mark or a bracket is missing or too many"; undefined when it is JSON. For short texts. */
export function jsonTrouble(text: string): string | undefined {
  const complained = complaint(text);
  if (complained === undefined) return undefined;
  if (text.trim() === '') return 'it is empty';
  const position = /^(Unexpected end|Unterminated)/.test(complained)
    ? text.length
    : positionOf(text, complained);
  if (position >= text.trimEnd().length) return 'it ends too soon: a bracket or a quotation mark is missing';
  const before = text.slice(0, position).split('\n');
  const place = `line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}`;
  return `${place}: a comma, a quotation mark or a bracket is missing or too many`;
}
