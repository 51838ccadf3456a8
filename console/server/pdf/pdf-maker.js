/**
 * Makes one PDF in a thread of its own and ends, because its libraries hold tens of megabytes. Plain JavaScript, as a
 * thread would load the compiler too. Takes a `PdfJob` (index.ts) as `workerData`; answers the bytes.
 *
 * Nothing is fetched and no file but our fonts is read, whatever a definition names. Pages of other PDFs are drawn as
 * pictures of themselves: their links, forms and programs stay behind.
 */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import {
  AFRelationship,
  beginMarkedContent,
  endMarkedContent,
  PDFDocument,
  rgb,
  StandardFonts,
} from '@cantoo/pdf-lib';
import { bookmark, markWhatIsDrawn, openTree } from './structure.js';

const require = createRequire(import.meta.url);
const pdfmake = require('pdfmake');
const fonts = join(dirname(require.resolve('pdfmake/package.json')), 'fonts', 'Roboto');
const font = name => join(fonts, `Roboto-${name}.ttf`);
const [width, height] = [595.28, 841.89];
const margin = 40;
const mostPages = 40;
const linesOnPage = 80;
const mostTextPages = 12;

pdfmake.setFonts({
  Roboto: {
    normal: font('Regular'),
    bold: font('Medium'),
    italics: font('Italic'),
    bolditalics: font('MediumItalic'),
  },
});
markWhatIsDrawn();
pdfmake.setUrlAccessPolicy(() => false);
pdfmake.setLocalAccessPolicy(path => path.startsWith(fonts));

/** Standard fonts of PDF know Western letters only. */
const western = text =>
  text
    .replace(/[“”]/g, '"')
    .replace(/[‘’]/g, "'")
    .replace(/[–—]/g, '-')
    .replace(/[^\x20-\x7e\xa0-\xff]/g, '?');

async function render({ definition, sections }) {
  const starts = new Map();
  const pageBreakBefore = node => {
    if (sections.includes(node.id)) starts.set(node.id, node.pageNumbers[0]);
    return false;
  };
  bookmark(definition.content);
  const made = pdfmake.createPdf({ ...definition, ...(sections.length > 0 && { pageBreakBefore }) });
  return { bytes: await made.getBuffer(), starts };
}

/** Every file once, however often it is put behind a page: each a list of functions that draw one page. */
async function pagesOf(document, file, plain) {
  try {
    if (file.type === 'application/pdf') return await pdfPages(document, file, plain);
    if (file.type === 'text/plain') return textPages(file, plain);
    const picture =
      file.type === 'image/png' ? await document.embedPng(file.bytes) : await document.embedJpg(file.bytes);
    return [page => drawFitted(picture, (at, size) => page.drawImage(picture, { ...at, ...size }))];
  } catch (error) {
    const why = /encrypt/i.test(String(error))
      ? 'it is locked with a password'
      : 'it cannot be read as it is';
    return notice(`The file “${file.name}” could not be shown here: ${why}.`, plain);
  }
}

/** A page in the place of what is not shown. */
const notice = (words, plain) => linePages([words, keptWhole], plain);
const keptWhole = 'The file is kept unchanged, and its SHA-256 is in the manifest.';

async function pdfPages(document, file, plain) {
  const source = await PDFDocument.load(file.bytes, { updateMetadata: false });
  const wanted = source.getPageIndices().slice(0, mostPages);
  const embedded = await document.embedPdf(source, wanted);
  const left = source.getPageCount() - wanted.length;
  return [
    ...embedded.map(one => page => drawFitted(one, (at, size) => page.drawPage(one, { ...at, ...size }))),
    ...(left === 0 ? [] : notice(`The last ${left} pages of “${file.name}” are left out here.`, plain)),
  ];
}

function drawFitted(thing, draw) {
  const scale = Math.min((width - 2 * margin) / thing.width, (height - 2 * margin) / thing.height, 1);
  const size = { width: thing.width * scale, height: thing.height * scale };
  draw({ x: (width - size.width) / 2, y: (height - size.height) / 2 }, size);
}

/** What is too long loses its middle and says so: a log of wipes ends with the table that proves them. */
function textPages(file, plain) {
  const lines = Buffer.from(file.bytes)
    .toString('utf8')
    .split(/\r\n|\r|\n/);
  const most = mostTextPages * linesOnPage;
  const wrapped = lines.flatMap(wrap);
  if (wrapped.length <= most) return linePages(wrapped, plain);
  const half = most / 2 - 2;
  const gap = ['', `[${wrapped.length - 2 * half} lines are left out here. ${keptWhole}]`, ''];
  return linePages([...wrapped.slice(0, half), ...gap, ...wrapped.slice(-half)], plain);
}

const wrap = line => western(line).match(/.{1,108}/g) ?? [''];

function linePages(given, plain) {
  const lines = given.flatMap(wrap);
  return Array.from({ length: Math.ceil(lines.length / linesOnPage) }, (_, at) => page => {
    const shown = lines.slice(at * linesOnPage, (at + 1) * linesOnPage);
    page.drawText(shown.join('\n'), {
      x: margin,
      y: height - margin - 10,
      size: 7.5,
      lineHeight: 9.2,
      font: plain,
    });
  });
}

/** "Insurance list, Greenfield: page 2 of 9" at the foot, last of all, as pages of files are counted too. */
function numberPages(document, words, small) {
  const pages = document.getPages();
  pages.forEach((page, at) => {
    const said = western(`${words === '' ? 'Page' : `${words}: page`} ${at + 1} of ${pages.length}`);
    const x = page.getWidth() - margin - small.widthOfTextAtSize(said, 8);
    // Of no meaning to who has the page read aloud.
    page.pushOperators(beginMarkedContent('Artifact'));
    page.drawText(said, { x, y: 18, size: 8, font: small, color: rgb(0.25, 0.25, 0.25) });
    page.pushOperators(endMarkedContent());
  });
}

async function assemble({ behind = [], files = [], attachments = [], sections, definition, numbered }) {
  const { bytes, starts } = await render({ definition, sections });
  if (behind.length === 0 && attachments.length === 0 && numbered === undefined) return bytes;
  const document = await PDFDocument.load(bytes, { updateMetadata: false });
  const plain = await document.embedFont(StandardFonts.Courier);
  const small = await document.embedFont(StandardFonts.Helvetica);
  const drawn = new Map();
  for (const file of files) drawn.set(file.id, await pagesOf(document, file, plain));
  const end = document.getPageCount();
  const tree = openTree(document);
  for (const { section, fileIds } of [...behind].reverse()) {
    const next = sections[sections.indexOf(section) + 1];
    let at = starts.get(next) - 1 || end;
    for (const id of fileIds) {
      const file = files.find(one => one.id === id);
      const pages = drawn.get(id) ?? [];
      pages.forEach((draw, index) => {
        const page = document.insertPage(at, [width, height]);
        at += 1;
        const caption = western(`${file.caption}, page ${index + 1} of ${pages.length}`);
        const whole = () => {
          draw(page);
          page.drawText(caption, { x: margin, y: 30, size: 8, font: small, color: rgb(0.25, 0.25, 0.25) });
        };
        if (tree === undefined) whole();
        else tree.element(page, { type: 'Figure', alt: caption, before: next }, whole);
      });
    }
  }
  if (numbered !== undefined) numberPages(document, numbered, small);
  for (const { name, bytes: content, type, words } of attachments)
    await document.attach(content, name, {
      mimeType: type,
      description: words,
      afRelationship: AFRelationship.Data,
    });
  return document.save();
}

await readFile(font('Regular'));
parentPort.postMessage(await assemble(workerData));
