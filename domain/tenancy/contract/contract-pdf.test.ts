import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { projectPath } from '../../../platform/config/paths.ts';
import { readPdf } from '../../../tests/support/pdf.ts';
import { parseContractTemplate, renderContractPdf } from './contract-pdf.ts';

const text =
  '---\nversion: v1.2\ntitle: Agreement\n---\n\n# Agreement\n\nBetween us and **{{tenant_name}}**, for {{ fee }}.\n';
const template = parseContractTemplate(text);
const generatedAt = new Date('2026-11-23T08:00:00Z');
const values = { tenant_name: 'Acme ** Corp', fee: 'INR 49,999.00' };

/** What the agreement says with these values. */
async function wordsWith(changed: Partial<typeof values>): Promise<string> {
  return readPdf(await renderContractPdf({ template, values: { ...values, ...changed }, generatedAt })).text;
}

const agreement = (name: string, fee = values.fee) =>
  `AgreementBetween us and ${name}, for ${fee}.Contract template v1.2`;

describe('renderContractPdf', () => {
  it('puts the values into the words of the template, whatever characters they hold', async () => {
    const pdf = await renderContractPdf({ template, values, generatedAt });
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
    expect(readPdf(pdf).text).toBe(agreement('Acme ** Corp'));
  });

  it.each([
    'Łódź & हिन्दी',
    'Ελληνική Αγορά Α.Ε.',
    'Київська Їжа',
    'Ünal & Søn',
    'श्री कृष्णा ट्रेडर्स प्राइवेट लिमिटेड',
    '(हिन्दी) \\ (',
  ])('writes %s, and a fee in ₹, so that they can be searched and copied', async (tenant_name) => {
    expect(await wordsWith({ tenant_name, fee: '₹ 45,000' })).toBe(agreement(tenant_name, '₹ 45,000'));
  });

  it.each([
    ['a vowel sign before its letter', 'हिन्दी', 'िहन्दी'],
    ['an r above the letter that it precedes', 'कर्म', 'कमर्'],
    ['them in a word that begins in Latin', 'A/हिन्दी', 'A/िहन्दी'],
    ['them before one that ends in Latin', 'हिन्दी-AG', 'िहन्दी-AG'],
  ])('sets Devanagari as it is read: %s', async (_what, tenant_name, drawn) => {
    const pdf = readPdf(await renderContractPdf({ template, values: { ...values, tenant_name }, generatedAt }));
    expect({ text: pdf.text, drawn: pdf.drawn }).toEqual({ text: agreement(tenant_name), drawn: agreement(drawn) });
  });

  it.each([
    ['a letter and its mark as the letter they make', 'Cafe\u0301', 'Café'],
    ['a mark that makes no letter with what it follows', 'q\u0301', 'q\u0301'],
    ['a joiner of Devanagari', 'क्\u200dष क्\u200cष', 'क्\u200dष क्\u200cष'],
    ['no joiner elsewhere', 'A\u200dc\u200cme', 'Acme'],
    ['spaces that do not break', 'A\u00a0B\u202fC', 'A\u00a0B\u202fC'],
    ['nothing that is not seen', '\ufeffA\u00adc\u200bm\u202ee\u2066\u034f\ufe0f\u{e0041}', 'Acme'],
  ])('prints %s', async (_what, tenant_name, printed) => {
    expect(await wordsWith({ tenant_name })).toBe(agreement(printed));
  });

  it('embeds of its two fonts what it uses of them', async () => {
    const real = parseContractTemplate(await readFile(projectPath('contracts', 'master-contract.md'), 'utf8'));
    const names = [...real.body.matchAll(/\{\{\s*(\w+)\s*\}\}/g)].map(([, name = '']) => [name, '₹ हिन्दी Łódź']);
    const pdf = await renderContractPdf({ template: real, values: Object.fromEntries(names), generatedAt });
    expect(readPdf(pdf).fonts).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^[A-Z]{6}\+NotoSans-Regular$/),
        expect.stringMatching(/^[A-Z]{6}\+NotoSans-Bold$/),
      ]),
    );
    expect(readPdf(pdf).fonts).toHaveLength(2);
    expect(pdf.length).toBeLessThan(64_000);
  });

  it('names each placeholder without a value', async () => {
    await expect(renderContractPdf({ template, values: {}, generatedAt })).rejects.toThrow(
      "expected values for the contract's placeholders tenant_name, fee",
    );
  });

  it('names each character that it cannot print, and where it stood', async () => {
    const other = { ...template, body: `${template.body}\n\nמ {{plan}}` };
    const given = {
      tenant_name: '中文 中 Acme \u{1f600}',
      fee: '₹\u0000 45\n000',
      plan: 'a\u2028b\ud800',
      unused: '中',
    };
    await expect(renderContractPdf({ template: other, values: given, generatedAt })).rejects.toMatchObject({
      name: 'UnprintableContractError',
      message:
        'expected text that a contract can print; it cannot print מ (U+05DE) of the template; ' +
        '中 (U+4E2D), 文 (U+6587), \u{1f600} (U+1F600) of tenant_name; U+0000, U+000A of fee; U+2028, U+D800 of plan',
      texts: [
        { placeholder: null, characters: ['מ'], more: 0 },
        { placeholder: 'tenant_name', characters: ['中', '文', '\u{1f600}'], more: 0 },
        { placeholder: 'fee', characters: ['\u0000', '\n'], more: 0 },
        { placeholder: 'plan', characters: ['\u2028', '\ud800'], more: 0 },
      ],
    });
  });

  it('names ten characters of a value at most, and how many more there are', async () => {
    const many = String.fromCodePoint(...Array.from({ length: 5_000 }, (_, index) => 0x4e00 + index));
    await expect(wordsWith({ tenant_name: many })).rejects.toMatchObject({
      message: expect.stringMatching(/ 一 \(U\+4E00\),.* 丁 .*\(U\+4E09\) and 4990 more of tenant_name$/),
      texts: [{ placeholder: 'tenant_name', characters: [...many].slice(0, 10), more: 4_990 }],
    });
  });
});

