/** What the windows are made of, and the rules under which they run: nothing from elsewhere, nothing inline. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Windows have an address of their own, so that their rules hold as they do on the web. */
export const pageScheme = 'caretaker';
export const pageOrigin = `${pageScheme}://tray`;
export const noticePage = `${pageOrigin}/notice`;
export const reportPage = `${pageOrigin}/report`;
export const rulesPage = `${pageOrigin}/rules`;
export const helpPage = `${pageOrigin}/help`;

export const contentPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const files: Record<string, { file: string; type: string }> = {
  '/notice': { file: 'index.html', type: 'text/html; charset=utf-8' },
  '/report': { file: 'index.html', type: 'text/html; charset=utf-8' },
  '/rules': { file: 'index.html', type: 'text/html; charset=utf-8' },
  '/help': { file: 'index.html', type: 'text/html; charset=utf-8' },
  '/window.js': { file: 'window.js', type: 'text/javascript; charset=utf-8' },
  '/style.css': { file: 'style.css', type: 'text/css; charset=utf-8' },
};

export interface Page {
  status: 200 | 404;
  headers: Record<string, string>;
  body: string;
}

/** `folder` is what bundle.ts made. Nothing but the listed files is ever read. */
export function pageAt(address: string, folder: string): Page {
  const { pathname } = new URL(address);
  const known = Object.hasOwn(files, pathname) ? files[pathname] : undefined;
  const headers = {
    'content-security-policy': contentPolicy,
    'x-content-type-options': 'nosniff',
    'content-type': known?.type ?? 'text/plain',
  };
  if (known === undefined) return { status: 404, headers, body: '' };
  return { status: 200, headers, body: readFileSync(join(folder, known.file), 'utf8') };
}
