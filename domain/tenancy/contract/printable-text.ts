import { contractFonts } from './contract-fonts.ts';

/** What of one text a contract cannot print. */
export interface UnprintableText {
  /** The placeholder whose value it is; null for the template's own words. */
  readonly placeholder: string | null;
  /** Each character once, the first ten. */
  readonly characters: readonly string[];
  /** How many further ones there are. */
  readonly more: number;
}

/**
 * Text of a contract that its font has no glyphs for, or that is no text. Nothing has been printed. The message names the
 * placeholders and the characters, never a whole value, and may be shown to whoever gave the values.
 */
export class UnprintableContractError extends Error {
  override readonly name = 'UnprintableContractError';
  readonly texts: readonly UnprintableText[];

  constructor(texts: readonly UnprintableText[]) {
    super(`expected text that a contract can print; it cannot print ${texts.map(told).join('; ')}`);
    this.texts = texts;
  }
}

const most = 10;
/** What a reader of paper cannot see, save the joiners by which a writer of Devanagari chooses the form of a letter. */
const unseen = /(?<!\p{Script=Devanagari})[\u200C\u200D]|(?![\u200C\u200D])\p{Default_Ignorable_Code_Point}/gu;
/** The font has empty glyphs for some of them. */
const noText = /^[\p{Cc}\p{Zl}\p{Zp}]$/u;

/**
 * @returns the text in its composed form, which has glyphs for letters with their marks, without what is not seen: equal
 * words on paper are equal words in the file
 */
export function printable(text: string): string {
  return text.replaceAll(unseen, '').normalize('NFC');
}

/** @param text as `printable` answered it @returns null when all of it can be printed */
export function unprintableIn(text: string, placeholder: string | null): UnprintableText | null {
  const { regular, bold } = contractFonts();
  const characters = [...new Set(text)].filter((character) => {
    const code = character.codePointAt(0) ?? 0;
    return noText.test(character) || !regular.hasGlyphForCodePoint(code) || !bold.hasGlyphForCodePoint(code);
  });
  if (characters.length === 0) return null;
  return { placeholder, characters: characters.slice(0, most), more: Math.max(0, characters.length - most) };
}

function told({ placeholder, characters, more }: UnprintableText): string {
  const list = characters.map(named).join(', ') + (more > 0 ? ` and ${more} more` : '');
  return `${list} ${placeholder === null ? 'of the template' : `of ${placeholder}`}`;
}

/** The character, where it can be seen when it stands alone, and its number. */
function named(character: string): string {
  const number = `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
  return /^[\p{L}\p{N}\p{P}\p{S}]$/u.test(character) ? `${character} (${number})` : number;
}