describe('the bytes of a contract', () => {
  const letters = fc.constantFrom(
    ...'aé fi\u00a0₹Łw0',
    'हि',
    'न्दी',
    'र्म',
    'र्\u200dय',
    'ऱ्\u200dय',
    'क्\u200dष',
    'क़',
    'e\u0301',
    'q\u0301',
    'Ж',
    'Ω',
  );
  const words = fc.string({ unit: letters, maxLength: 60 });
  const inputs = fc.record({ tenant_name: words, fee: words });
  const digest = async (given: typeof values) =>
    createHash('sha256')
      .update(await renderContractPdf({ template, values: given, generatedAt }))
      .digest('hex');

  it('are equal for equal input, and others for another moment', async () => {
    await fc.assert(
      fc.asyncProperty(inputs, inputs, async (one, other) => {
        const [first, , again] = [await digest(one), await digest(other), await digest(one)];
        expect(again).toBe(first);
      }),
      { numRuns: 30 },
    );
    const pdfs = [generatedAt, new Date(generatedAt.getTime() + 1_000)].map((at) =>
      renderContractPdf({ template, values, generatedAt: at }),
    );
    const [now, later] = await Promise.all(pdfs);
    expect(now?.equals(later ?? Buffer.alloc(0))).toBe(false);
  });

  it('are those that another process makes, whatever either has rendered before', async () => {
    const samples = fc.sample(inputs, { seed: 28, numRuns: 40 });
    const here: string[] = [];
    for (const sample of samples) here.push(await digest(sample));
    const program = `
      import { createHash } from 'node:crypto';
      import { renderContractPdf } from ${JSON.stringify(pathToFileURL(projectPath('dist/domain/tenancy/contract/contract-pdf.js')).href)};
      const { template, samples, at } = JSON.parse(process.argv[1]);
      for (const values of samples.reverse()) {
        const pdf = await renderContractPdf({ template, values, generatedAt: new Date(at) });
        console.log(createHash('sha256').update(pdf).digest('hex'));
      }`;
    const given = JSON.stringify({ template, samples, at: generatedAt });
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', program, given], {
      env: { TZ: 'Asia/Kolkata', LANG: 'hi_IN.UTF-8' },
    });
    expect(stdout.trim().split('\n').reverse()).toEqual(here);
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
