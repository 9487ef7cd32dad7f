// Which screens there are, and where each is found: by following the links of what one may see. `screens.json` names every
// page that has its picture, and says why another has none; a test holds it against the routes of the server.

import { readFile } from 'node:fs/promises';
import { ORIGIN } from './house.mjs';

const all = JSON.parse(await readFile(new URL('./screens.json', import.meta.url), 'utf8'));

/** The pages of which there has to be a picture. */
export const PICTURED = all.pictured;

/** The most exact first: what is named before what may be anything. */
const MATCHERS = [...all.pictured, ...Object.keys(all.left_out)]
    .map((route) => ({ route, pattern: new RegExp(`^${route.replace(/:[a-z]+/g, '[^/]+').replace('*path', '.+')}$`) }))
    .sort((one, other) => wild(one.route) - wild(other.route));

function wild(route) {
    return (route.match(/:/g) ?? []).length + (route.includes('*') ? 9 : 0);
}

/** The route that an address is of. */
export function routeOf(address) {
    const { pathname } = new URL(address, ORIGIN);
    return MATCHERS.find(({ pattern }) => pattern.test(pathname))?.route;
}

/** How many pages of a kind are looked through for links to others. */
const LOOKED = 14;

/** An address of every page that links lead to from these, each kind of page once. The first of a kind is kept. */
export async function reached(page, starts) {
    const found = new Map();
    const looked = new Map();
    const seen = new Set();
    const queue = [...starts];
    while (queue.length > 0) {
        const address = queue.shift();
        const route = routeOf(address);
        if (seen.has(address) || !PICTURED.includes(route) || (looked.get(route) ?? 0) >= LOOKED) continue;
        seen.add(address);
        looked.set(route, (looked.get(route) ?? 0) + 1);
        const answer = await page.request.get(`${ORIGIN}${address}`);
        if (answer.status() !== 200) continue;
        if (!found.has(route)) found.set(route, address);
        const text = await answer.text();
        for (const [, href] of text.matchAll(/<a [^>]*href="(\/[^"#]*)/g)) queue.push(href.replaceAll('&amp;', '&'));
    }
    return found;
}

/** What a picture of a page is called. */
export function nameOf(route) {
    const name = route.replace('/t/:tenant', '').replace('/:id', '').replace('*path', 'nowhere').replaceAll('/', '-');
    return name.replace(/^-/, '') || 'home';
}
