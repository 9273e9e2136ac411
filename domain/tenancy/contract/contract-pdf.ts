import PDFDocument from 'pdfkit';

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
 * Renders a contract to a PDF of A4 pages with the fonts that every reader has.
 * @throws Error that names each placeholder without a value
 */
export async function renderContractPdf({ template, values, generatedAt }: ContractPdf): Promise<Buffer> {
  const document = new PDFDocument({
    size: 'A4',
    margin,
    info: { Title: template.title, Author: 'LeadMetrics', CreationDate: generatedAt, ModDate: generatedAt },
  });
  const fill = filler(template.body, values);
  const bytes = collect(document);
  for (const block of template.body.split(/\n{2,}/)) writeBlock(document, block.replaceAll('\n', ' '), fill);
  document.moveDown().fontSize(8).font('Helvetica').text(`Contract template ${template.version}`);
  document.end();
  return bytes;
}

/** What puts values into a piece of the body; a value is never read as Markdown. */
function filler(body: string, values: Readonly<Record<string, string>>): (text: string) => string {
  const placeholder = /\{\{\s*(\w+)\s*\}\}/g;
  const names = [...body.matchAll(placeholder)].map(([, name = '']) => name);
  const missing = new Set(names.filter((name) => values[name] === undefined));
  if (missing.size > 0) throw new Error(`expected values for the contract's placeholders ${[...missing].join(', ')}`);
  return (text) => text.replaceAll(placeholder, (_match, name: string) => values[name] ?? '');
}

function writeBlock(document: PDFKit.PDFDocument, block: string, fill: (text: string) => string): void {
  const [, mark, heading] = /^(##?) (.+)$/.exec(block) ?? [];
  if ((mark === '#' || mark === '##') && heading !== undefined) {
    document.font('Helvetica-Bold').fontSize(sizes[mark]).text(fill(heading), { paragraphGap: 6 });
    return;
  }
  document.fontSize(sizes.text);
  const runs = block.split('**');
  runs.forEach((run, index) => {
    const last = index === runs.length - 1;
    document
      .font(index % 2 === 0 ? 'Helvetica' : 'Helvetica-Bold')
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
