import { create, type Font, type Glyph, type GlyphRun } from 'fontkit';
import { readFileSync } from 'node:fs';
import { projectPath } from '../../../platform/config/paths.ts';

/** The fonts of contracts, by the names that they bear in a PDF. */
export const contractFontNames = { regular: 'NotoSans-Regular', bold: 'NotoSans-Bold' } as const;

export interface ContractFonts {
  readonly regular: Font;
  readonly bold: Font;
}

let opened: ContractFonts | undefined;

/** @returns the fonts, read and parsed once a process. @throws what reading them throws */
export function contractFonts(): ContractFonts {
  opened ??= { regular: open(contractFontNames.regular), bold: open(contractFontNames.bold) };
  return opened;
}

function open(name: string): Font {
  const font = create(readFileSync(projectPath('contracts', 'fonts', `${name}.ttf`)));
  if (!('layout' in font)) throw new Error(`expected contracts/fonts/${name}.ttf to hold one font`);
  const layout = font.layout.bind(font);
  const getGlyph = font.getGlyph.bind(font);
  // fontkit keeps with a glyph the characters that it first stood for, here in an earlier contract.
  font.getGlyph = (id, codePoints = []) => standingFor(getGlyph(id), codePoints);
  // fontkit shapes all of a text by the rules of its first letter's script.
  font.layout = (text, ...options) => {
    const [first, ...others] = piecesOf(text);
    return joined(
      layout(first, ...options),
      others.map((piece) => layout(piece, ...options)),
    );
  };
  return font;
}

function standingFor(glyph: Glyph, codePoints: number[]): Glyph {
  const own = Object.create(glyph) as Glyph; // cast: Object.create answers any
  own.codePoints = codePoints;
  own.isMark = codePoints.length > 0 && codePoints.every((code) => /\p{M}/u.test(String.fromCodePoint(code)));
  own.isLigature = codePoints.length > 1;
  return own;
}

const pieces =
  /\p{Script=Devanagari}[\p{Script=Devanagari}\p{Script=Common}\p{Script=Inherited}]*|[^\p{Script=Devanagari}]+/gu;

/** Pieces of Devanagari and of all else; what belongs to every script stays with what it follows. */
function piecesOf(text: string): readonly [string, ...string[]] {
  const [first = text, ...others] = text.match(pieces) ?? [];
  return [first, ...others];
}

/** The first run, with what the others hold after what it holds. */
function joined(run: GlyphRun, others: readonly GlyphRun[]): GlyphRun {
  for (const { glyphs, positions } of others) {
    run.glyphs = [...run.glyphs, ...glyphs];
    run.positions = [...run.positions, ...positions];
  }
  return run;
}
