/** What settings must be together. Each check is left out where a setting that it needs is wrong by itself. */
import type { Name, Settings } from './config-fields.ts';

const loopback = /^(localhost|127(\.\d+){3}|\[?::1\]?)$/;

export const isLoopback = (host: string) => loopback.test(host);

/** `wrong` names settings that did not parse, which are missing from `from`. Answers every problem, one line each. */
export function checkTogether(from: Partial<Settings>, wrong: ReadonlySet<Name>): string[] {
  return [
    ...checkPorts(from),
    ...checkAddress(from, wrong),
    ...checkCertificate(from, wrong),
    ...checkMail(from, wrong),
  ];
}

function checkMail({ smtpUrl, mailFrom, url }: Partial<Settings>, wrong: ReadonlySet<Name>): string[] {
  if (wrong.has('smtpUrl') || wrong.has('mailFrom')) return [];
  if (mailFrom !== undefined && smtpUrl === undefined)
    return ['CARETAKER_MAIL_FROM: name the server in CARETAKER_SMTP_URL'];
  const local = url === undefined || isLoopback(new URL(url).hostname);
  if (smtpUrl !== undefined && mailFrom === undefined && local)
    return ['CARETAKER_SMTP_URL: say whom the e-mail comes from in CARETAKER_MAIL_FROM'];
  return [];
}

function checkPorts({ port, devicePort }: Partial<Settings>): string[] {
  if (port === undefined || port === 0 || port !== devicePort) return [];
  return [`CARETAKER_PORT and CARETAKER_DEVICE_PORT: both are ${port}; give each its own`];
}

/** When the address itself is wrong, only that is said: what leans on it cannot be judged. */
function checkAddress(from: Partial<Settings>, wrong: ReadonlySet<Name>): string[] {
  if (wrong.has('url')) return [];
  const problems: string[] = [];
  const url = from.url === undefined ? undefined : new URL(from.url);
  const secure = url?.protocol === 'https:';
  const plainBeyond = url !== undefined && !secure && !isLoopback(url.hostname);
  if (plainBeyond)
    problems.push('CARETAKER_URL: use https; plain http only works for this computer itself (localhost)');
  if (url !== undefined && (url.pathname !== '/' || url.search || url.hash))
    problems.push('CARETAKER_URL: give only the address, without a path');
  if (secure || plainBeyond) return problems;
  if (from.trustedProxy !== undefined)
    problems.push('CARETAKER_TRUSTED_PROXY: name the https address that the proxy serves in CARETAKER_URL');
  if (from.tlsCert !== undefined)
    problems.push('CARETAKER_TLS_CERT: name the https address in CARETAKER_URL');
  if (from.host !== undefined && !isLoopback(from.host))
    problems.push(
      'CARETAKER_HOST: others can only be let in over https; name the address they use in CARETAKER_URL',
    );
  return problems;
}

function checkCertificate(from: Partial<Settings>, wrong: ReadonlySet<Name>): string[] {
  const problems: string[] = [];
  const judged = !wrong.has('tlsCert') && !wrong.has('tlsKey');
  if (judged && (from.tlsCert === undefined) !== (from.tlsKey === undefined))
    problems.push('CARETAKER_TLS_CERT and CARETAKER_TLS_KEY: give both files or neither');
  if (from.trustedProxy !== undefined && from.tlsCert !== undefined)
    problems.push(
      'CARETAKER_TRUSTED_PROXY: the proxy ends TLS, so leave out CARETAKER_TLS_CERT and CARETAKER_TLS_KEY',
    );
  return problems;
}
