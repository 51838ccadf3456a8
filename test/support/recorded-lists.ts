/** `Name : value` and `Name=value` listings as PowerShell and wmic print them, one record to each block. */
export function listedRecords(text: string): Record<string, string>[] {
  return text
    .split(/(?:\r*\n){2,}/)
    .map(block =>
      Object.fromEntries(
        [...block.matchAll(/^(\w+)\s*[:=]\s?(.*?)\r*$/gm)].map(([, name, value]) => [
          name,
          (value ?? '').trim(),
        ]),
      ),
    )
    .filter(record => Object.keys(record).length > 0);
}

/** True and False as PowerShell prints them; null for anything else. */
export const listedFlag = (text: string | undefined) =>
  text === 'True' ? true : text === 'False' ? false : null;

/** A date of an American listing as our scripts would have written it, taking the clock for UTC. */
export function listedMoment(text: string | undefined): string | null {
  const at = Date.parse(`${text} UTC`);
  return Number.isNaN(at) ? null : `${new Date(at).toISOString().slice(0, 19)}Z`;
}
