// A browser at the demo's pages. `cargo xtask web` starts the demo and says in the environment where it is, how one signs
// in, and which browser to use.

import { AxeBuilder } from '@axe-core/playwright';
import { chromium, devices } from 'playwright-core';
import { readFile } from 'node:fs/promises';

export const ORIGIN = process.env.KRACHTIG_WEB ?? 'http://127.0.0.1:8080';
const LOGINS = process.env.KRACHTIG_LOGINS ?? '../../var/demo/logins.json';
const CHROMIUM = process.env.KRACHTIG_CHROMIUM ?? '/usr/bin/chromium';

const FLAGS = [
    '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync',
];

const logins = JSON.parse(await readFile(LOGINS, 'utf8'));

/** The tenant in which the tests work: its families are drawn, and its people are assigned to them. */
export const TENANT = 'exodus-rijnmond';

export async function open() {
    return chromium.launch({ executablePath: CHROMIUM, headless: true, args: FLAGS });
}

/** The sizes in which everything has to work. */
export const SIZES = {
    desk: { viewport: { width: 1280, height: 900 } },
    phone: { ...devices['Pixel 7'], defaultBrowserType: undefined },
};

/** How the demo's addresses begin, by post. */
const POSTS = {
    professional: 'professional1@', volunteer: 'vrijwilliger1@', coordinator: 'coordinator@', budget_approver: 'budget1@',
    reader: 'lezer@', plugin_developer: 'ontwikkelaar@',
};

/** The tenant in which somebody of a family was invited to a login. */
export const FAMILY_TENANT = 'exodus-haaglanden';

/** The pages of somebody of a family. */
export const OWN = ['/my', '/my/consents', '/my/story', '/my/data', '/account'];

/** The address of whoever holds this post. */
export function address(post, tenant = TENANT) {
    if (post === 'family_member') return logins.family[tenant];
    const found = Object.keys(logins.members[tenant]).find((email) => email.startsWith(POSTS[post]));
    if (!found) throw new Error(`nobody in ${tenant} is ${post}`);
    return found;
}

/** Signs in at the page for it. */
export async function signIn(page, post, tenant = TENANT) {
    await page.fill('#email', address(post, tenant));
    await page.fill('#password', logins.password);
    await page.click('form[action$="/enter"] button:not([type=button])');
    await page.waitForURL((url) => url.pathname.startsWith(`/t/${tenant}`) && !url.pathname.includes('sign-in'));
}

/** A page at which somebody is signed in. */
export async function signedIn(browser, post, { size = 'desk', scripts = true, language = 'nl', tenant = TENANT, dark = false } = {}) {
    const context = await browser.newContext({
        ...SIZES[size],
        javaScriptEnabled: scripts,
        locale: language,
        colorScheme: dark ? 'dark' : 'light',
    });
    const page = await context.newPage();
    const said = [];
    // A form that comes back is no fault.
    const isAnswer = (text) => /status of (409|422)/.test(text);
    page.on('console', (message) => { if (message.type() === 'error' && !isAnswer(message.text())) said.push(message.text()); });
    page.on('pageerror', (error) => said.push(String(error)));
    page.said = said;
    await page.goto(`${ORIGIN}/t/${tenant}`);
    await signIn(page, post, tenant);
    return page;
}

/** What axe finds wrong with a page, in words. */
export async function wrongs(page) {
    const { violations } = await new AxeBuilder({ page })
        .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
        .analyze();
    return violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.target.join(' ')).slice(0, 3).join(', ')}`);
}

/** The address of the first family of the list. */
export async function firstFamily(page, tenant = TENANT) {
    await page.goto(`${ORIGIN}/t/${tenant}/families`);
    return page.locator('table tbody th a').first().getAttribute('href');
}

/** A family whose dossier has much of everything: the one that began longest ago among the first. */
export async function fullFamily(page, tenant = TENANT) {
    await page.goto(`${ORIGIN}/t/${tenant}/families`);
    const links = await page.locator('table tbody tr').evaluateAll((rows) => rows.map((row) => ({
        href: row.querySelector('th a').getAttribute('href'),
        done: row.querySelectorAll('rect.is-done').length,
    })));
    links.sort((one, other) => other.done - one.done);
    return links[0].href;
}

export const TABS = [
    '', '/people', '/needs', '/plan', '/budget', '/partners', '/story', '/timeline', '/rights', '/attachments',
];
export const FORMS = [
    '/family/edit', '/people/new', '/consents/new', '/introductions/new', '/talks/new', '/needs/new', '/goals/new',
    '/time/new', '/connections/new', '/learning/new', '/budget/new', '/roles/new', '/problems/new', '/obstacles/new',
    '/referrals/new', '/stories/new', '/plans/new', '/attachments/new', '/steps/skip', '/closing/new', '/rights/new',
    '/limits/new', '/words/new', '/kept/edit', '/shares/new',
];

/** The office's pages and forms, for who leads it. */
export const OFFICE = [
    '/office', '/office/assign', '/members', '/members/new', '/figures', '/figures/new', '/retention', '/directory',
    '/directory/new', '/budget/desk', '/figures/quarter', '/figures/live', '/instruments', '/instruments/new', '/notices',
    '/notices/ways',
];

/** One address of each kind of form that these pages lead to: to change something, or to do something about it. */
export async function formsOf(page, paths) {
    const forms = new Map();
    for (const path of paths) {
        await page.goto(`${ORIGIN}${path}`);
        const links = await page.locator('main a[href*="?of="]').evaluateAll((all) => all.map((one) => one.getAttribute('href')));
        for (const link of links) forms.set(link.split('?')[0], link);
    }
    return [...forms.values()];
}


/** A page at which somebody is signed in by a token: a reader of releases, one of the two who make them, an operator. */
export async function byToken(browser, who, { size = 'desk', scripts = true, language = 'nl', dark = false } = {}) {
    const [home, token] = {
        reader: ['/national', logins.national],
        computes: ['/national', logins.statisticians[0]],
        publishes: ['/national', logins.statisticians[1]],
        operator: ['/platform', logins.operator],
    }[who];
    const context = await browser.newContext({
        ...SIZES[size], javaScriptEnabled: scripts, locale: language, colorScheme: dark ? 'dark' : 'light',
    });
    const page = await context.newPage();
    const said = [];
    page.on('console', (message) => {
        if (message.type() === 'error' && !/status of (401|404|409|422)/.test(message.text())) said.push(message.text());
    });
    page.on('pageerror', (error) => said.push(String(error)));
    page.said = said;
    await page.goto(`${ORIGIN}${home}`);
    await page.fill('#secret', token);
    await page.click('main form button');
    await page.waitForURL((url) => url.pathname === home);
    return page;
}

/** The pages of readers of releases, and of those who make them. */
export const READING = ['', '/compare', '/trends', '/obstacles', '/stories', '/indicators'];
export const MAKING = ['/making', '/making/plans', '/making/new'];

/** The pages of a region's rules, for who develops them. */
export const RULES = ['/rules', '/rules/upload'];

/** The pages and forms about what there is of a region's rules: one of each kind. */
export async function rulesOf(page, tenant = TENANT) {
    await page.goto(`${ORIGIN}/t/${tenant}/rules`);
    const links = (selector) => page.locator(selector).evaluateAll((all) => all.map((one) => one.getAttribute('href')));
    const found = await links('main a[href*="/rules/"][href*="?of="]');
    const first = new Map(found.reverse().map((href) => [href.split('?')[0], href]));
    return [...first.values()];
}
