import { describe, expect, it } from '@jest/globals';
import { inflateSync } from 'node:zlib';
import { parseContractTemplate, renderContractPdf } from './contract-pdf.ts';

const text =
  '---\nversion: v1.2\ntitle: Agreement\n---\n\n# Agreement\n\nBetween us and **{{tenant_name}}**, for {{ fee }}.\n';
const template = parseContractTemplate(text);
const generatedAt = new Date('2026-11-23T08:00:00Z');
const values = { tenant_name: 'Acme ** Corp', fee: 'INR 49,999.00' };

/** The words on the pages: pdfkit writes them in hexadecimal inside deflated streams. */
function wordsOf(pdf: Buffer): string {
  const streams = pdf.toString('latin1').matchAll(/\/FlateDecode\n>>\nstream\n(.*?)\nendstream/gs);
  const pages = [...streams].map(([, bytes = '']) => inflateSync(Buffer.from(bytes, 'latin1')).toString('latin1'));
  return [...pages.join('\n').matchAll(/<([0-9a-f]+)>/g)]
    .map(([, hex = '']) => Buffer.from(hex, 'hex').toString('latin1'))
    .join('');
}

describe('renderContractPdf', () => {
  it('puts the values into the words of the template, whatever characters they hold', async () => {
    const pdf = await renderContractPdf({ template, values, generatedAt });
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
    expect(wordsOf(pdf)).toBe('AgreementBetween us and Acme ** Corp, for INR 49,999.00.Contract template v1.2');
  });

  it('makes equal bytes of equal input', async () => {
    const [one, other] = [1, 2].map(() => renderContractPdf({ template, values, generatedAt }));
    expect((await one)?.equals((await other) ?? Buffer.alloc(0))).toBe(true);
  });

  it('names each placeholder without a value', async () => {
    await expect(renderContractPdf({ template, values: {}, generatedAt })).rejects.toThrow(
      "expected values for the contract's placeholders tenant_name, fee",
    );
  });
});

describe('parseContractTemplate', () => {
  it('takes version and title from the front matter', () => {
    expect(template).toMatchObject({ version: 'v1.2', title: 'Agreement' });
    expect(parseContractTemplate(text.replaceAll('\n', '\r\n'))).toEqual(template);
  });

  it('says which field is missing', () => {
    expect(() => parseContractTemplate('---\ntitle: Agreement\n---\n')).toThrow(
      'expected the contract template\'s front matter to have "version: …"',
    );
  });
});
