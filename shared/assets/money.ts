/** Money in whole pence. */

/** £10 million: more is a slip of the keyboard. */
export const mostPence = 1_000_000_000;

/** "£1,234.50" */
export function sayMoney(pence: number): string {
  const pounds = String(Math.floor(pence / 100)).replace(/\B(?=(\d{3})+$)/g, ',');
  return `£${pounds}.${String(pence % 100).padStart(2, '0')}`;
}

/** "1234.50", as spreadsheets add it up. */
export function plainMoney(pence: number): string {
  return `${Math.floor(pence / 100)}.${String(pence % 100).padStart(2, '0')}`;
}

/** Reads "£1,234.50", "1234.5", "1234"; the pence, or what is wrong. Never rounds. */
export function readMoney(text: string): number | { problem: string } {
  const plain = text.trim().replace(/^\u00a3 ?|^GBP ?/i, '');
  const found = /^(\d{1,9}|\d{1,3}(?:,\d{3}){1,2})(?:\.(\d{1,2}))?$/.exec(plain);
  if (found === null) return { problem: `“${text.trim().slice(0, 40)}” is not an amount such as 1234.50` };
  const pence = Number((found[1] ?? '').replaceAll(',', '')) * 100 + Number((found[2] ?? '').padEnd(2, '0'));
  return pence > mostPence ? { problem: 'The amount is above £10 million' } : pence;
}
