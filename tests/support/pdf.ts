import { inflateSync } from 'node:zlib';

/** What a PDF that pdfkit made says. */
export interface PdfText {
  /** The words that a reader finds and copies. */
  readonly text: string;
  /** The characters of the glyphs as they stand on the pages, from left to right. */
  readonly drawn: string;
  /** The names of the embedded fonts; a subset's begins with six letters and a plus. */
  readonly fonts: readonly string[];
}

/** @param pdf with streams that are deflated, and fonts that tell by ToUnicode what their glyphs stand for */
export function readPdf(pdf: Buffer): PdfText {
  const objects = new Map(
    [...pdf.toString('latin1').matchAll(/^(\d+) 0 obj\n(.*?)\nendobj$/gms)].map(([, id = '', body = '']) => [id, body]),
  );
  const pages = [...objects.values()]
    .filter((body) => body.includes('/Type /Page\n'))
    .map((page) => textOf(page, objects));
  return {
    text: pages.map(({ text }) => text).join(''),
    drawn: pages.map(({ drawn }) => drawn).join(''),
    fonts: [...objects.values()].flatMap((body) =>
      body.includes('/FontFile2 ') ? [/\/FontName \/(\S+)/.exec(body)?.[1] ?? ''] : [],
    ),
  };
}

type Objects = ReadonlyMap<string, string>;

/** What a page's content may hold: a span's own words, the end of a span, a font, glyphs in hexadecimal. */
const tokens = /\/ActualText \(((?:\\.|[^\\)])*)\)|(EMC)|\/(F\d+) \S+ Tf|<([0-9a-f]+)>/gs;

function textOf(page: string, objects: Objects): { text: string; drawn: string } {
  const resources = objects.get(/\/Resources (\d+)/.exec(page)?.[1] ?? '') ?? '';
  const characters = new Map(
    [...resources.matchAll(/\/(F\d+) (\d+) 0 R/g)].map(([, font = '', id = '']) => [font, charactersOf(id, objects)]),
  );
  let [text, drawn, font, spanned] = ['', '', '', false];
  for (const [, actual, end, chosen, glyphs = ''] of streamOf(/\/Contents (\d+)/.exec(page)?.[1], objects).matchAll(
    tokens,
  )) {
    if (actual !== undefined) {
      text += utf16(actual);
      spanned = true;
    } else if (end !== undefined) spanned = false;
    else if (chosen !== undefined) font = chosen;
    else {
      const shown = (glyphs.match(/.{4}/g) ?? []).map((glyph) => characters.get(font)?.[parseInt(glyph, 16)]).join('');
      drawn += shown;
      if (!spanned) text += shown;
    }
  }
  return { text, drawn };
}

/** For each glyph of a font's subset the characters it stands for. */
function charactersOf(font: string, objects: Objects): string[] {
  const map = streamOf(/\/ToUnicode (\d+)/.exec(objects.get(font) ?? '')?.[1], objects);
  const lists = [...map.matchAll(/^<[0-9a-f]{4}> <[0-9a-f]{4}> \[(.*)\]$/gm)].map(([, list = '']) => list).join(' ');
  return [...lists.matchAll(/<([0-9a-f ]+)>/g)].map(([, codes = '']) =>
    String.fromCharCode(...codes.split(' ').map((code) => parseInt(code, 16))),
  );
}

function streamOf(id: string | undefined, objects: Objects): string {
  const [, bytes = ''] = /\nstream\n(.*)\nendstream$/s.exec(objects.get(id ?? '') ?? '') ?? [];
  return inflateSync(Buffer.from(bytes, 'latin1')).toString('latin1');
}

/** A string of a PDF in UTF-16, big endian after its mark. */
function utf16(escaped: string): string {
  const named: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' };
  const bytes = escaped.replaceAll(/\\(.)/gs, (_match, character: string) => named[character] ?? character);
  return Buffer.from(bytes, 'latin1').swap16().toString('utf16le').slice(1);
}
