import PDFDocument from 'pdfkit';
import { contractFonts, contractFontNames as fonts } from './contract-fonts.ts';
import { printable, UnprintableContractError, unprintableIn } from './printable-text.ts';

/** A contract's template, apart from its front matter (docs/data-model.md#contracts). */
export interface ContractTemplate {
  /** From the front matter, such as `v1.2`. */
  readonly version: string;
  readonly title: string;
  /** Markdown: `#` and `##` headings and paragraphs with `**bold**` words. */
  readonly body: string;
}

/** What a contract is rendered from. */
export interface ContractPdf {
  readonly template: ContractTemplate;
  /** Text for each `{{placeholder}}` of the template. */
  readonly values: Readonly<Record<string, string>>;
  /** Stands in the file as its creation date: equal input makes equal bytes. */
  readonly generatedAt: Date;
}

const margin = 64;
const sizes = { '#': 20, '##': 13, text: 10.5 } as const;

/** @param text a Markdown file that begins with front matter. @throws Error when `version` or `title` is not in it */
export function parseContractTemplate(text: string): ContractTemplate {
  const [, matter = '', body = ''] = /^---\n(.*?)\n---\n(.*)$/s.exec(text.replaceAll('\r\n', '\n')) ?? [];
  const field = (name: string): string => {
    const value = new RegExp(`^${name}: *(.+)$`, 'm').exec(matter)?.[1]?.trim();
    if (value === undefined) throw new Error(`expected the contract template's front matter to have "${name}: …"`);
    return value;
  };
  return { version: field('version'), title: field('title'), body: body.trim() };
}

/**
 * Renders a contract to a PDF of A4 pages, which holds what it uses of its fonts. Equal input makes equal bytes.
 * @throws Error that names each placeholder without a value
 * @throws UnprintableContractError that names each character that cannot be printed
 */
export async function renderContractPdf({ template, values, generatedAt }: ContractPdf): Promise<Buffer> {
  const fill = filler(template, values);
  const document = openDocument({
    Title: template.title,
    Author: 'LeadMetrics',
    CreationDate: generatedAt,
    ModDate: generatedAt,
  });
  const bytes = collect(document);
  for (const block of blocksOf(template.body)) writeBlock(document, block, fill);
  document.moveDown().fontSize(8).font(fonts.regular).text(`Contract template ${template.version}`);
  document.end();
  return bytes;
}

/** What puts values into a piece of the body; a value is never read as Markdown. */
function filler(template: ContractTemplate, values: Readonly<Record<string, string>>): (text: string) => string {
  const blocks = blocksOf(template.body);
  const placeholder = /\{\{\s*(\w+)\s*\}\}/g;
  const names = new Set(blocks.flatMap((block) => [...block.matchAll(placeholder)].map(([, name = '']) => name)));
  const missing = [...names].filter((name) => values[name] === undefined);
  if (missing.length > 0) throw new Error(`expected values for the contract's placeholders ${missing.join(', ')}`);
  const printed = new Map([...names].map((name) => [name, printable(values[name] ?? '')]));
  const unprintable = [
    unprintableIn(printable([...blocks, template.version].join('')), null),
    ...[...printed].map(([name, value]) => unprintableIn(value, name)),
  ].filter((text) => text !== null);
  if (unprintable.length > 0) throw new UnprintableContractError(unprintable);
  return (text) => printable(text).replaceAll(placeholder, (_match, name: string) => printed.get(name) ?? '');
}

function blocksOf(body: string): string[] {
  return body.split(/\n{2,}/).map((block) => block.replaceAll('\n', ' '));
}

function openDocument(info: PDFKit.DocumentInfo): PDFKit.PDFDocument {
  // cast: pdfkit takes a font that fontkit has opened, too; its types know those alone that it opens itself.
  const { regular, bold } = contractFonts() as unknown as Readonly<Record<'regular' | 'bold', string>>;
  const document = new PDFDocument({ size: 'A4', margin, info, pdfVersion: '1.7', font: regular });
  document.registerFont(fonts.bold, bold);
  tellDevanagari(document);
  return document;
}

/**
 * Adds to each piece of a line that has Devanagari what it says. Its glyphs stand in another order than its letters, so
 * that whoever searches or copies would get other words.
 */
function tellDevanagari(document: PDFKit.PDFDocument): void {
  // cast: the types of pdfkit leave out the method that writes a piece of a line.
  const lines = document as unknown as { _fragment: (text: string, ...place: unknown[]) => void };
  const write = lines._fragment.bind(document);
  lines._fragment = (text, ...place) => {
    if (!/\p{Script=Devanagari}/u.test(text)) {
      write(text, ...place);
      return;
    }
    document.markContent('Span', { actual: text });
    write(text, ...place);
    document.endMarkedContent();
  };
}

function writeBlock(document: PDFKit.PDFDocument, block: string, fill: (text: string) => string): void {
  const [, mark, heading] = /^(##?) (.+)$/.exec(block) ?? [];
  if ((mark === '#' || mark === '##') && heading !== undefined) {
    document.font(fonts.bold).fontSize(sizes[mark]).text(fill(heading), { paragraphGap: 6 });
    return;
  }
  document.fontSize(sizes.text);
  const runs = block.split('**');
  runs.forEach((run, index) => {
    const last = index === runs.length - 1;
    document
      .font(index % 2 === 0 ? fonts.regular : fonts.bold)
      .text(fill(run), { continued: !last, lineGap: 2, paragraphGap: 8 });
  });
}

function collect(document: PDFKit.PDFDocument): Promise<Buffer> {
  const chunks: Buffer[] = [];
  return new Promise((resolve, reject) => {
    document.on('data', (chunk: Buffer) => chunks.push(chunk));
    document.on('end', () => resolve(Buffer.concat(chunks)));
    document.on('error', reject);
  });
}
