// What stands in a PDF: its streams unpacked, and the words that its pages show, as far as a font says which letters its
// glyphs are.

import { inflateSync } from 'node:zlib';

function streams(bytes) {
    const text = bytes.toString('latin1');
    const found = [];
    for (const match of text.matchAll(/stream\r?\n/g)) {
        if (text.slice(match.index - 3, match.index) === 'end') continue;
        const from = match.index + match[0].length;
        const raw = bytes.subarray(from, text.indexOf('endstream', from));
        try {
            found.push(inflateSync(raw).toString('latin1'));
        } catch {
            found.push(raw.toString('latin1'));
        }
    }
    return found;
}

const letters = (hex) => Buffer.from(hex, 'hex').swap16().toString('utf16le');

/** The letters of a font's glyphs. */
function lettering(map) {
    const glyphs = new Map();
    for (const [, block] of map.matchAll(/beginbfchar([\s\S]*?)endbfchar/g)) {
        for (const [, glyph, to] of block.matchAll(/<([0-9a-fA-F]{4})>\s*<([0-9a-fA-F]+)>/g)) glyphs.set(glyph.toLowerCase(), letters(to));
    }
    for (const [, block] of map.matchAll(/beginbfrange([\s\S]*?)endbfrange/g)) {
        for (const [, from, until, to] of block.matchAll(/<([0-9a-fA-F]{4})>\s*<([0-9a-fA-F]{4})>\s*<([0-9a-fA-F]{4})>/g)) {
            for (let n = parseInt(from, 16); n <= parseInt(until, 16); n += 1) {
                const glyph = n.toString(16).padStart(4, '0');
                glyphs.set(glyph, String.fromCharCode(parseInt(to, 16) + n - parseInt(from, 16)));
            }
        }
    }
    return glyphs;
}

/** The bytes of a string in a content stream, as hexadecimal digits. */
function digits(string) {
    if (string.startsWith('<')) return string.slice(1, -1).toLowerCase();
    const plain = string.slice(1, -1).replace(/\\([0-7]{1,3}|[\s\S])/g, (_, one) => {
        if (/^[0-7]/.test(one)) return String.fromCharCode(parseInt(one, 8));
        return { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' }[one] ?? one;
    });
    return Buffer.from(plain, 'latin1').toString('hex');
}

/** The text of a PDF's pages: read with each of its fonts, for only one of them makes words of a line. */
export function textOf(bytes) {
    const all = streams(bytes);
    const fonts = all.filter((one) => one.includes('begincmap')).map(lettering);
    const pages = all.filter((one) => /\bT[jJ]\b/.test(one));
    const lines = pages.flatMap((page) => [...page.matchAll(/(\[(?:\((?:\\[\s\S]|[^\\)])*\)|<[^>]*>|[^\]])*\]\s*TJ|(?:\((?:\\[\s\S]|[^\\)])*\)|<[0-9a-fA-F]*>)\s*Tj)/g)])
        .map(([line]) => [...line.matchAll(/\((?:\\[\s\S]|[^\\)])*\)|<[0-9a-fA-F]*>/g)].map(([string]) => digits(string)).join(''));
    const read = (font) => lines.map((line) => (line.match(/.{4}/g) ?? []).map((glyph) => font.get(glyph) ?? ' ').join('')).join('\n');
    return fonts.map(read).join('\n');
}

/** Whether programs that read aloud can follow it: the mark of PDF/UA, and a tree of what is what. */
export function isTagged(bytes) {
    const all = [bytes.toString('latin1'), ...streams(bytes)].join('\n');
    return all.includes('<pdfuaid:part>1<') && all.includes('/StructTreeRoot') && /\/Marked true/.test(all);
}
