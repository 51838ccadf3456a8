/** What a person at the computer reads before it is switched off: literal, in one order, and only what is true. */

/** `at` as the school's clocks show it: `15:45`. `waits`: how often one can still ask for more time here. */
export function switchOffWords(at: string, waits: number): string {
  const sentences = [`The computer will turn off at ${at}.`, 'Save your work now.'];
  if (waits === 1) sentences.push('You can wait 1 more time.');
  if (waits > 1) sentences.push(`You can wait ${waits} more times.`);
  return sentences.join(' ');
}

/** After "still working": what happens now. */
export function waitedWords(at: string, waits: number): string {
  const left =
    waits === 0
      ? 'You cannot wait again today.'
      : `You can wait ${waits} more ${waits === 1 ? 'time' : 'times'}.`;
  return `The computer stays on until ${at}. ${left}`;
}
