/** The only reader of the environment here. */
type Environment = Record<string, string | undefined>;

/** For programs: a token in the words of a command can be read by everybody on this computer. */
export const tokenOf = (environment: Environment = process.env): string | undefined =>
  environment.CARETAKER_TOKEN || undefined;

/** Where the console of this machine's settings is. */
export function usualConsole(environment: Environment = process.env): string {
  return environment.CARETAKER_URL || `http://localhost:${environment.CARETAKER_PORT || 8080}`;
}
