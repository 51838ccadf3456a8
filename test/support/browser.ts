/** The browser of the tests: the system's own Chromium or Chrome, never a download of its own. */
import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';
import { installSystemPackages, missingFor, oneCommand } from './system-packages.ts';

const places = [
  '/usr/bin/chromium-headless-shell',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
];

const args = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Throws with the one command to type when there is no browser and none can be installed. */
export async function openBrowser(): Promise<Browser> {
  if (findBrowser() === undefined) installSystemPackages();
  const executablePath = findBrowser();
  if (executablePath === undefined)
    throw new Error(`The browser tests need Chromium or Chrome. Type: ${oneCommand(missingFor('browser'))}`);
  return chromium.launch({ executablePath, headless: true, args });
}

function findBrowser(): string | undefined {
  return places.find(place => existsSync(place));
}
