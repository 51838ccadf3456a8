/** "Stock takes: count" of `stock_takes.count`. */
export function sayScope(row: string): string {
  const [noun = '', verb = ''] = row.replaceAll('_', ' ').split('.');
  return `${noun.charAt(0).toUpperCase()}${noun.slice(1)}: ${verb}`;
}
