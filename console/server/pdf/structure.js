/**
 * The structure tree of a tagged PDF, for whoever has it read aloud: headings, paragraphs, lists, tables with their
 * headings, pictures with words. pdfmake only says that a file is tagged and writes none; pdfkit below it can. So the
 * lines that pdfmake lays out keep the node that they come of, and are marked as that node's when they are drawn.
 *
 * A node says what it is by `headlineLevel` (1 is the title), `table.rowHeads` (the first cell of a row names it) and, for
 * a drawing, `alt`; a table without borders only places things. What comes of no node (rules, footers, headings repeated on the next page) is marked as of no meaning.
 */
import { createRequire } from 'node:module';
import {
  endMarkedContent,
  PDFArray,
  PDFDict,
  PDFHexString,
  PDFName,
  PDFNumber,
  PDFOperator,
  PDFOperatorNames,
} from '@cantoo/pdf-lib';

const require = createRequire(import.meta.url);
const { default: LayoutBuilder } = require('pdfmake/js/LayoutBuilder.js');
const { default: Renderer } = require('pdfmake/js/Renderer.js');

/** Once, before anything is made: pdfmake's layout and drawing also tell and mark what belongs to what. */
export function markWhatIsDrawn() {
  const { buildNextLine, layoutDocument } = LayoutBuilder.prototype;
  LayoutBuilder.prototype.buildNextLine = function (node) {
    const line = buildNextLine.call(this, node);
    if (line !== null) line.structureNode = node;
    return line;
  };
  LayoutBuilder.prototype.layoutDocument = function (content, document, ...rest) {
    const pages = layoutDocument.call(this, content, document, ...rest);
    if (document.options.tagged) document.elementOf = describe(document, content);
    return pages;
  };
  for (const name of ['renderLine', 'renderSVG', 'renderImage', 'renderVector']) {
    const draw = Renderer.prototype[name];
    Renderer.prototype[name] = function (drawn, ...rest) {
      const { pdfDocument: document } = this;
      // Lines are copied when they move to another page with others; what they hold is not.
      const element = document.elementOf?.(drawn.structureNode ?? drawn, drawn.inlines ?? drawn);
      if (document.options.tagged) open(document, element);
      draw.call(this, drawn, ...rest);
      if (document.options.tagged) document.endMarkedContent();
    };
  }
}

function open(document, element) {
  if (element === undefined) document.markContent('Artifact', { type: 'Layout' });
  else element.add(document.markStructureContent(element.dictionary.data.S));
}

/** The tree of all nodes; answers whose element something is, once: what is drawn again is a repeated heading. */
function describe(document, content) {
  const elements = new Map();
  const drawn = new Set();
  const add = (parent, type, options = {}) => {
    const element = document.struct(type, options);
    parent.add(element);
    return element;
  };
  const leaf = (node, parent, type, options) => {
    const element = add(parent, type, options);
    if (node.id !== undefined) element.dictionary.data.ID = new String(node.id);
    for (const one of [node, ...(node.canvas ?? [])]) elements.set(one, element);
  };
  const list = (items, parent) => {
    const whole = add(parent, 'L');
    for (const item of items) put(item, add(add(whole, 'LI'), 'LBody'));
  };
  const table = ({ body, headerRows = 0, rowHeads = false }, parent) => {
    const whole = add(parent, 'Table');
    for (const [row, cells] of body.entries()) {
      const line = add(whole, 'TR');
      for (const [column, cell] of cells.entries()) {
        if (cell?._span) continue;
        const scope = row < headerRows ? 'Column' : rowHeads && column === 0 ? 'Row' : undefined;
        put(cell, add(line, scope === undefined ? 'TD' : 'TH', { scope }));
      }
    }
  };
  const put = (node, parent) => {
    for (const one of Array.isArray(node) ? node : (node.stack ?? node.columns ?? [])) put(one, parent);
    if (node.ul ?? node.ol) list(node.ul ?? node.ol, parent);
    else if (node.layout === 'noBorders') put(node.table.body, parent);
    else if (node.table) table(node.table, parent);
    else if (node.alt !== undefined) leaf(node, parent, 'Figure', { alt: node.alt });
    else if (node.text !== undefined && node.text !== '')
      leaf(node, parent, node.headlineLevel === undefined ? 'P' : `H${node.headlineLevel}`);
  };
  const whole = document.struct('Document');
  document.addStructure(whole);
  put(content, whole);
  return (node, once) => {
    if (drawn.has(once)) return undefined;
    drawn.add(once);
    return elements.get(node);
  };
}

/** Headings below the title become bookmarks, by pdfmake's own means. */
export function bookmark(node) {
  if (node === null || typeof node !== 'object') return;
  if (node.headlineLevel === 2) node.outline = true;
  for (const one of Array.isArray(node) ? node : (node.stack ?? node.columns ?? [])) bookmark(one);
}

/**
 * The tree of a finished file, to which pages can be added: `element` before the node with an id, or at the end. Undefined
 * for a file that is not tagged.
 */
export function openTree(document) {
  const { context, catalog } = document;
  const root = catalog.lookupMaybe(PDFName.of('StructTreeRoot'), PDFDict);
  if (root === undefined) return undefined;
  const name = PDFName.of;
  const wholeRef = root.lookup(name('K'), PDFArray).get(0);
  const children = context.lookup(wholeRef, PDFDict).lookup(name('K'), PDFArray);
  const numbers = root.lookup(name('ParentTree'), PDFDict).lookup(name('Nums'), PDFArray);
  const idAt = at => context.lookup(children.get(at), PDFDict).lookup(name('ID'))?.decodeText();
  const placeOf = id => {
    for (let at = 0; at < children.size(); at += 1) if (idAt(at) === id) return at;
    return children.size();
  };
  let next = root.lookup(name('ParentTreeNextKey'), PDFNumber).asNumber();
  return {
    /** Marks what `draw` puts on a new page as one element with these words. */
    element(page, { type, alt, before }, draw) {
      const element = context.register(
        context.obj({ S: type, P: wholeRef, Pg: page.ref, K: 0, Alt: PDFHexString.fromText(alt) }),
      );
      children.insert(placeOf(before), element);
      page.node.set(name('StructParents'), PDFNumber.of(next));
      numbers.push(PDFNumber.of(next));
      numbers.push(context.obj([element]));
      next += 1;
      root.set(name('ParentTreeNextKey'), PDFNumber.of(next));
      page.pushOperators(
        PDFOperator.of(PDFOperatorNames.BeginMarkedContentSequence, [name(type), '<</MCID 0>>']),
      );
      draw();
      page.pushOperators(endMarkedContent());
    },
  };
}
